# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mobile broadband with the mocked ModemManager, and PPPoE with the stand-in for pppd."""
import os
import signal
import subprocess

from gi.repository import GLib

from client import NM
from harness import as_user, scenario
from simulated import pppd, settle_link


def mock(client, method, signature, *args):
    client.ask('org.freedesktop.ModemManager1', '/lab', 'org.lab.Mock', method, GLib.Variant(signature, args))


def modem_fails_with(client, name):
    mock(client, 'Mode', '(is)', 0, 'err:org.freedesktop.ModemManager1.Error.' + name)
    path = client.dial('mobile')
    result = client.wait_result(path)
    mock(client, 'Mode', '(is)', 0, 'ok')
    return result


@scenario('modem')
def mobile_success_and_drop(client):
    path = client.dial_connected('mobile')
    status = client.status(path)
    assert status['Operator'] == 'LabNet' and status['AccessTechnology'] == 'lte' and status['Signal'] == 73, status
    assert status['Ip4']['addresses'] == ['10.64.0.2/24'], status['Ip4']
    assert 2 in client.states(path), client.states(path)
    mock(client, 'Drop', '(i)', 0)
    assert client.wait_end(path) == 629


@scenario('modem')
def mobile_errors(client):
    for name, number in (('Connection.NoCarrier', 679), ('Connection.Busy', 676), ('Connection.NoAnswer', 678),
                         ('Connection.NoDialtone', 680)):
        result = modem_fails_with(client, name)
        assert result == number, (name, result)


@scenario('modem')
def mobile_over_ppp_wrong_password(client):
    mock(client, 'Mode', '(is)', 0, 'ppp')
    pppd('authfail')
    path = client.dial('mobile')
    assert client.wait_result(path) == 691
    assert client.status(path)['Causes'][0]['source'] == 'ppp'
    mock(client, 'Mode', '(is)', 0, 'ok')


def add_parented():
    """The form for VLANs: NetworkManager makes a device of type ppp above wan0."""
    subprocess.run(['nmcli', 'connection', 'add', 'type', 'pppoe', 'con-name', 'parented', 'ifname', 'ppp7', 'autoconnect', 'no',
                    'pppoe.parent', 'wan0', 'username', 'u1', 'password', 'good-u1', 'ipv4.never-default', 'yes'], check=True,
                   stdout=subprocess.DEVNULL)


def profiles():
    run = subprocess.run(['nmcli', '-t', '-f', 'UUID,TYPE', 'connection'], capture_output=True, text=True, check=True)
    return sorted(line for line in run.stdout.split() if line.endswith(':pppoe'))


@scenario('modem')
def pppoe_on_a_device_of_its_own_with_a_login_of_its_own(client):
    pppd('ok')
    add_parented()
    before = profiles()
    for options, result in (({'password': 'good-u1'}, 0), ({'user-name': 'u2'}, 0), ({'password': ''}, 0), ({'password': 'wrong'}, 691)):
        settle_link(client)
        path = client.dial('parented', **{name: GLib.Variant('s', value) for name, value in options.items()})
        assert client.wait_result(path) == result, (options, client.status(path)['Causes'])
        if result == 0:
            client.hang_up(path)
        client.wait_end(path)
        client.until(lambda: profiles() == before, 10, 'end of the copy')
    subprocess.run(['nmcli', 'connection', 'delete', 'parented'], check=True, stdout=subprocess.DEVNULL)


@scenario('modem')
def pppoe(client):
    settle_link(client)
    pppd('ok')
    path = client.dial_connected('dsl')
    assert 5 in client.states(path) and client.status(path)['Interface'].startswith('ppp')
    client.hang_up(path)
    assert client.wait_end(path) == 631
    settle_link(client)
    pppd('authfail')
    path = client.dial('dsl')
    assert client.wait_result(path) == 691
    assert client.status(path)['Causes'][0]['name'] == 'AUTHENTICATE'
    settle_link(client)
    pppd('noanswer')
    path = client.dial('dsl')
    result = client.wait_result(path)
    assert result == 718, (result, client.status(path)["Causes"])      # the stand-in reaches ESTABLISH


@scenario('modem')
def forged_phase_changes_nothing(client):
    settle_link(client)
    pppd('hang')
    path = client.dial('dsl')
    client.wait_state(path, 4)
    for authenticate in (5, 6):         # as newer and as older releases of NetworkManager count
        run = as_user('bob', 'gdbus', 'call', '--system', '-d', NM, '-o', '/org/freedesktop/NetworkManager/PPP/1', '-m',
                      NM + '.PPP.SetState', f'uint32 {authenticate}')
        assert run.returncode != 0
    client.hang_up(path)
    assert client.wait_result(path) == 631
    assert 5 not in client.states(path), client.states(path)
    pppd('ok')


@scenario('modem')
def unplugged_while_up(client):
    path = client.dial_connected('mobile')
    mock(client, 'Remove', '(i)', 0)
    assert client.wait_end(path) == 630
    mock(client, 'Add', '(i)', 0)
    client.until(modem_is_ready, 20, 'modem')


def modem_is_ready():
    run = subprocess.run(['nmcli', '-t', '-f', 'DEVICE,STATE', 'device'], capture_output=True, text=True, check=True)
    return 'cdc-wdm0:disconnected' in run.stdout


@scenario('modem')
def modemmanager_killed(client):
    path = client.dial_connected('mobile')
    os.kill(int(os.environ['MM_PID']), signal.SIGKILL)
    assert client.wait_end(path) == 834
