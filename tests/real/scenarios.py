#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""scenarios.py GROUP [OPTION...]: scenarios on a real NetworkManager, inside tests/sandbox.  Prints TAP."""
import os
import signal
import subprocess
import sys

from gi.repository import GLib

import alone            # noqa: F401 (its scenarios)
import canary           # noqa: F401
import canary_modem     # noqa: F401
import cdma             # noqa: F401
import cellular         # noqa: F401
import cellular_refused # noqa: F401
import cellular_sim     # noqa: F401
import descriptors      # noqa: F401
import harness
import mocked           # noqa: F401
import profiles         # noqa: F401
import restart          # noqa: F401
import secrets_command  # noqa: F401
import secrets_desktop  # noqa: F401
import secrets_dials    # noqa: F401
import secrets_restart  # noqa: F401
import stopped          # noqa: F401
from client import (CONNECTED, CONNECTION, MANAGER, NM, ROOT, SERVICE, Client, remote_error)
from harness import as_user, causes, owner_pid, plugin_name, scenario


def plugin_pid(client, path):
    return owner_pid(client, plugin_name(client.status(path)))


@scenario('vpn')
def success(client):
    path = client.dial_connected('office')
    status = client.status(path)
    assert status['State'] == CONNECTED and status['Error'] == 0 and status['Result'] == 0
    assert status['Ip4']['addresses'][0].startswith('10.8.'), status['Ip4']
    assert status['Interface'].startswith('tun'), status['Interface']
    states = client.states(path)
    assert states[0] == 0 and states[-1] == CONNECTED and len(states) > 4, states
    client.hang_up(path)
    assert client.wait_end(path) == 631
    assert len(client.results(path)) == 1


@scenario('vpn')
def cancel_while_connecting(client):
    path = client.dial('lab-hang')
    client.wait_state(path, 2)
    client.hang_up(path)
    assert client.wait_result(path) == 631
    assert CONNECTED not in client.states(path)


@scenario('vpn')
def wrong_password(client):
    path = client.dial('office-wrong')
    assert client.wait_result(path) == 691
    assert causes(client, path)[0] == 'vpn-plugin'


@scenario('vpn')
def plugins_own_failure(client):
    path = client.dial('lab-failure-0')
    assert client.wait_result(path) == 691
    first = client.status(path)['Causes'][0]
    assert first['source'] == 'vpn-plugin' and 'LOGIN_FAILED' in first['name'], first
    path = client.dial('lab-failure-1')
    assert client.wait_result(path) == 800


@scenario('vpn')
def plugin_missing(client):
    path = client.dial('nowhere')
    assert client.wait_result(path) == 609
    assert 'nosuchvpn' in client.status(path)['Causes'][0]['text']
    assert [c for c in client.edges if c != path] == [], client.edges


@scenario('vpn')
def unusable_configuration(client):
    path = client.dial('lab-badip')
    assert client.wait_result(path) == 716


@scenario('vpn')
def plugin_dies_while_connecting(client):
    path = client.dial('lab-crash')
    assert client.wait_result(path) in (800, 807)


@scenario('vpn')
def plugin_killed_while_up(client):
    path = client.dial_connected('lab-ok')
    os.kill(plugin_pid(client, path), signal.SIGKILL)
    assert client.wait_end(path) == 807
    assert client.status(path)['Result'] == 0 and len(client.results(path)) == 1


@scenario('vpn')
def dialled_again_while_the_plugin_ends(client):
    """NetworkManager does not wait for it, and NetworkManager-openvpn's would remove the socket of the next dial."""
    path = client.dial_connected('office')
    plugin = plugin_pid(client, path)
    os.kill(plugin, signal.SIGSTOP)
    try:
        client.hang_up(path)
        assert client.wait_end(path) == 631
        again = client.dial('office')
        client.dial_connected('lab-ok')
        assert client.states(again) == [0], client.states(again)
    finally:
        os.kill(plugin, signal.SIGCONT)
    assert client.wait_result(again) == 0, client.status(again)['Causes']


@scenario('vpn')
def dropped_by_the_other_end(client):
    path = client.dial_connected('lab-drop-1')
    assert client.wait_end(path) in (629, 807)


@scenario('vpn')
def ten_dials_one_end_each(client):
    for _ in range(10):
        path = client.dial_connected('lab-ok')
        client.hang_up(path)
        client.wait_end(path)
        assert len(client.results(path)) == 1
        sequences = [edge[0] for edge in client.edges[path]]
        assert sequences == sorted(set(sequences)), sequences
    assert not client.torn


@scenario('vpn')
def a_hundred_dials(client):
    paths = []
    for i in range(100):
        path = client.dial('lab-failure-0' if i % 4 == 3 else 'lab-ok')
        result = client.wait_result(path)
        assert result == (691 if i % 4 == 3 else 0), (i, result)
        if result == 0:
            client.hang_up(path)
            client.wait_end(path)
        paths.append(path)
    assert len(set(paths)) == 100
    assert all(len(client.results(path)) == 1 for path in paths)


@scenario('slow')
def server_down(client):
    with open(os.environ['T'] + '/openvpn.pid', encoding='ascii') as file:
        server = int(file.read())
    os.kill(server, signal.SIGSTOP)
    try:
        path = client.dial('office-short')
        assert client.wait_result(path, 40) == 809
    finally:
        os.kill(server, signal.SIGCONT)


@scenario('slow')
def server_dies_later(client):
    path = client.dial_connected('office-lost')
    with open(os.environ['T'] + '/openvpn.pid', encoding='ascii') as file:
        os.kill(int(file.read()), signal.SIGKILL)
    error = client.wait_end(path, 40)
    assert error == 807, (error, client.status(path)['Causes'])


@scenario('upstream')
def profile_deleted_while_up(client):
    path = client.dial_connected('lab-ok')
    subprocess.run(['nmcli', 'connection', 'delete', 'lab-ok'], check=True, stdout=subprocess.DEVNULL)
    assert client.wait_end(path) == 623


@scenario('upstream')
def base_device_lost(client):
    path = client.dial_connected('office')
    subprocess.run(['ip', 'link', 'del', 'wan0'], check=True)
    assert client.wait_end(path) in (829, 630)


def gone_and_back(client, how):
    path = client.dial_connected('lab-ok')
    os.kill(int(os.environ['NM_PID']), how)
    assert client.wait_end(path) == 834
    assert client.status(path)['Result'] == 0
    client.until_unowned(NM)
    client.until_gone(int(os.environ['NM_PID']))        # another one starts only then
    with open(os.environ['WORK'] + '/NetworkManager.log', 'ab') as log:
        subprocess.Popen(['NetworkManager', '--debug'], stdout=log, stderr=log)    # ends with the sandbox
    subprocess.run(['gdbus', 'wait', '--system', '--timeout', '60', NM], check=True)
    subprocess.run(['nm-online', '-s', '-q', '-t', '60'], check=True)
    client.until(lambda: has_entry(client, 'lab-ok'), 20, 'entry after the return')
    client.dial_connected('lab-ok')


def has_entry(client, name):
    try:
        client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'GetEntry', GLib.Variant('(s)', (name,)))
        return True
    except GLib.Error:
        return False


@scenario('nm-stopped')
def networkmanager_stopped(client):
    gone_and_back(client, signal.SIGTERM)


@scenario('nm-killed')
def networkmanager_killed(client):
    gone_and_back(client, signal.SIGKILL)


@scenario('callers')
def dialled_by_nmcli(client):
    subprocess.run(['nmcli', 'connection', 'up', 'lab-ok'], check=True, stdout=subprocess.DEVNULL)
    client.until(lambda: client.finished, what='DialFinished of an external dial')
    path, _uuid, error, details = client.finished[0]
    assert error == 0 and details['origin'] == 'external', details
    assert client.status(path)['Origin'] == 'external'
    subprocess.run(['nmcli', 'connection', 'down', 'lab-ok'], check=True, stdout=subprocess.DEVNULL)
    assert client.wait_end(path) == 631
    assert len(client.finished) == 1


@scenario('callers')
def two_clients_see_the_same(client):
    other = Client()
    path = client.dial_connected('lab-ok')
    other.wait_state(path, CONNECTED)
    client.hang_up(path)
    client.wait_end(path)
    other.wait_end(path)
    assert [e[:3] for e in client.edges[path]] == [e[:3] for e in other.edges[path]]
    assert client.finished == other.finished


@scenario('callers')
def command_dials_what_is_established(client):
    client.dial_connected('lab-ok')
    run = subprocess.run(['dialtone', 'dial', '--wait', 'lab-ok'], capture_output=True, text=True, timeout=120, check=True)
    assert 'Connected to lab-ok' in run.stdout, run.stdout


@scenario('callers')
def client_leaves_while_dialing(client):
    other = Client()
    path = other.dial('lab-hang', **{'bind-lifetime': GLib.Variant('s', 'dial')})
    client.wait_state(path, 2)
    other.bus.close_sync(None)
    assert client.wait_result(path) == 631


@scenario('callers')
def names_that_clash(client):
    try:
        client.dial('twin')
        raise AssertionError('it was dialled')
    except GLib.Error as error:
        assert remote_error(error) == SERVICE + '.Error.AmbiguousEntry', error
        assert '000000000006' in error.message and '000000000007' in error.message, error


def dial_as(user, entry):
    return as_user(user, 'gdbus', 'call', '--system', '-d', SERVICE, '-o', ROOT, '-m', MANAGER + '.Dial', entry, '{}')


@scenario('callers')
def rights_of_users(client):
    run = dial_as('alice', 'lab-ok')
    assert run.returncode == 0, run.stderr
    path = run.stdout.split("'")[1]
    assert client.wait_result(path) == 0
    assert client.status(path)['StartedByUid'] == 2001
    for user in ('bob', 'carol'):
        run = dial_as(user, 'lab-hang')
        assert 'Error.NotAuthorized' in run.stderr, run.stderr
        run = as_user(user, 'gdbus', 'call', '--system', '-d', SERVICE, '-o', path, '-m', CONNECTION + '.HangUp', '{}')
        assert 'Error.NotAuthorized' in run.stderr, run.stderr
    run = as_user('alice', 'gdbus', 'call', '--system', '-d', SERVICE, '-o', path, '-m', CONNECTION + '.HangUp', '{}')
    assert run.returncode == 0, run.stderr
    assert client.wait_end(path) == 631


@scenario('callers')
def private_profile(client):
    assert 'Error.NoSuchEntry' in dial_as('bob', 'alices').stderr
    listed = as_user('bob', 'dialtone', 'entries').stdout
    assert 'office' in listed and 'alices' not in listed, listed
    run = dial_as('alice', 'alices')
    assert run.returncode == 0, run.stderr
    path = run.stdout.split("'")[1]
    client.wait_result(path)
    name = client.ask(SERVICE, path, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (CONNECTION, 'EntryName')))[0]
    assert name == '' and client.status(path)['EntryName'] == 'alices'


@scenario('callers')
def ras_shows_what_one_may_see(client):
    client.dial_connected('alices')
    shared = client.dial_connected('lab-ok')
    assert as_user('alice', 'rasdial').stdout.split('\n')[1:3] == ['alices', 'lab-ok']
    assert as_user('bob', 'rasdial').stdout.split('\n')[1:3] == ['lab-ok', 'Command completed successfully.']
    run = as_user('bob', 'rasdial', 'lab-ok', '/DISCONNECT')
    assert run.returncode == 1 and 'Remote Access error 753' in run.stdout, run.stdout
    run = as_user('alice', 'rasdial', 'lab-ok', '/DISCONNECT')
    assert run.returncode == 0, run.stdout
    assert client.wait_end(shared) == 631
    run = as_user('bob', 'rasdial', 'lab-ok')
    assert run.returncode == 1 and 'Remote Access error 5' in run.stdout, run.stdout
    assert 'Remote Access error 623' in as_user('bob', 'rasdial', 'alices').stdout


@scenario('callers')
def forged_failure_changes_nothing(client):
    path = client.dial('lab-hang')
    client.wait_state(path, 2)
    run = as_user('bob', 'gdbus', 'emit', '--system', '-o', '/org/freedesktop/NetworkManager/VPN/Plugin', '-s',
                  'org.freedesktop.NetworkManager.VPN.Plugin.Failure', 'uint32 0')
    assert run.returncode == 0, run.stderr
    client.hang_up(path)
    assert client.wait_result(path) == 631
    assert 691 not in [cause['error'] for cause in client.status(path)['Causes']]


harness.run(sys.argv[1:])
