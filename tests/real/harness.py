# SPDX-License-Identifier: LGPL-2.1-or-later
"""Scenarios by group, run one after the other with a client each.  Prints TAP."""
import time
import traceback

from gi.repository import GLib

from client import Client

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


def hang_up_all(client):
    for path in list(client.edges):
        try:
            client.hang_up(path)
            client.wait_end(path)
        except (GLib.Error, AssertionError):
            pass


def run(group):
    tests = GROUPS[group]
    print(f'1..{len(tests)}', flush=True)
    for number, test in enumerate(tests, 1):
        name = f'{number} /real/{group}/{test.__name__.replace("_", "-")}'
        client, began = Client(), time.monotonic()
        try:
            test(client)
            print(f'ok {name}', flush=True)
            print(f'# {time.monotonic() - began:.1f} s', flush=True)
        except Exception:           # every failure is told, and the rest still runs
            print(f'not ok {name}', flush=True)
            print(''.join('# ' + line for line in traceback.format_exc().splitlines(True)), flush=True)
        hang_up_all(client)
        client.bus.close_sync(None)
