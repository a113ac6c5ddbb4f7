# SPDX-License-Identifier: LGPL-2.1-or-later
"""PPPoE with the real NetworkManager, pppd at both ends and a PPPoE server.  Each scenario has a line of its own."""
import os
import signal
import subprocess

from client import CONNECTED, NM
from lines import Line, make_far_side

SCENARIOS = []
OPEN_PORT, PORT_OPENED, CONNECT_DEVICE, DEVICE_CONNECTED, ALL_DEVICES_CONNECTED = range(5)
AUTHENTICATE, AUTHENTICATED, AUTH_PROJECT, PROJECTED = 5, 14, 10, 18
SILENT_PPPD = '/run/silent-pppd'


def scenario(function):
    SCENARIOS.append(function)
    return function


def make_silent_pppd():
    with open(SILENT_PPPD, 'w', encoding='ascii') as file:
        file.write('#!/bin/sh\nexec sleep infinity\n')
    os.chmod(SILENT_PPPD, 0o755)


def set_up(_stage):
    make_far_side()
    make_silent_pppd()
    # The first question of the near pppd comes before the far one is there; 3 s to the next are long for ten dials.
    with open('/etc/ppp/options', 'w', encoding='ascii') as file:
        file.write('lcp-restart 1\n')


def add(stage, line, name, password='secret', own_device=False, **settings):
    """A profile of the line, which is ready then.  own_device: NetworkManager makes a device of type ppp for it."""
    stage.until(lambda: line.is_usable(stage.client), 20, f'link {line.near} in NetworkManager')
    pppoe = {'username': 'alice', 'password': password, **({'parent': line.near} if own_device else {})}
    interface = f'wan{line.number}' if own_device else line.near
    return stage.add_profile(name, 'pppoe', pppoe=pppoe, connection={'interface-name': interface}, **settings)


def dial(stage, line, name, **settings):
    add(stage, line, name, **settings)
    return stage.dial(name)


def dial_connected(stage, line, name, **settings):
    add(stage, line, name, **settings)
    return stage.dial_connected(name)


@scenario
def no_server(stage):
    path = dial(stage, Line(), 'no-server')
    yield
    stage.expect_failure(path, 815, 'ppp', 'SERIALCONN')
    assert ALL_DEVICES_CONNECTED not in stage.client.states(path), stage.story(path)


@scenario
def link_negotiation_never_answered(stage):
    path = dial(stage, Line().serve(stage, pppd=SILENT_PPPD), 'silent')
    yield
    stage.expect_failure(path, 718, 'ppp', 'ESTABLISH')
    assert ALL_DEVICES_CONNECTED in stage.client.states(path), stage.story(path)


@scenario
def success_and_hang_up(stage):
    path = dial_connected(stage, Line().serve(stage), 'success')
    phases = [CONNECT_DEVICE, ALL_DEVICES_CONNECTED, AUTHENTICATE, AUTHENTICATED, AUTH_PROJECT, PROJECTED, CONNECTED]
    assert [state for state in stage.client.states(path) if state in phases] == phases, stage.story(path)
    status = stage.client.status(path)
    assert status['Ip4']['addresses'][0].startswith('10.67.') and status['Interface'].startswith('ppp'), status
    stage.hang_up(path)


@scenario
def success_on_a_device_of_its_own(stage):
    path = dial_connected(stage, Line().serve(stage), 'own-device', own_device=True)
    stage.hang_up(path)


@scenario
def wrong_password(stage):
    path = dial(stage, Line().serve(stage), 'wrong-password', password='wrong')
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def wrong_password_on_a_device_of_its_own(stage):
    path = dial(stage, Line().serve(stage), 'own-device-wrong', password='wrong', own_device=True)
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def wrong_password_by_pap(stage):
    path = dial(stage, Line().serve(stage, 'refuse-chap', 'require-pap'), 'wrong-pap', password='wrong')
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def addresses_refused(stage):
    path = dial(stage, Line().serve(stage, 'noip'), 'no-ipcp')
    stage.expect_failure(path, 733, 'ppp', 'NETWORK')


@scenario
def hung_up_while_dialing(stage):
    path = dial(stage, Line().serve(stage, pppd=SILENT_PPPD), 'cancelled')
    stage.client.wait_state(path, ALL_DEVICES_CONNECTED)
    stage.hang_up(path)


@scenario
def far_side_hangs_up(stage):
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'hung-up')
    stage.act('the far pppd hangs up', line.end_calls)
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def server_ends_the_session(stage):
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'session-ended')
    stage.act('the server ends the session (PADT)', line.end_sessions)
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def server_dies(stage):
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'server-dies', ppp={'lcp-echo-interval': 1, 'lcp-echo-failure': 2})
    stage.act('the server is killed', line.die)
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def own_pppd_killed(stage):
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'pppd-killed')
    # Another scenario's may still be there: those that wait, and one that is ending.
    near = subprocess.run(['pgrep', '--parent', os.environ['NM_PID'], '--full', f'pppd.* nic-{line.near}( |$)'], check=True, capture_output=True,
                          text=True)
    stage.act('SIGKILL to the near pppd', os.kill, int(near.stdout), signal.SIGKILL)
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def parent_carrier_lost(stage):
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'carrier')
    stage.act('the far end of the link goes down', line.cut)
    stage.expect_loss(path, 829, 'nm-device', 'NM_DEVICE_STATE_REASON_CARRIER')


@scenario
def parent_carrier_lost_under_a_device_of_its_own(stage):
    # NetworkManager takes no notice of it: pppd's echoes find out.  The carrier of the other device is why.
    line = Line().serve(stage)
    path = dial_connected(stage, line, 'own-device-carrier', own_device=True, ppp={'lcp-echo-interval': 1, 'lcp-echo-failure': 2})
    stage.act('the far end of the link goes down', line.cut)
    stage.expect_loss(path, 829, 'nm-parent', 'NM_DEVICE_STATE_REASON_CARRIER')


@scenario
def profile_deleted_while_up(stage):
    line = Line().serve(stage)
    profile = add(stage, line, 'deleted')
    path = stage.dial_connected('deleted')
    stage.client.ask(NM, profile, NM + '.Settings.Connection', 'Delete')
    stage.expect_loss(path, 623, 'nm-device', 'NM_DEVICE_STATE_REASON_CONNECTION_REMOVED')


@scenario
def three_at_once(stage):
    lines = [Line().serve(stage) for _ in range(3)]
    passwords = ['wrong', 'secret', 'secret']
    for line, password in zip(lines, passwords):
        add(stage, line, f'at-once-{line.number}', password=password)
    wrong, *right = [stage.dial(f'at-once-{line.number}') for line in lines]
    stage.expect_failure(wrong, 691, 'ppp', 'AUTHENTICATE')
    assert AUTH_PROJECT not in stage.client.states(wrong), stage.story(wrong)
    for path in right:
        assert stage.client.wait_result(path) == 0, stage.story(path)
    states = [stage.client.states(path) for path in right]
    assert states[0] == states[1] and AUTH_PROJECT in states[0], states
    for path in right:
        stage.hang_up(path)
