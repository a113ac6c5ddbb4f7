# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many dials, and upstream's own patience: what is too long for every day."""
import modem
from lines import Line
from pppoe import ALL_DEVICES_CONNECTED, AUTH_PROJECT, SILENT_PPPD, add, dial, make_silent_pppd

SCENARIOS = []
AT_ONCE, TIMES = 8, 4


def scenario(function):
    SCENARIOS.append(function)
    return function


def set_up(stage):
    modem.set_up(stage)
    make_silent_pppd()


@scenario
def link_negotiation_at_pppds_own_pace(stage):
    # Thirty seconds each: now pppd gives up first, now NetworkManager.
    path = dial(stage, Line().serve(stage, pppd=SILENT_PPPD), 'silent')
    yield
    stage.expect_failure(path, 718, 'ppp', 'ESTABLISH')
    assert ALL_DEVICES_CONNECTED in stage.client.states(path), stage.story(path)


@scenario
def eight_at_once_four_times(stage):
    # Not on devices of their own: of many at once NetworkManager 1.42.4 fails to rename one now and then (CONFIG_FAILED, 665).
    for turn in range(TIMES):
        lines = [Line().serve(stage) for _ in range(AT_ONCE)]
        for i, line in enumerate(lines):
            add(stage, line, f'{turn}-{i}', password='wrong' if i % 2 else 'secret')
        paths = [stage.dial(f'{turn}-{i}') for i in range(AT_ONCE)]
        for path in paths[1::2]:
            stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE', 120)
            assert AUTH_PROJECT not in stage.client.states(path), stage.story(path)
        for path in paths[::2]:
            assert stage.client.wait_result(path, 120) == 0, stage.story(path)
            assert AUTH_PROJECT in stage.client.states(path), stage.story(path)
            stage.hang_up(path)
