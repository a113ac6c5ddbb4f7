# SPDX-License-Identifier: LGPL-2.1-or-later
"""PPPoE logins with questions: the real NetworkManager, pppd at both ends and a PPPoE server.  NetworkManager gives up when
pppd's login is refused, so the service dials anew with the answer."""
import os
import subprocess

from gi.repository import GLib

import pppoe
from client import CONNECTED, CONNECTION, ROOT, SERVICE
from lines import Line
from pppoe import add
from secrets_kit import Agent

SCENARIOS = []
YES = GLib.Variant('b', True)
RETRY, AUTH_RETRY = 4097, 7


def scenario(function):
    SCENARIOS.append(function)
    return function


EXPIRED = '/run/expired-password.so'


def set_up(stage):
    pppoe.set_up(stage)
    source = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'expired-password.c')
    subprocess.run(['gcc', '-shared', '-fPIC', '-o', EXPIRED, source], check=True)


def text(value):
    return GLib.Variant('s', value)


def dial_wrong(stage, name, line=None, **options):
    """Until the question."""
    line = line or Line().serve(stage)
    add(stage, line, name, password='wrong')
    path = stage.dial(name, pause=YES, **options)
    stage.client.wait_state(path, RETRY, 30)
    status = stage.client.status(path)
    assert status['Paused'] and status['Question'] == {'fields': [('password', True)], 'message': '', 'tries-left': 2}, status
    return path


def resume(stage, path, password):
    stage.client.ask(SERVICE, path, CONNECTION, 'Resume', GLib.Variant('(a{sv})', ({'password': text(password)},)))


@scenario
def another_password(stage):
    path = dial_wrong(stage, 'retry')
    resume(stage, path, 'secret')
    assert stage.client.wait_result(path, 60) == 0, stage.story(path)
    states = stage.client.states(path)
    assert states[:8] == [0, 1, 2, 3, 4, pppoe.AUTHENTICATE, RETRY, AUTH_RETRY], states
    assert states[8:11] == [pppoe.AUTHENTICATED, pppoe.AUTH_PROJECT, pppoe.PROJECTED] and states[-1] == CONNECTED, states
    status = stage.client.status(path)
    assert status['Ip4']['addresses'][0].startswith('10.67.') and not status['Causes'] and status['Attempt'] == 1, status
    stage.hang_up(path)


@scenario
def three_wrong_ones(stage):
    path = dial_wrong(stage, 'third', password=text('wrong too'))
    for number in (2, 3):
        resume(stage, path, f'wrong {number}')
        stage.client.until(lambda n=number: stage.client.states(path).count(RETRY) == n, 60, f'question {number}')
    resume(stage, path, 'still wrong')
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def hung_up_while_asked(stage):
    path = dial_wrong(stage, 'tired')
    stage.hang_up(path)


@scenario
def the_line_fails_after_the_answer(stage):
    """What went wrong before explains nothing then."""
    line = Line().serve(stage)
    path = dial_wrong(stage, 'cut', line=line)
    line.die()
    resume(stage, path, 'secret')
    stage.expect_failure(path, 815, 'ppp', 'SERIALCONN')


@scenario
def an_agent_answers(stage):
    add(stage, Line().serve(stage), 'agent', password='wrong')
    agent = Agent(stage.client, '/agent', 'secret')
    path = stage.dial('agent', agent=GLib.Variant('o', '/agent'))
    assert stage.client.wait_result(path, 60) == 0, stage.story(path)
    assert len(agent.questions) == 1 and AUTH_RETRY in stage.client.states(path), stage.story(path)
    assert RETRY not in stage.client.states(path), stage.story(path)
    stage.hang_up(path)


@scenario
def no_agent_is_there(stage):
    add(stage, Line().serve(stage), 'nobody', password='wrong')
    path = stage.dial('nobody', agent=GLib.Variant('o', '/nobody'))
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def a_cleared_password_logs_nobody_in(stage):
    """On the link's own device, and on one that NetworkManager makes for it (pppoe.parent)."""
    for name, own_device in (('forgotten', False), ('forgotten-own', True)):
        line = Line().serve(stage)
        add(stage, line, name, own_device=own_device)
        stage.client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'SetCredentials', GLib.Variant('(sa{sv})', (name, {'password': text('')})))
        path = stage.dial(name)
        assert stage.client.wait_result(path, 60) in (691, 703), stage.story(path)
        stage.client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'SetCredentials', GLib.Variant('(sa{sv})', (name, {'password': text('secret')})))
        stage.hang_up(stage.dial_connected(name))


@scenario
def an_expired_password(stage):
    """MS-CHAPv2's E=648 ends in pppd's log: its plugin for NetworkManager tells phases, which are those of a wrong password
    (ppp 2.4.9).  So RASCS_PasswordExpired cannot be reached over PPP, and it is 691."""
    line = Line().serve(stage, 'require-mschap-v2', 'plugin ' + EXPIRED)
    add(stage, line, 'expired', ppp={'refuse-chap': True})      # MD5, which the server would rather have
    path = stage.dial('expired')
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')
    with open(os.environ['GUEST_SHARED'] + '/NetworkManager.log', encoding='utf-8') as log:
        assert 'MS-CHAP authentication failed: Password expired' in log.read(), stage.story(path)


@scenario
def a_login_of_its_own_on_a_device_of_its_own(stage):
    """The form for VLANs (pppoe.parent)."""
    add(stage, Line().serve(stage), 'own-device-login', password='wrong', own_device=True)
    path = stage.dial('own-device-login', password=text('secret'))
    assert stage.client.wait_result(path, 60) == 0, stage.story(path)
    stage.hang_up(path)
    add(stage, Line().serve(stage), 'own-device-refused', own_device=True)
    path = stage.dial('own-device-refused', password=text('wrong'))
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def an_empty_password(stage):
    """It is sent, and the far side knows another one."""
    add(stage, Line().serve(stage), 'empty')
    path = stage.dial('empty', password=text(''))
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')
