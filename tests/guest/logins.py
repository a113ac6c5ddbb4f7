# SPDX-License-Identifier: LGPL-2.1-or-later
"""PPPoE logins with questions: the real NetworkManager, pppd at both ends and a PPPoE server.  NetworkManager gives up when
pppd's login is refused, so the service dials anew with the answer."""
from gi.repository import GLib

import pppoe
from client import CONNECTED, CONNECTION, SERVICE
from lines import Line
from pppoe import add, set_up       # noqa: F401 (of this group too)
from secrets_kit import Agent

SCENARIOS = []
YES = GLib.Variant('b', True)
RETRY, AUTH_RETRY = 4097, 7


def scenario(function):
    SCENARIOS.append(function)
    return function


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
