#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-rasdial.py RASDIAL: the command line, beside a world of fakes (world.c)."""
import os
import pty
import select
import subprocess
import sys
import termios
import time

RASDIAL = sys.argv[1]
OK = '33333333-2222-2222-2222-000000000001'


def tell(command):
    os.write(int(os.environ['WORLD']), command.encode() + b'\n')
    return os.read(int(os.environ['WORLD']), 64)


def run(*words, status=0, stdin=''):
    ran = subprocess.run([RASDIAL, *words], input=stdin, capture_output=True, text=True, timeout=180, start_new_session=True)
    assert ran.returncode == status, (words, ran)
    return ran.stdout + ran.stderr


def shows_nothing():
    assert run() == 'No connections\nCommand completed successfully.\n'


def dials_and_disconnects():
    out = run('lab-ok')
    assert out.startswith('Connecting to lab-ok...\n'), out
    assert out.endswith('Successfully connected to lab-ok.\nCommand completed successfully.\n'), out
    assert run() == 'Connected to\nlab-ok\nCommand completed successfully.\n'
    assert run('lab-ok', '/disconnect') == 'Command completed successfully.\n'
    assert run('lab-ok', '/DISCONNECT') == 'You are not connected to lab-ok.\nCommand completed successfully.\n'
    shows_nothing()


def disconnects_all():
    run('lab-ok')
    run('lab-failure1')
    assert run().count('lab-') == 2
    run('/DISCONNECT')
    shows_nothing()


def tells_the_error():
    tell(f'script {OK} fakevpn-failure0then1')
    out = run('lab-ok', status=1)
    assert '\nRemote Access error 691 - ' in out, out
    tell(f'script {OK} fakevpn-user-disconnect')
    assert '\nRemote Access error 623 - ' in run('nowhere', status=1)
    assert '\nRemote Access error 621 - ' in run('lab-ok', '/PHONEBOOK:C:\\rasphone.pbk', status=1)


def usage():
    assert 'Usage: rasdial' in run('/?')
    assert 'what is "/FROB"?' in run('lab-ok', '/FROB', status=2)
    assert 'what is "d"?' in run('a', 'b', 'c', 'd', status=2)
    assert 'more than 15 bytes' in run('lab-ok', '/DOMAIN:' + 'x' * 16, status=2)
    assert 'more than 256 bytes' in run('x' * 257, status=2)


def ask_on_a_terminal(typed):
    """What the terminal shows, and whether it echoed while the password was typed."""
    pid, master = pty.fork()
    if pid == 0:
        os.execv(RASDIAL, [RASDIAL, 'nowhere', 'ann', '*'])
    shown, echo, deadline = b'', None, time.monotonic() + 90
    while time.monotonic() < deadline:
        if b'password: ' in shown and echo is None and not termios.tcgetattr(master)[3] & termios.ECHO:
            echo = False
            os.write(master, typed + b'\n')
        if select.select([master], [], [], 0.01)[0]:
            try:
                piece = os.read(master, 1024)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown, echo


def asks_without_echo():
    status, shown, echo = ask_on_a_terminal(b's3cret')
    assert echo is False, shown
    # That there is no such entry is found before what it would be dialled with is looked at.
    assert b's3cret' not in shown and b'Remote Access error 623 - ' in shown, shown
    assert status == 1
    assert 'no password was given' in run('nowhere', 'ann', '*', status=1)
    assert 'Remote Access error 623 - ' in run('nowhere', 'ann', '*', status=1, stdin='s3cret\n')
    assert 'too long' in run('nowhere', 'ann', '*', status=1, stdin='x' * 300 + '\n')


def absent():
    tell('kill')
    assert '\nRemote Access error 711 - ' in run('lab-ok', status=1)
    shows_nothing()
    tell('start')


TESTS = [shows_nothing, dials_and_disconnects, disconnects_all, tells_the_error, usage, asks_without_echo, absent]
print(f'1..{len(TESTS)}', flush=True)
for number, test in enumerate(TESTS, 1):
    test()
    print(f'ok {number} /rasdial/{test.__name__.replace("_", "-")}', flush=True)
