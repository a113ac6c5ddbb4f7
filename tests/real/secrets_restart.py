# SPDX-License-Identifier: LGPL-2.1-or-later
"""Credentials where NetworkManager or the service goes and comes back."""
import os
import signal
import subprocess

from gi.repository import GLib

from client import CONNECTED, MANAGER, NM, ROOT, SERVICE
from harness import scenario
from secrets_kit import text, up_and_down


@scenario('nm-restarted')
def the_agent_is_registered_again(client):
    """NetworkManager forgets its agents when it ends."""
    os.kill(int(os.environ['NM_PID']), signal.SIGTERM)
    client.until_unowned(NM)
    client.until_gone(int(os.environ['NM_PID']))        # another one starts only then
    with open(os.environ['WORK'] + '/NetworkManager.log', 'ab') as log:
        subprocess.Popen(['NetworkManager', '--debug'], stdout=log, stderr=log)    # ends with the sandbox
    subprocess.run(['gdbus', 'wait', '--system', '--timeout', '60', NM], check=True)
    subprocess.run(['nm-online', '-s', '-q', '-t', '60'], check=True)
    client.until(lambda: has_entry(client, 'office-wrong'), 20, 'entry after the return')
    up_and_down(client, client.dial('office-wrong', password=text('good-u1')))


@scenario('service-killed')
def a_connection_with_a_password_outlives_the_service(client):
    """The copy of the profile is not bound to the process, and is known again."""
    path = client.dial('office-wrong', password=text('good-u1'))
    assert client.wait_result(path) == 0
    os.kill(int(os.environ['DIALTONED_PID']), signal.SIGKILL)
    client.until_unowned(SERVICE)
    client.until_gone(int(os.environ['DIALTONED_PID']))
    with open(os.environ['WORK'] + '/dialtoned.log', 'ab') as log:
        subprocess.Popen([*os.environ['DIALTONED_WRAP'].split(), os.environ['BUILD'] + '/service/dialtoned'], stdout=log,
                         stderr=log)        # ends with the sandbox
    subprocess.run(['gdbus', 'wait', '--system', '--timeout', '60', SERVICE], check=True)
    status = client.status(path)
    assert status['State'] == CONNECTED and status['EntryName'] == 'office-wrong' and status['Origin'] == 'dialtone', status
    connections = client.ask(SERVICE, ROOT, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (MANAGER, 'Connections')))
    assert connections == ([path],), connections
    client.hang_up(path)
    assert client.wait_end(path) == 631


def has_entry(client, name):
    try:
        client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'GetEntry', GLib.Variant('(s)', (name,)))
        return True
    except GLib.Error:
        return False
