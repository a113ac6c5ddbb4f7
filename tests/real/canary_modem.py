# SPDX-License-Identifier: LGPL-2.1-or-later
"""A modem's login and a SIM's PIN leave no trace, through ModemManager alone or with NetworkManager."""
import time

from gi.repository import GLib

import simulated
from alone import LOCKED, dial, hangs_up, plug, settle
from cellular_sim import LOCK_PIN, wait_lock
from harness import scenario
from leaks import Monitor, check_no_trace
from secrets_kit import INTERACTIVE, YES, Agent, resume, text

# ModemManager 1.20 tells everybody who asks what a bearer logs in with.
CARRIERS = {'Dial', 'Resume', 'reply of RequestCredentials', 'Connect', 'reply of GetAll'}
NMS_CARRIERS = CARRIERS | {'AddAndActivateConnection2', 'GetSecrets', 'reply of GetSecrets', 'SendPin',
                           'reply of NeedSecrets'}
PIN = '70591836'                # not the SIM's, which refuses it


def look_for(client, canary, path, wanted):
    """The dial is begun; a monitor watches since."""
    assert client.wait_result(path, 60) == wanted, client.status(path)['Causes']
    if wanted == 0:
        hangs_up(client, path)
    check_no_trace(client, path, canary)


def watched(client, canary, way, wanted, carriers=CARRIERS):
    monitor = Monitor(canary)
    look_for(client, canary, way(), wanted)
    monitor.sync(client)
    assert monitor.carriers and monitor.carriers <= carriers, monitor.carriers
    monitor.close()


@scenario('canary-alone')
def a_password_of_a_modem(client):
    settle(client)
    canary = f'good-{time.monotonic_ns()}'
    watched(client, canary, lambda: dial(client, apn='internet', user_name='me', password=canary), 0)


@scenario('canary-alone')
def a_pin_by_option(client):
    plug(client, LOCKED, 'pin')
    watched(client, PIN, lambda: dial(client, apn='internet', pin=PIN), 691)


@scenario('canary-alone')
def a_pin_by_resume(client):
    def resumed():
        path = client.dial('', apn=text('internet'), pause=YES)
        client.wait_state(path, INTERACTIVE)
        resume(client, path, pin=PIN)
        return path
    plug(client, LOCKED, 'pin')
    watched(client, PIN, resumed, 691)


@scenario('canary-alone')
def a_pin_by_agent(client):
    plug(client, LOCKED, 'pin')
    agent = Agent(client, '/agent', PIN, field='pin')
    watched(client, PIN, lambda: client.dial('', apn=text('internet'), agent=GLib.Variant('o', '/agent')), 691)
    assert len(agent.questions) == 1, agent.questions


@scenario('canary-cellular')
def an_entrys_password(client):
    simulated.settle(client)
    user = f'c{time.monotonic_ns()}'
    options = {'user-name': text(user), 'password': text('good-' + user)}
    watched(client, 'good-' + user, lambda: client.dial('cellular', **options), 0, NMS_CARRIERS)


@scenario('canary-cellular')
def a_password_without_an_entry(client):
    simulated.settle(client)
    user = f'c{time.monotonic_ns()}'
    watched(client, 'good-' + user, lambda: dial(client, apn='internet', user_name=user, password='good-' + user), 0, NMS_CARRIERS)


@scenario('canary-cellular')
def an_entrys_pin(client):
    simulated.replug('pin')
    wait_lock(client, LOCK_PIN)
    watched(client, PIN, lambda: client.dial('cellular', pin=text(PIN)), 691, NMS_CARRIERS)
