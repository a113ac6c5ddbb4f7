#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The service from a script, by the namespace Dialtone, beside a world of fakes
(ras/world.c)."""
import os
import threading

import gi

gi.require_version('Dialtone', '1.0')
from gi.repository import Dialtone, GLib  # noqa: E402

OK = '33333333-2222-2222-2222-000000000001'
CONNECTED, DISCONNECTED = 0x2000, 0x2001


def tell(command):
    os.write(int(os.environ['WORLD']), command.encode() + b'\n')
    return os.read(int(os.environ['WORLD']), 64)


def fails(code, function, *arguments):
    try:
        function(*arguments)
    except GLib.Error as error:
        assert error.matches(Dialtone.error_quark(), code), error
        return
    raise AssertionError(f'{function} did not fail')


def text(value):
    return GLib.Variant('s', value)


def dials_and_waits():
    line = Dialtone.Line.dial('lab-ok', None)
    assert line.wait_finished(30000) == (True, 0)
    assert line.get_state() == CONNECTED and line.get_error() == 0 and line.is_finished() and not line.is_ended()
    assert line.get_entry_name() == 'lab-ok' and line.get_kind() == 'vpn'
    details = line.get_details().unpack()
    assert details['Id'] == line.get_id() and details['StateName'] == 'RASCS_Connected', details
    assert [other.get_path() for other in Dialtone.Line.list()] == [line.get_path()]
    fails(Dialtone.Error.NOT_ENDED, line.release)
    line.hang_up()
    sequence, state = 0, None
    while state != DISCONNECTED:
        _, sequence, state, _ = line.wait_edge(sequence, 30000)
    assert line.is_ended()
    line.release()


def tells_why_not():
    tell(f'script {OK} fakevpn-failure0then1')
    line = Dialtone.Line.dial(OK, GLib.Variant('a{sv}', {'linger': GLib.Variant('u', 60)}))
    assert line.wait_finished(-1) == (True, 691)
    tell(f'script {OK} fakevpn-user-disconnect')
    fails(Dialtone.Error.NO_SUCH_ENTRY, Dialtone.Line.dial, 'missing', None)
    fails(Dialtone.Error.INVALID_OPTION, Dialtone.Line.dial, OK, GLib.Variant('a{sv}', {'frob': text('x')}))
    fails(Dialtone.Error.INVALID_OPTION, Dialtone.Line.dial, OK, GLib.Variant('a{sv}', {'linger': GLib.Variant('x', 1)}))


def lists_entries():
    entries = {entry['name']: entry for entry in Dialtone.Line.list_entries().unpack()}
    assert entries['lab-ok']['uuid'] == OK and entries['lab-ok']['kind'] == 'vpn', entries


def goes_on_after_a_question():
    tell('modem ttyS0')
    tell('lock')
    line = Dialtone.Line.dial('', GLib.Variant('a{sv}', {'phone-number': text('5551234'), 'pause': GLib.Variant('b', True)}))
    sequence = 0
    while not line.is_paused():
        _, sequence, _, _ = line.wait_edge(sequence, 30000)
    fails(Dialtone.Error.TIMED_OUT, line.wait_finished, 0)
    assert line.get_details().unpack()['Question.fields'] == 'pin'
    fails(Dialtone.Error.INVALID_OPTION, line.resume, GLib.Variant('a{sv}', {'password': text('1')}))
    line.resume(GLib.Variant('a{sv}', {'pin': text('4321')}))
    assert line.wait_finished(30000) == (True, 0)
    fails(Dialtone.Error.NOT_PAUSED, line.resume, GLib.Variant('a{sv}', {'pin': text('4321')}))
    line.hang_up()


def waits_in_threads():
    line = Dialtone.Line.dial('lab-ok', None)
    results = []
    threads = [threading.Thread(target=lambda: results.append(line.wait_finished(30000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [(True, 0)] * 8, results
    line.hang_up()


def does_without_the_service():
    line = Dialtone.Line.dial('lab-failure1', None)
    tell('kill')
    fails(Dialtone.Error.NO_SERVICE, Dialtone.Line.dial, 'lab-ok', None)
    assert line.is_ended() and line.get_state() == DISCONNECTED and Dialtone.Line.list() == []
    tell('start')


TESTS = [dials_and_waits, tells_why_not, lists_entries, goes_on_after_a_question, waits_in_threads, does_without_the_service]
print(f'1..{len(TESTS)}', flush=True)
for number, test in enumerate(TESTS, 1):
    test()
    print(f'ok {number} /gi/{test.__name__.replace("_", "-")}', flush=True)
