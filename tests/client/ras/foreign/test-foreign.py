#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-foreign.py FOLDER world|real RASDIAL: what the programs of this folder print beside a
world of fakes (world.c), or in the sandbox with the real NetworkManager and OpenVPN."""
import os
import re
import subprocess
import sys

FOLDER, WHERE, RASDIAL = sys.argv[1:4]
OK = '33333333-2222-2222-2222-000000000001'
LIBRARY = os.path.join(FOLDER, '../../../../client/ras')
UP = r'state 2000 error 0( on| type) vpn\n'
DIALLED = 'Opening port...\nConnecting...\n(Authenticating...\n)?Connected.\nstatus 0: error 0 device vpn\nhang up: 0\ngone in time\n'


def tell(command):
    os.write(int(os.environ['WORLD']), command.encode() + b'\n')
    return os.read(int(os.environ['WORLD']), 64)


def run(program, *arguments):
    """Its standard output; it ends well and writes nothing else."""
    env = dict(os.environ, LD_LIBRARY_PATH=LIBRARY + ':' + os.environ.get('LD_LIBRARY_PATH', ''))
    if program == 'dynamic':
        # LeakSanitizer (GCC 12) crashes in a process that has loaded the library itself: it does not find the thread's storage.
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
    ran = subprocess.run([os.path.join(FOLDER, 'foreign-' + program), *arguments], capture_output=True, text=True, timeout=300,
                         env=env, check=False)
    assert ran.returncode == 0 and ran.stderr == '', (program, ran)
    return ran.stdout


def says(expected, program, *arguments):
    said = run(program, *arguments)
    assert re.fullmatch(expected, said), f'{program} said:\n{said}\nand should have said:\n{expected}'


def waits_for_the_end(good, wrong):
    gone = r'RasGetConnectStatus failed: Error 6: system error 6\n'
    says(rf'Dialing {good}...\n{UP}down\n{gone}', 'sync', good)
    with wrong as name:
        says(rf'Dialing {name}...\nRasDial failed: Error 691: [^\n]*password[^\n]*\nstate 2001 error 691\nhang up: 0\n{gone}',
             'sync', name)
    says(rf'Dialing missing...\nRasDial failed: Error 623: [^\n]+\n{gone}', 'sync', 'missing')


def is_told_by_a_function(good, wrong):
    for program in ('dialfunc', 'dialfunc-wide'):
        says(DIALLED, program, good)
        with wrong as name:
            says('Opening port...\nConnecting...\n(Authenticating...\n)?Error: 691 - [^\n]*password[^\n]*\n'
                 'status 0: error 691 device vpn\nhang up: 0\ngone in time\n', program, name)


def watches(good, wrong):
    says('connected, listed 1, event 1\nlast hang up: 668\ndropped 1\nconnections left: 0\n', 'monitor', good)
    with wrong as name:
        says('failed: 691 [^\n]*password[^\n]*\n', 'monitor', name)
    says('thrown: 623 [^\n]+\n', 'monitor', 'missing')


def lists_all(good, _):
    for program in ('lists', 'lists-wide'):
        said = run(program)
        assert said.startswith('There are no active connections (0).\n'), said
        assert re.search(rf'\nentry {good} type 2: 0\n', said), said
        if WHERE == 'real':
            assert re.search(r'\ndevice vpn org\.freedesktop\.NetworkManager\.openvpn\n', said), said
        else:
            assert '\ndevice vpn ' in said, said


def finds_functions_by_name(good, wrong):
    says('result 0\nhang up 0\ngone 6, again 668\n', 'dynamic', good)
    with wrong as name:
        says('result 691\nhang up 0\ngone 6, again 668\n', 'dynamic', name)
    says('not dialled: 623 [^\n]+\n', 'dynamic', 'missing')


def is_of_1996(good, _):
    says(rf'{UP}up: {good} \(416 bytes\)\n676 is [^\n]*(busy|engaged)[^\n]*\nhang up 0\ngone\n', 'old', good)


def shows_figures(good, _):
    says('not connected\n', 'figures')
    subprocess.run([RASDIAL, good], check=True, stdout=subprocess.DEVNULL)
    address = r'ip 0 10\.8\.0\.\d+ [\d.]*' if WHERE == 'real' else r'ip (0|731) [^\n]*'
    says(rf'{good}: statistics 0, up 1\nclear 0\nlink 0, sent since \d+\nbad size 80070057\n{address}\nlcp 731\nlink handle 0\n'
         'hang up 0\nleft: 0 0\n', 'figures')


def falls_back_from_windows(good, _):
    says('RasDialEvent or cccd: 50, handle 0\nwaited: 0\nhang up 0\n', 'window', good)


def keeps_a_phone_book(_, __):
    if WHERE == 'real':
        connected = 'password stored 1, read as [*]{16}\ndial: done\ndelete while connected: 817\nhang up: done\n'
        more = ('dial',)
    else:
        connected, more = '', ()
    says(f'size known 1\nmake: done\nname taken 1\nstore: done\n{connected}rename: done\ndelete: done\ndelete again: (123|623)[^\n]*\n',
         'phonebook-wide', 'server.example', *more)


def goes_on_after_a_pause(_, __):
    # Where nothing has to be asked it is a dial like others.
    for entry in ('office', 'lab-ok'):
        says('state 2000 error 0\nhang up 0\n', 'retry', entry, 'u1')
    for program in ('retry', 'retry-wide'):
        says('paused in 1001\npaused in 1001\nstate 2000 error 0\nhang up 0\n', program, 'office-wrong', 'u1', 'still-wrong', 'good-u1')
        says('paused in 1001\nstate 2000 error 0\nhang up 0\n', program, 'asks', 'u1', 'good-u1')
        says('paused in 1001\ngiving up\nhang up 0\n', program, 'office-wrong', 'u1')
        says('(paused in 1001\n){3}state (5|6|7|e) error 691\nhang up 0\n', program, 'office-wrong', 'u1', 'a', 'b', 'c', 'd')
        says('paused in 1001\nstate 2000 error 0\nhang up 0\n', program, 'office-wrong', 'u2', 'good-u2')


def dials_a_number(_, __):
    says('error 797: [^\n]*modem[^\n]*\n', 'number', '5551234', 'ann', 'pw')
    tell('modem ttyS0')
    says('modem on ttyS0\nconnected as ".5551234" by modem\nstatus 0: 2000, number 5551234\nhang up 0\non hook\n',
         'number', '5551234', 'ann', 'pw')
    assert tell('said password pw').strip() == b'1'


class Scripted:
    """The name of an entry that is refused while this is open."""

    def __enter__(self):
        tell(f'script {OK} fakevpn-failure0then1')
        return 'lab-ok'

    def __exit__(self, *_):
        tell(f'script {OK} fakevpn-user-disconnect')


class Profile:
    def __enter__(self):
        return 'office-wrong'

    def __exit__(self, *_):
        pass


TESTS = [waits_for_the_end, is_told_by_a_function, watches, lists_all, finds_functions_by_name, is_of_1996, shows_figures,
         falls_back_from_windows, keeps_a_phone_book]
# ModemManager 1.20.4 knows no analogue modem (tests/real/alone.py): numbers are dialled beside the fakes.
TESTS.append(goes_on_after_a_pause if WHERE == 'real' else dials_a_number)
print(f'1..{len(TESTS)}', flush=True)
for number, test in enumerate(TESTS, 1):
    test(*(('office', Profile()) if WHERE == 'real' else ('lab-ok', Scripted())))
    print(f'ok {number} /foreign/{WHERE}/{test.__name__.replace("_", "-")}', flush=True)
