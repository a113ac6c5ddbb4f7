# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real ModemManager on a simulated modem, without a NetworkManager: Dial without an entry."""
import os
import signal
import subprocess

from gi.repository import GLib

from client import CONNECTED, remote_error
from harness import scenario
from judge import check_connected, check_ended
from simulated import (DISABLED, LONG_CALL, MM, REGISTERED, USER, modem, modem_path, modem_property, modem_state,
                       wait_dialling, wait_registration)

CONNECT_DEVICE = 2
UP = [0, 1, 2, 3, 4, CONNECTED]         # a PPP bearer: no addresses are projected
LOCKED, FAILED = 2, -1


def variants(options):
    return {name.replace('_', '-'): GLib.Variant('s', value) for name, value in options.items()}


def dial(client, label='', **options):
    return client.dial('', label, **variants(options or {'apn': 'internet'}))


def settle(client):
    """A modem that answers, is registered or will be, and free."""
    modem('clear')
    modem('dial', 'connect', '.2')
    modem('reg', '1', '2')
    client.until(lambda: modem_path(client) and modem_state(client) in (REGISTERED, DISABLED), 30, 'free modem')


def connects(client, **options):
    path = dial(client, **options)
    client.wait_result(path, 60)
    check_connected(client, path)
    return path


def fails(client, error, cause, **options):
    path = dial(client, **options)
    client.wait_result(path, 60)
    client.wait_end(path)
    check_ended(client, path, error, cause)
    return path


def hangs_up(client, path):
    client.hang_up(path)
    client.wait_end(path, 60)
    check_ended(client, path, 631, USER)


def kill_modemmanager():
    with open(os.environ['T'] + '/ModemManager.pid', encoding='ascii') as file:
        os.kill(int(file.read()), signal.SIGKILL)


def has_modemmanager(client):
    return MM in client.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ListNames')[0]


def plug(client, state, sim='ready'):
    """A new ModemManager finds the modem, with that SIM, and takes it to the state."""
    if has_modemmanager(client):
        kill_modemmanager()
        client.until_unowned(MM)
    modem('clear')
    modem('dial', 'connect', '.2')
    modem('reg', '1', '2')
    modem('sim', sim)
    with open(os.environ['T'] + '/ModemManager.pid', 'w', encoding='ascii') as file:
        subprocess.run(['start-modemmanager', *os.environ['MODEM'].split()], stdout=file, check=True)
    client.until(lambda: modem_path(client) and modem_state(client) == state, 60, f'modem in state {state}')


@scenario('alone', 'alone-analogue')
def no_network_manager(client):
    names = client.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ListNames')[0]
    assert 'org.freedesktop.NetworkManager' not in names, names
    try:
        client.dial('cellular')
        raise AssertionError('an entry was dialled')
    except GLib.Error as error:
        assert remote_error(error).endswith('.NotAvailable'), error


@scenario('alone')
def success_and_hang_up(client):
    settle(client)
    path = connects(client)
    assert client.states(path) == UP, client.states(path)
    status = client.status(path)
    assert status['Kind'] == 'gsm' and status['DeviceName'] == status['Interface'] == 'abstract:sim0', status
    assert status['PhoneNumber'] == 'internet' and status['Operator'] == 'Sandbox', status
    assert status['Ip4'] == {'method': 'ppp'} and not status['AddressConfigured'], status
    assert status['Modem'] == modem_path(client) and '/Bearer/' in status['Bearer'], status
    listed = subprocess.run(['dialtone', 'list'], capture_output=True, text=True, check=True).stdout
    assert 'internet ' in listed and '(private)' not in listed, listed
    hangs_up(client, path)
    assert modem_state(client) == REGISTERED


@scenario('alone')
def the_call_fails(client):
    for result, error, name in (('no-carrier', 679, 'CONNECTION_ERROR_NO_CARRIER'), ('busy', 679, 'CONNECTION_ERROR_NO_CARRIER'),
                                ('cme:127', 769, 'MOBILE_EQUIPMENT_ERROR_MISSING_OR_UNKNOWN_APN'),
                                ('cme:103', 649, 'MOBILE_EQUIPMENT_ERROR_ILLEGAL_UE'),
                                ('error', 651, 'MOBILE_EQUIPMENT_ERROR_UNKNOWN')):
        settle(client)
        modem('dial', result)
        path = dial(client, label=result)
        assert client.wait_result(path, 60) == error, (result, client.status(path)['Causes'])
        client.wait_end(path)
        assert name in [cause['name'][3:] for cause in client.status(path)['Causes']], client.status(path)['Causes']


@scenario('alone')
def registration_is_denied(client):
    settle(client)
    modem('reg', '3')
    wait_registration(client, 3)
    fails(client, 649, 'mm-registration/MM_MODEM_3GPP_REGISTRATION_STATE_DENIED')


@scenario('alone')
def aborted_while_the_modem_dials(client):
    """The end comes when the dial command has ended, and the next dial works."""
    settle(client)
    modem('dial', 'connect', LONG_CALL)
    path = dial(client)
    wait_dialling(client)
    client.wait_state(path, CONNECT_DEVICE)
    client.hang_up(path)
    client.until(lambda: client.edges[path][-1][3]['disconnecting'], 5, 'edge that says disconnecting')
    modem('dial', 'connect', '.2')
    modem('answer')
    client.wait_result(path)
    client.wait_end(path)
    check_ended(client, path, 631, USER)
    hangs_up(client, connects(client))


@scenario('alone')
def redial_right_after_a_hang_up(client):
    settle(client)
    first = connects(client)
    client.hang_up(first)
    second = dial(client)
    assert second != first
    client.wait_result(second, 60)
    check_connected(client, second)
    check_ended(client, first, 631, USER)
    hangs_up(client, second)


@scenario('alone')
def a_bearer_of_somebody_else(client):
    settle(client)
    bearer = client.ask(MM, modem_path(client), MM + '.Modem.Simple', 'Connect',
                        GLib.Variant('(a{sv})', ({'apn': GLib.Variant('s', 'internet')},)))[0]
    fails(client, 602, 'dialtone/org.dialtone.RemoteAccess1.Error.ModemInUse')
    assert modem_property(client, '.Modem', 'Bearers') == [bearer]
    client.ask(MM, bearer, MM + '.Bearer', 'Disconnect')


@scenario('alone')
def modem_manager_is_killed(client):
    settle(client)
    path = connects(client)
    kill_modemmanager()
    client.wait_end(path)
    check_ended(client, path, 834, 'mm/ModemManager left the bus')
    plug(client, DISABLED)
    modem('dial', 'connect', LONG_CALL)
    path = dial(client)
    client.wait_state(path, CONNECT_DEVICE)
    kill_modemmanager()
    client.wait_end(path)
    assert client.edges[path][-1][2] == 834, client.edges[path]
    plug(client, DISABLED)


@scenario('alone')
def the_pin(client):
    plug(client, LOCKED, 'pin')
    path = dial(client)
    assert client.wait_result(path, 60) == 703, client.status(path)['Causes']
    path = dial(client, apn='internet', pin='9999')
    assert client.wait_result(path, 60) == 691, client.status(path)['Causes']
    hangs_up(client, connects(client, apn='internet', pin='1234'))


@scenario('alone')
def puk(client):
    plug(client, LOCKED, 'puk')
    path = dial(client)
    assert client.wait_result(path, 60) == 647, client.status(path)['Causes']


@scenario('alone')
def no_sim(client):
    plug(client, FAILED, 'none')
    fails(client, 779, 'mm-modem/MM_MODEM_STATE_FAILED_REASON_SIM_MISSING')
    plug(client, DISABLED)


@scenario('alone-analogue', 'analogue')
def modem_manager_knows_no_analogue_modem(client):
    """ModemManager 1.20.4 has no word for +GCAP: +FCLASS,+MS: the modem fails with unknown capabilities, and that is told."""
    client.until(lambda: modem_path(client) and modem_state(client) == FAILED, 30, 'modem')
    path = fails(client, 609, 'mm-modem/MM_MODEM_STATE_FAILED_REASON_UNKNOWN_CAPABILITIES', phone_number='0123456')
    assert 'ModemManager does not know this kind of modem' in client.status(path)['Hint'], client.status(path)
