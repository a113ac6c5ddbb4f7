# SPDX-License-Identifier: LGPL-2.1-or-later
"""The simulated modem of "sandbox --modem", ModemManager and NetworkManager around it."""
import json
import os
import subprocess

from gi.repository import GLib

from client import MM

PROPERTIES = 'org.freedesktop.DBus.Properties'
DISABLED, REGISTERED, CONNECTING = 3, 8, 10         # MMModemState
LONG_CALL = '40'                        # seconds that "answer" cuts short
USER = 'dialtone/HangUp'                # the first cause of what a client hung up


def modem(*words):
    """A control command; returns what it answered."""
    run = subprocess.run(['modem', *words], capture_output=True, text=True, check=False)
    assert run.returncode == 0, (words, run.stdout)
    return run.stdout[3:].strip()


def state():
    return json.loads(modem('state'))


def pppd(mode):
    with open(os.environ['T'] + '/pppd.mode', 'w', encoding='ascii') as file:
        file.write(mode)


def settle(client):
    """A modem that answers; all are registered, and free."""
    modem('clear')
    modem('dial', 'connect', '.2')
    modem('reg', '1', '2')
    pppd('ok')
    client.until(lambda: set(modem_states(client)) == {REGISTERED} and set(modem_devices()) == {'disconnected'}, 60, 'free modems')


def settle_link(client):
    """NetworkManager has taken the link up again, with a profile of its own: done later, it would take it from a PPPoE dial."""
    client.until(lambda: 'wan0:connected:wan' in nmcli_devices('DEVICE,STATE,CONNECTION'), 20, 'link')


def replug(sim='ready'):
    """The modem appears anew, with that SIM and at home in its network."""
    modem('sim', sim)
    modem('reg', '1', '2')
    subprocess.run(['replug'], check=True)


def nmcli_devices(fields):
    return subprocess.run(['nmcli', '-t', '-f', fields, 'device'], capture_output=True, text=True, check=True).stdout.splitlines()


def modem_devices():
    """NetworkManager's state of each modem."""
    devices = [line.split(':', 1) for line in nmcli_devices('TYPE,STATE')]
    return [state for kind, state in devices if kind in ('gsm', 'cdma')]


def modem_device():
    """NetworkManager's state of the first modem; None: it has none."""
    return next(iter(modem_devices()), None)


def modems(client):
    objects = client.ask(MM, '/org/freedesktop/ModemManager1', 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
    return {path: interfaces for path, interfaces in objects.items() if '/Modem/' in path}


def modem_states(client):
    return [interfaces[MM + '.Modem']['State'] for interfaces in modems(client).values()]


def modem_path(client):
    return next(iter(modems(client)), None)


def modem_property(client, interface, name):
    return client.ask(MM, modem_path(client), PROPERTIES, 'Get', GLib.Variant('(ss)', (MM + interface, name)))[0]


def modem_state(client):
    return modem_property(client, '.Modem', 'State')


def wait_dialling(client):
    """The modem itself makes a call: no signal tells of it."""
    client.until_seen(lambda: modem_state(client) == CONNECTING and state()['dialling'], 20, 'modem that dials')


def wait_registration(client, status):
    client.until(lambda: modem_property(client, '.Modem.Modem3gpp', 'RegistrationState') == status, 15, f'registration {status}')
