# SPDX-License-Identifier: LGPL-2.1-or-later
"""The clock on the wall jumps, by hours: the guest's is its own."""
import time

from gi.repository import GLib

from client import CONNECTED
from lines import Line

SCENARIOS = []
HOUR = 3600
SLACK = 300


def scenario(function):
    SCENARIOS.append(function)
    return function


def jump(stage, hours):
    """Until the scenario has ended."""
    time.clock_settime(time.CLOCK_REALTIME, time.time() + hours * HOUR)
    stage.undoing.append(lambda: time.clock_settime(time.CLOCK_REALTIME, time.time() - hours * HOUR))


def assert_is_now(microseconds):
    assert abs(microseconds / 1e6 - time.time()) < SLACK, (microseconds / 1e6, time.time())


def add_line(stage, name, served):
    line = Line().serve(stage) if served else Line()
    stage.until(lambda: line.is_usable(stage.client), 30, f'link {line.near} in NetworkManager')
    stage.add_profile(name, 'pppoe', pppoe={'username': 'alice', 'password': 'secret'}, connection={'interface-name': line.near})


def up_through_a_jump(stage, name, hours):
    """What was told stays, what comes is told by the clock as it is, and nothing ends by it."""
    add_line(stage, name, served=True)
    path = stage.dial_connected(name)
    before = stage.client.status(path)
    assert_is_now(before['ConnectedAt'])
    jump(stage, hours)
    status = stage.client.status(path)
    assert status['State'] == CONNECTED
    assert (status['StartedAt'], status['ConnectedAt']) == (before['StartedAt'], before['ConnectedAt']), (before, status)
    stage.hang_up(path)
    status = stage.client.status(path)
    assert_is_now(status['EndedAt'])
    assert_is_now(status['Causes'][0]['at'])
    assert_is_now(stage.client.edges[path][-1][3]['at'])
    assert (status['StartedAt'], status['ConnectedAt']) == (before['StartedAt'], before['ConnectedAt']), (before, status)


@scenario
def the_clock_goes_on_by_hours(stage):
    up_through_a_jump(stage, 'clock-on', 30)


@scenario
def the_clock_goes_back_by_hours(stage):
    up_through_a_jump(stage, 'clock-back', -30)


@scenario
def a_time_out_goes_by_no_clock_on_the_wall(stage):
    """Neither at once when the clock goes on, nor never when it goes back."""
    add_line(stage, 'clock-time-out', served=False)
    began = time.monotonic()
    path = stage.dial('clock-time-out', timeout=GLib.Variant('u', 4))
    jump(stage, 30)
    jump(stage, -60)
    assert stage.client.wait_result(path, 30) == 638, stage.story(path)
    assert time.monotonic() - began >= 4, stage.story(path)
