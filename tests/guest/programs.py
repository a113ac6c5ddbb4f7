# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs in the manner of those made for Windows (tests/client/ras/foreign) on PPPoE: what they print."""
import os
import re
import subprocess

from lines import Line
from pppoe import add, set_up

__all__ = ['SCENARIOS', 'set_up']
BUILD = os.environ['DIALTONE_BUILD']
SCENARIOS = []
WAY = 'Opening port...\nConnecting...\n(Authenticating...\n)?'


def scenario(function):
    SCENARIOS.append(function)
    return function


def says(expected, program, *arguments):
    library = f'{BUILD}/client/ras:{BUILD}/client/library'
    ran = subprocess.run([f'{BUILD}/tests/client/ras/foreign/foreign-{program}', *arguments], capture_output=True, text=True, timeout=300,
                         env=dict(os.environ, LD_LIBRARY_PATH=library), check=False)
    assert ran.returncode == 0 and ran.stderr == '', ran
    assert re.fullmatch(expected, ran.stdout), f'{program} said:\n{ran.stdout}\nand should have said:\n{expected}'


@scenario
def waits_for_the_end(stage):
    add(stage, Line().serve(stage), 'sync')
    says('Dialing sync...\nstate 2000 error 0 on PPPoE\ndown\nRasGetConnectStatus failed: Error 6: system error 6\n', 'sync', 'sync')


@scenario
def is_told_by_a_function(stage):
    add(stage, Line().serve(stage), 'told')
    for program in ('dialfunc', 'dialfunc-wide'):
        says(WAY + 'Connected.\nstatus 0: error 0 device PPPoE\nhang up: 0\ngone in time\n', program, 'told')


@scenario
def hears_that_the_password_is_wrong(stage):
    add(stage, Line().serve(stage), 'refused', password='wrong')
    says(WAY + 'Error: 691 - [^\n]*password[^\n]*\nstatus 0: error 691 device PPPoE\nhang up: 0\ngone in time\n', 'dialfunc', 'refused')


@scenario
def may_pause(stage):
    add(stage, Line().serve(stage), 'pauses')
    says('state 2000 error 0\nhang up 0\n', 'retry', 'pauses', 'alice')


@scenario
def polls_as_in_1996(stage):
    add(stage, Line().serve(stage), 'polls')
    says('state 2000 error 0 type PPPoE\nup: polls [^\n]*\n676 is [^\n]*\nhang up 0\ngone\n', 'old', 'polls')


@scenario
def shows_the_figures_of_real_ppp(stage):
    add(stage, Line().serve(stage), 'figures')
    stage.dial_connected('figures')
    says('figures: statistics 0, up 1\nclear 0\nlink 0, sent since [^\n]*\nbad size 80070057\nip 0 10\\.67\\.[\\d.]+ [\\d.]*\nlcp 0\n'
         'link handle 0\nhang up 0\nleft: 0 0\n', 'figures')
