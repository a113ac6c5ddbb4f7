# SPDX-License-Identifier: LGPL-2.1-or-later
"""The service is killed, or stops, and comes back beside a real NetworkManager.  The sandbox's own daemon is the first one."""
import os
import signal
import subprocess

from gi.repository import GLib

import alone
from client import CONNECTED, SERVICE
from harness import owner_pid, scenario
from judge import check_connected
from simulated import CONNECTING, LONG_CALL, MM, REGISTERED, modem, modem_path, modem_property, modem_state, wait_dialling


def end(client, how):
    pid = owner_pid(client, SERVICE)
    os.kill(pid, how)
    client.until_unowned(SERVICE)
    client.until_gone(pid)          # its store is free


def begin():
    with open(os.environ['WORK'] + '/dialtoned.log', 'ab') as log:
        subprocess.Popen([*os.environ['DIALTONED_WRAP'].split(), os.environ['BUILD'] + '/service/dialtoned'], stdout=log,
                         stderr=log)        # ends with the sandbox
    subprocess.run(['gdbus', 'wait', '--system', '--timeout', '60', SERVICE], check=True)


def restart(client, how):
    end(client, how)
    begin()


@scenario('restart')
def connection_outlives_a_kill(client):
    path = client.dial_connected('office')
    # NetworkManager may tell of a route or a name server some milliseconds after it is ACTIVATED.
    client.until(lambda: all(client.status(path)['Ip4'].get(name) for name in ('addresses', 'routes', 'dns')), 5, 'addresses')
    before = client.status(path)
    restart(client, signal.SIGKILL)
    after = client.status(path)
    for name in ('Id', 'State', 'Result', 'StartedAt', 'ConnectedAt', 'StartedByUid', 'Origin', 'EntryUuid', 'ActiveConnection'):
        assert after[name] == before[name], (name, before[name], after[name])
    for name in ('Ip4', 'Interface'):
        assert after[name] == before[name], (name, before[name], after[name])
    client.hang_up(path)
    assert client.wait_end(path) == 631
    sequences = [edge[0] for edge in client.edges[path]]
    assert sequences == sorted(set(sequences)), sequences


@scenario('restart')
def connection_outlives_a_stop(client):
    path = client.dial_connected('lab-ok')
    restart(client, signal.SIGTERM)
    assert client.status(path)['State'] == CONNECTED
    assert len(client.results(path)) == 1, client.finished
    client.hang_up(path)
    assert client.wait_end(path) == 631


@scenario('restart')
def dial_goes_on(client):
    path = client.dial('lab-hang')
    client.wait_state(path, 2)
    restart(client, signal.SIGKILL)
    assert client.status(path)['Finished'] is False and not client.results(path)
    client.hang_up(path)
    assert client.wait_result(path) == 631


@scenario('restart')
def lost_while_away(client):
    path = client.dial_connected('lab-ok')
    end(client, signal.SIGKILL)
    subprocess.run(['nmcli', 'connection', 'down', 'lab-ok'], check=True, stdout=subprocess.DEVNULL)
    begin()
    assert client.wait_end(path) == 834
    assert client.status(path)['Causes'][0]['source'] == 'dialtone'


@scenario('restart')
def result_is_kept(client):
    path = client.dial('office-wrong')
    assert client.wait_result(path) == 691
    cause = client.status(path)['Causes'][0]        # evidence may follow it
    restart(client, signal.SIGTERM)
    status = client.status(path)
    assert status['Result'] == 691 and status['Causes'][0] == cause, status
    client.ask(SERVICE, path, SERVICE + '.Connection', 'Release', GLib.Variant('(a{sv})', ({},)))


def is_free(client):
    bearers = modem_property(client, '.Modem', 'Bearers')
    return modem_state(client) == REGISTERED and not any(is_connected(client, bearer) for bearer in bearers)


def is_connected(client, bearer):
    try:
        return client.ask(MM, bearer, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (MM + '.Bearer', 'Connected')))[0]
    except GLib.Error:          # deleted since it was listed
        return False


def killed_while_modemmanager_connects(client):
    alone.settle(client)
    modem('dial', 'connect', LONG_CALL)
    path = alone.dial(client)
    wait_dialling(client)
    restart(client, signal.SIGKILL)
    client.until(lambda: client.status(path)['Ended'], 10, 'end of the dial')
    assert client.status(path)['Error'] == 834, client.status(path)
    assert modem_state(client) == CONNECTING


@scenario('alone-restart')
def nobodys_call_is_taken_down(client):
    """ModemManager goes on calling when its caller has gone from the bus: the line would stay up, and cost."""
    killed_while_modemmanager_connects(client)
    modem('dial', 'connect', '.2')
    modem('answer')
    client.until(lambda: modem_state(client) != CONNECTING, 20, 'answer of the modem')
    client.until(lambda: is_free(client), 20, 'free modem')
    alone.hangs_up(client, alone.connects(client))


@scenario('alone-restart')
def killed_again_it_takes_down_nobodys_call(client):
    killed_while_modemmanager_connects(client)
    restart(client, signal.SIGKILL)
    assert modem_state(client) == CONNECTING
    modem('dial', 'connect', '.2')
    modem('answer')
    client.until(lambda: modem_state(client) != CONNECTING, 20, 'answer of the modem')
    client.until(lambda: is_free(client), 20, 'free modem')
    restart(client, signal.SIGKILL)         # it knows that this is done: the next line is not nobody's
    alone.hangs_up(client, alone.connects(client))


@scenario('alone-restart')
def the_next_dial_waits_for_it(client):
    killed_while_modemmanager_connects(client)
    path = alone.dial(client)
    modem('dial', 'connect', '.2')
    modem('answer')
    client.wait_result(path, 60)
    check_connected(client, path)
    alone.hangs_up(client, path)


@scenario('alone-restart')
def somebody_elses_bearer_stays(client):
    """Nothing of ours was under way."""
    alone.settle(client)
    bearer = client.ask(MM, modem_path(client), MM + '.Modem.Simple', 'Connect',
                        GLib.Variant('(a{sv})', ({'apn': GLib.Variant('s', 'internet')},)))[0]
    restart(client, signal.SIGKILL)
    path = alone.dial(client)
    assert client.wait_result(path, 60) == 602, client.status(path)
    assert is_connected(client, bearer)
    client.ask(MM, bearer, MM + '.Bearer', 'Disconnect')
