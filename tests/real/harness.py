# SPDX-License-Identifier: LGPL-2.1-or-later
"""Scenarios by group, run one after the other with a client each.  Prints TAP."""
import argparse
import io
import json
import os
import subprocess
import sys
import time
import traceback

from gi.repository import GLib

from client import Client
from outcomes import Outcome, difference, write_recording, write_rows
from recorder import Recorder

GROUPS = {}


def scenario(*groups):
    """Adds a function of a client to groups."""
    def add(function):
        for group in groups:
            GROUPS.setdefault(group, []).append(function)
        return function
    return add


def causes(client, path):
    return [cause['source'] for cause in client.status(path)['Causes']]


def owner_pid(client, name):
    return client.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                      GLib.Variant('(s)', (name,)))[0]


def as_user(user, *command):
    return subprocess.run(['setpriv', '--reuid', user, '--regid', user, '--clear-groups', *command], capture_output=True, text=True,
                          check=False)


def plugin_name(status):
    """Of a VPN's plugin, one for each connection."""
    return f'{status["Tunnel"]["service"]}.Connection_{status["ActiveConnection"].rsplit("/", 1)[1]}'


def hang_up_all(client):
    """And all that is said of it is said: the next scenario's client must not hear of this one's.  What nmcli dials waits for no
    plugin, so those are gone too (tests/real/scenarios.py: dialled_again_while_the_plugin_ends)."""
    for path in list(client.edges):
        try:
            client.hang_up(path)
            client.wait_end(path)
        except (GLib.Error, AssertionError):
            pass
        try:
            status = client.status(path)         # behind DialFinished, which follows the last edge of a dial that fails
            if status['Kind'] == 'vpn':
                client.until_unowned(plugin_name(status))
        except (GLib.Error, AssertionError):
            pass


class Recording:
    """What upstream said during a scenario, for the table, and to understand a failure."""

    def __init__(self):
        self.file = io.StringIO()
        self.recorder = Recorder(self.file)
        self.recorder.begin(None)

    def end(self):
        self.recorder.sync()
        self.recorder.end()
        self.recorder.close()

    def lines(self):
        return self.file.getvalue().splitlines()

    def outcomes(self, client):
        lines = self.lines()
        return [Outcome(client, path, lines, self.recorder.began) for path in client.labels]

    def lines_with_dialled(self, client):
        """Its header names the entry that was dialled, if it was one."""
        header, *rest = self.lines()
        entries = [client.entries.get(path) for path in client.labels]
        if len(entries) == 1 and entries[0]:
            header = json.dumps({**json.loads(header), 'dialled': entries[0]}, separators=(',', ':'))
        return [header, *rest]

    def keep(self, name):
        with open(os.path.join(os.environ['WORK'], name + '.jsonl'), 'w', encoding='ascii') as file:
            file.write(self.file.getvalue())


def run_once(test, options):
    """(outcomes, failure, recording) of one run; without outcomes where nobody wants them."""
    client, failure, outcomes = Client(options.by_nmcli), None, []
    recording = Recording()
    try:
        test(client)
    except Exception:           # every failure is told, and the rest still runs
        failure = traceback.format_exc()
    hang_up_all(client)
    recording.end()
    if options.times > 1 or options.rows or options.record:
        outcomes = recording.outcomes(client)
    if options.record and not failure and outcomes:
        write_recording(options.record, f'{options.group}-{test.__name__.replace("_", "-")}', recording.lines_with_dialled(client), outcomes)
    client.bus.close_sync(None)
    return outcomes, failure, recording


def keep_recordings(name, recordings):
    for turn, recording in enumerate(recordings, 1):
        recording.keep(f'{name}-{turn}')


def remark(text):
    print(''.join(f'# {line}\n' for line in text.splitlines()), end='', flush=True)


def run(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument('group', choices=GROUPS)
    parser.add_argument('--only', metavar='NAME', help='one scenario')
    parser.add_argument('--times', type=int, default=1, help='each scenario so often; its published edges must be the same each time')
    parser.add_argument('--rows', metavar='FILE', help='what came of each dial, a line of JSON each, for tests/ends')
    parser.add_argument('--record', metavar='FOLDER', help='what upstream said in each scenario, as traces for the core')
    parser.add_argument('--by-nmcli', action='store_true', help='entries are dialled by nmcli')
    options = parser.parse_args(arguments)
    tests = [test for test in GROUPS[options.group] if options.only in (None, test.__name__.replace('_', '-'))]
    assert tests, options.only
    runs, recordings, failed, began = {}, {}, set(), time.monotonic()
    print(f'1..{len(tests)}', flush=True)
    for turn in range(1, options.times + 1):
        for number, test in enumerate(tests, 1):
            outcomes, failure, recording = run_once(test, options)
            runs.setdefault(test, []).append(outcomes)
            recordings.setdefault(test, []).append(recording)
            name = test.__name__.replace('_', '-')
            unlike = difference(runs[test]) if turn == options.times else ''
            if failure or unlike:
                failed.add(test)
            if turn == options.times:
                keep_recordings(name, recordings.pop(test) if test in failed else [])
                print(f'{"not ok" if test in failed else "ok"} {number} /real/{options.group}/{name}', flush=True)
            remark('\n'.join(filter(None, [f'{turn}. {name}: {time.monotonic() - began:.1f} s', failure, unlike])))
            began = time.monotonic()
    if options.rows:
        with open(options.rows, 'w', encoding='ascii') as file:
            for test in tests:
                if all(len(each) == len(runs[test][0]) for each in runs[test]):
                    write_rows(file, options.group, test.__name__.replace('_', '-'), runs[test])
    sys.exit(1 if failed else 0)
