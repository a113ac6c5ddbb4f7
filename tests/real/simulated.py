# SPDX-License-Identifier: LGPL-2.1-or-later
"""The simulated modem of "sandbox --modem", ModemManager and NetworkManager around it."""
import json
import os
import subprocess

from gi.repository import GLib

from client import MM

PROPERTIES = 'org.freedesktop.DBus.Properties'
REGISTERED, CONNECTING = 8, 10          # MMModemState
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
    """A modem that answers, is registered, and free."""
    modem('clear')
    modem('dial', 'connect', '.2')
    modem('reg', '1', '2')
    pppd('ok')
    client.until(lambda: modem_state(client) == REGISTERED and modem_device() == 'disconnected', 60, 'free modem')


def replug(sim='ready'):
    """The modem appears anew, with that SIM and at home in its network."""
    modem('sim', sim)
    modem('reg', '1', '2')
    subprocess.run(['replug'], check=True)


def modem_device():
    """NetworkManager's state of the first modem; None: it has none."""
    run = subprocess.run(['nmcli', '-t', '-f', 'TYPE,STATE', 'device'], capture_output=True, text=True, check=True)
    devices = [line.split(':', 1) for line in run.stdout.splitlines()]
    return next((state for kind, state in devices if kind in ('gsm', 'cdma')), None)


def modem_path(client):
    objects = client.ask(MM, '/org/freedesktop/ModemManager1', 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
    return next((path for path in objects if '/Modem/' in path), None)


def modem_property(client, interface, name):
    return client.ask(MM, modem_path(client), PROPERTIES, 'Get', GLib.Variant('(ss)', (MM + interface, name)))[0]


def modem_state(client):
    return modem_property(client, '.Modem', 'State')


def wait_registration(client, status):
    client.until(lambda: modem_property(client, '.Modem.Modem3gpp', 'RegistrationState') == status, 15, f'registration {status}')
