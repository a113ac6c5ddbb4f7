# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mobile broadband through NetworkManager that this machine, or another client on it, stands in the way of."""
import subprocess

from gi.repository import GLib

from cellular import connects, hangs_up
from client import MANAGER, ROOT, SERVICE
from harness import as_user, scenario
from judge import check_connected
from simulated import DISABLED, MM, REGISTERED, modem, modem_path, modem_state, settle, wait_registration


def nmcli(*words):
    subprocess.run(['nmcli', *words], check=True)


def profiles():
    run = subprocess.run(['nmcli', '-t', '-f', 'UUID', 'connection'], capture_output=True, text=True, check=True)
    return sorted(run.stdout.split())


@scenario('cellular-refused')
def the_radio_is_off(client):
    """NetworkManager says only that no suitable device was found; its own switch says why."""
    settle(client)
    nmcli('radio', 'wwan', 'off')
    try:
        path = client.dial('cellular')
        assert client.wait_result(path) == 633, client.status(path)
        status = client.status(path)
        assert status['Causes'][0]['name'] == 'WwanEnabled is false' and 'switched off' in status['Hint'], status
        client.until(lambda: modem_state(client) == DISABLED, 20, 'modem that is off')
    finally:
        nmcli('radio', 'wwan', 'on')
    settle(client)
    hangs_up(client, connects(client))


@scenario('cellular-refused')
def another_client_has_the_modem(client):
    settle(client)
    client.ask(MM, modem_path(client), MM + '.Modem.Simple', 'Connect',
               GLib.Variant('(a{sv})', ({'apn': GLib.Variant('s', 'other')},)))
    path = client.dial('cellular')
    assert client.wait_result(path) == 602, client.status(path)
    # NetworkManager has taken down what was there when it failed
    client.until(lambda: modem_state(client) == REGISTERED, 20, 'free modem')


@scenario('cellular-refused')
def roaming_is_not_allowed(client):
    settle(client)
    nmcli('connection', 'modify', 'cellular', 'gsm.home-only', 'yes')
    try:
        modem('reg', '5', '2')
        wait_registration(client, 5)
        path = client.dial('cellular')
        assert client.wait_result(path, 60) == 649, client.status(path)
        assert 'oam' in client.status(path)['Hint'], client.status(path)
    finally:
        nmcli('connection', 'modify', 'cellular', 'gsm.home-only', 'no')
        modem('reg', '1', '2')


@scenario('cellular-refused')
def dialled_without_an_entry(client):
    """NetworkManager manages the modem: it dials, with a profile that goes when the line does."""
    settle(client)
    before = profiles()
    options = {'apn': GLib.Variant('s', 'internet'), 'device': GLib.Variant('s', 'abstract:sim0')}
    path = client.dial('', **options)
    client.wait_result(path, 60)
    check_connected(client, path)
    status = client.status(path)
    assert status['AddressConfigured'] and status['Ip4']['addresses'] and status['PhoneNumber'] == 'internet', status
    assert status['EntryUuid'] in profiles() and status['ActiveConnection'] != '/', status
    assert [p for p in client.edges if p != path] == [], client.edges
    assert client.dial('', **options) == path
    hangs_up(client, path)
    client.until(lambda: profiles() == before, 10, 'end of the profile')


@scenario('cellular-refused')
def a_stored_login_goes_to_no_other_access_point(client):
    """dora may dial, and not change the entry."""
    settle(client)
    run = as_user('dora', 'gdbus', 'call', '--system', '-d', SERVICE, '-o', ROOT, '-m', MANAGER + '.Dial', 'cellular-wrong',
                  "{'apn': <'evil.example'>}")
    assert run.returncode == 0, run.stderr
    path = run.stdout.split("'")[1]
    assert client.wait_result(path, 60) == 703, client.status(path)
    client.wait_end(path)
    settle(client)
