# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real polkitd and NetworkManager stand still until the scenario goes on: nobody else waits for them."""
import contextlib
import os
import signal
import subprocess

from gi.repository import GLib

from client import MANAGER, NM, ROOT, SERVICE
from harness import as_user, owner_pid, scenario

POLKIT = 'org.freedesktop.PolicyKit1'
CALL = ['busctl', '--system', '--timeout=90', 'call', SERVICE, ROOT]
# A call to somebody who stands still hangs for 25 s where nobody has thought of it.
MEANWHILE = ['timeout', '20']


@contextlib.contextmanager
def standing_still(client, name):
    pid = owner_pid(client, name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def others_are_served():
    for user in ('carol', 'bob'):
        for call in ((MANAGER, 'GetErrorString', 'u', '691'), (SERVICE + '.Phonebook', 'ListEntries', 'a{sv}', '0'),
                     ('org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')):
            run = as_user(user, *MEANWHILE, *CALL, *call)
            assert run.returncode == 0, (user, call, run)


def begin_dial(user, entry):
    return subprocess.Popen(['setpriv', '--reuid', user, '--regid', user, '--clear-groups', *CALL, MANAGER, 'Dial', 'sa{sv}', entry, '0'],
                            stdout=subprocess.DEVNULL)


@scenario('stopped')
def polkitd_stands_still(client):
    with standing_still(client, POLKIT):
        dials = [begin_dial('alice', 'lab-ok'), begin_dial('alice', 'office')]
        others_are_served()
        path = client.dial_connected('lab-ok')
        assert [dial.poll() for dial in dials] == [None, None]
        client.hang_up(path)
        client.wait_end(path)
    assert [dial.wait(120) for dial in dials] == [0, 0]
    client.until(lambda: len(client.finished) == 3, what='end of all three dials')


def is_active(entry):
    names = subprocess.run(['nmcli', '-t', '-f', 'NAME', 'connection', 'show', '--active'], capture_output=True, text=True, check=True)
    return entry in names.stdout.splitlines()


@scenario('stopped')
def networkmanager_stands_still_before_it_answers(client):
    with standing_still(client, NM):
        path = client.dial('lab-ok', timeout=GLib.Variant('u', 2))
        others_are_served()
        assert client.wait_result(path, 5) == 638
        client.wait_end(path)
    client.until_seen(lambda: not is_active('lab-ok'), what='end of what is left over')
    client.dial_connected('lab-ok')


@scenario('stopped')
def networkmanager_stands_still_while_it_dials(client):
    path = client.dial('lab-hang', timeout=GLib.Variant('u', 4))
    client.wait_state(path, 2)
    with standing_still(client, NM):
        others_are_served()
        assert client.wait_result(path, 5) == 638
        client.wait_end(path)
    client.until_seen(lambda: not is_active('lab-hang'), what='end of what is left over')
