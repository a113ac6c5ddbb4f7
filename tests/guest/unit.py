# SPDX-License-Identifier: LGPL-2.1-or-later
"""The service as installed, under a real systemd: started by hand and by the bus, its hardening, restarts.  The scenarios are in
the order in which a machine sees them."""
import os
import signal
import stat
import subprocess

from gi.repository import GLib

import clock
import sessions
from client import CONNECTED, MANAGER, ROOT, SERVICE
from lines import Line, make_far_side

SCENARIOS = []
UNIT, STATE = 'dialtoned.service', '/run/dialtone'
BUS, BUS_PATH = 'org.freedesktop.DBus', '/org/freedesktop/DBus'
NO_CAPABILITIES = '0000000000000000'
DEFAULT_ROUTE = '0.0.0.0/0'


def scenario(function):
    SCENARIOS.append(function)
    return function


def set_up(_stage):
    make_far_side()


def systemctl(*words):
    subprocess.run(['systemctl', *words], check=True)


def unit(name):
    """A property of the unit."""
    return subprocess.run(['systemctl', 'show', '--value', '--property', name, UNIT], check=True, capture_output=True, text=True).stdout.strip()


def main_pid():
    return int(unit('MainPID'))


def is_owned(stage):
    return stage.client.ask(BUS, BUS_PATH, BUS, 'NameHasOwner', GLib.Variant('(s)', (SERVICE,)))[0]


def owner_pid(stage):
    return stage.client.ask(BUS, BUS_PATH, BUS, 'GetConnectionUnixProcessID', GLib.Variant('(s)', (SERVICE,)))[0]


def until_runs(stage):
    """systemd hears of the name on the bus when everybody does, its clients perhaps before."""
    stage.until(lambda: unit('SubState') == 'running', 30, 'unit that runs')


def assert_runs(stage):
    """The unit is active, and its process is the service."""
    assert (unit('ActiveState'), unit('SubState'), unit('Result')) == ('active', 'running', 'success'), unit('StatusText')
    assert owner_pid(stage) == main_pid(), (owner_pid(stage), main_pid())


def of_process(name):
    with open(f'/proc/{main_pid()}/{name}', encoding='utf-8') as file:
        return file.read()


def mounts():
    """Mount point -> options of the mount and of its file system, as the service has them; the last one counts."""
    found = {}
    for line in of_process('mountinfo').splitlines():
        mount, _, file_system = line.partition(' - ')
        found[mount.split()[4]] = mount.split()[5].split(',') + file_system.split()[2].split(',')
    return found


@scenario
def started_by_hand(stage):
    assert not is_owned(stage)
    systemctl('start', UNIT)
    assert unit('Type') == 'dbus'
    assert_runs(stage)


@scenario
def has_no_right_that_it_does_not_need(_stage):
    status = dict(line.split(':\t', 1) for line in of_process('status').splitlines() if ':\t' in line)
    sets = {name: status[name] for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')}
    assert set(sets.values()) == {NO_CAPABILITIES}, sets
    assert (status['NoNewPrivs'], status['Seccomp']) == ('1', '2'), status
    for namespace in ('mnt', 'user'):
        assert os.readlink(f'/proc/{main_pid()}/ns/{namespace}') != os.readlink(f'/proc/1/ns/{namespace}'), namespace
    assert of_process('uid_map').split() == ['0', '0', '1'], of_process('uid_map')


@scenario
def writes_in_its_own_folder_only(_stage):
    seen = mounts()
    assert 'ro' in seen['/'] and 'rw' in seen[STATE], (seen['/'], seen[STATE])
    assert {'hidepid=invisible', 'subset=pid'} <= set(seen['/proc']), seen['/proc']
    for path in ('/tmp', '/var/tmp', '/dev', '/home', '/root'):
        assert path in seen, path
    folder, store = os.stat(STATE), os.stat(STATE + '/connections.db')
    assert (folder.st_uid, folder.st_gid, stat.S_IMODE(folder.st_mode)) == (0, 0, 0o700), folder
    assert (store.st_uid, store.st_gid, stat.S_IMODE(store.st_mode)) == (0, 0, 0o600), store


@scenario
def activated_by_a_user_over_the_bus(stage):
    systemctl('stop', UNIT)
    assert (unit('ActiveState'), unit('Result')) == ('inactive', 'success')
    stage.client.until_unowned(SERVICE)
    said = subprocess.run(['setpriv', '--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', 'busctl', '--system', 'call', SERVICE, ROOT,
                           MANAGER, 'GetErrorString', 'u', '691'], check=True, capture_output=True, text=True).stdout
    assert said.startswith('sss "ERROR_AUTHENTICATION_FAILURE" '), said
    until_runs(stage)
    assert_runs(stage)


def dial_connected(stage, name):
    line = Line().serve(stage)
    stage.until(lambda: line.is_usable(stage.client), 30, f'link {line.near} in NetworkManager')
    stage.add_profile(name, 'pppoe', pppoe={'username': 'alice', 'password': 'secret'}, connection={'interface-name': line.near})
    path = stage.dial_connected(name)
    # NetworkManager tells the gateway and the routes of a connection after the connection itself, and not in one word.
    stage.until(lambda: is_configured(stage.client.status(path)['Ip4']), 10, 'addresses, gateway and routes')
    return path


def is_configured(ip4):
    return ip4.get('addresses') and ip4.get('gateway') and DEFAULT_ROUTE in ip4.get('routes', ())


def assert_same_connection(stage, path, before):
    after = stage.client.status(path)
    for name in ('Id', 'State', 'Result', 'StartedAt', 'ConnectedAt', 'StartedByUid', 'EntryUuid', 'ActiveConnection', 'Interface', 'Ip4'):
        assert after[name] == before[name], (name, before[name], after[name])
    assert after['State'] == CONNECTED


@scenario
def a_connection_outlives_a_restart(stage):
    path = dial_connected(stage, 'restarted')
    before, pid = stage.client.status(path), main_pid()
    systemctl('restart', UNIT)
    assert main_pid() != pid
    assert_runs(stage)
    assert_same_connection(stage, path, before)
    stage.hang_up(path)


@scenario
def killed_it_comes_back_by_itself(stage):
    path = dial_connected(stage, 'killed')
    before, pid = stage.client.status(path), main_pid()
    os.kill(pid, signal.SIGKILL)
    stage.client.until_unowned(SERVICE)
    # Nobody calls it meanwhile: the bus would start it.
    stage.until(lambda: is_owned(stage), 30, 'service that systemd started again')
    until_runs(stage)
    assert unit('NRestarts') == '1' and main_pid() != pid, (unit('NRestarts'), pid)
    assert_runs(stage)
    assert_same_connection(stage, path, before)
    stage.hang_up(path)


for further in clock.SCENARIOS + sessions.SCENARIOS:
    scenario(further)


@scenario
def stopped_it_ends_well(stage):
    systemctl('stop', UNIT)
    assert (unit('ActiveState'), unit('Result'), unit('ExecMainStatus')) == ('inactive', 'success', '0')
    stage.client.until_unowned(SERVICE)
