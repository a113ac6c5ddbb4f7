# SPDX-License-Identifier: LGPL-2.1-or-later
"""A CDMA modem, the one kind that ModemManager 1.20 dials by a number, and that one is always #777."""
import subprocess

from gi.repository import GLib

import alone
from cellular import BEARER, UP, connects, ends, fails, hangs_up
from client import CONNECTED
from harness import scenario
from judge import check_connected, check_ended
from simulated import REGISTERED, modem, modem_device, modem_property, modem_state, settle

ENTRY = 'cdma'
NO_NETWORK = 'mm-registration/MM_MODEM_CDMA_REGISTRATION_STATE_UNKNOWN'
UNKNOWN, ROAMING = 0, 3                 # MMModemCdmaRegistrationState


def registration(client):
    return modem_property(client, '.Modem.ModemCdma', 'Cdma1xRegistrationState')


def replug_registered(client, status, roam_words):
    """ModemManager tries Sprint's commands once for each modem that it finds."""
    modem('roam-words', roam_words)
    modem('reg', status)
    subprocess.run(['replug'], check=True)
    client.until(lambda: modem_device() == 'disconnected' and modem_state(client) == REGISTERED, 30, 'modem')


@scenario('cdma')
def success_and_hang_up(client):
    settle(client)
    path = connects(client, ENTRY)
    assert client.states(path) == UP, client.states(path)
    status = client.status(path)
    assert status['Kind'] == 'cdma' and status['DeviceName'] == 'abstract:sim0', status
    assert status['PhoneNumber'] == '#777' and status['Operator'] == '', status
    client.until(lambda: client.status(path)['AccessTechnology'] == '1xrtt', 40, 'access technology')
    hangs_up(client, path)


@scenario('cdma')
def the_modem_says_no(client):
    for result in ('no-carrier', 'busy', 'no-dialtone', 'no-answer'):       # M5
        settle(client)
        modem('dial', result)
        fails(client, 679, BEARER + 'CONNECTION_ERROR_NO_CARRIER', entry=ENTRY, label=result)


@scenario('cdma')
def the_login_is_refused(client):
    settle(client)
    fails(client, 691, 'ppp/AUTHENTICATE', entry='cdma-wrong')


@scenario('cdma')
def the_far_end_hangs_up(client):
    settle(client)
    path = connects(client, ENTRY)
    modem('hangup')
    ends(client, path, 629, 'ppp/RUNNING')


@scenario('cdma')
def no_network_until_the_diallers_time_out(client):
    settle(client)
    modem('reg', '3')
    fails(client, 680, NO_NETWORK, entry=ENTRY, timeout=GLib.Variant('u', 3))


@scenario('cdma')
def network_found_while_dialing(client):
    settle(client)
    modem('reg', '3')
    path = client.dial(ENTRY)
    client.until(lambda: registration(client) == UNKNOWN, 10, 'modem without a network')
    modem('reg', '1')
    client.wait_result(path, 60)
    check_connected(client, path)
    assert client.states(path) == UP, client.states(path)
    hangs_up(client, path)


@scenario('cdma')
def roaming(client):
    """Only a modem with Sprint's commands tells it; it is no reason not to dial."""
    settle(client)
    try:
        replug_registered(client, '5', 'on')
        assert registration(client) == ROAMING, registration(client)
        hangs_up(client, connects(client, ENTRY))
    finally:
        replug_registered(client, '1', 'off')


@scenario('cdma-waits')
def no_network_until_modemmanager_gives_up(client):
    settle(client)
    modem('reg', '3')
    fails(client, 680, NO_NETWORK, entry=ENTRY, seconds=100)


@scenario('alone-cdma')
def success_and_hang_up_without_networkmanager(client):
    alone.settle(client)
    path = alone.dial(client, phone_number='#777')
    client.wait_result(path, 60)
    check_connected(client, path)
    assert client.states(path) == [0, 1, 2, 3, 4, CONNECTED], client.states(path)
    status = client.status(path)
    assert status['Kind'] == 'cdma' and status['PhoneNumber'] == '#777', status
    alone.hangs_up(client, path)


@scenario('alone-cdma')
def the_modem_says_no_without_networkmanager(client):
    for result in ('no-carrier', 'busy', 'no-dialtone', 'no-answer'):
        alone.settle(client)
        modem('dial', result)
        alone.fails(client, 679, 'mm-call/MM_CONNECTION_ERROR_NO_CARRIER', label=result, phone_number='#777')


@scenario('alone-cdma')
def no_network_until_the_diallers_time_out_without_networkmanager(client):
    alone.settle(client)
    modem('reg', '3')
    path = client.dial('', **alone.variants({'phone-number': '#777'}), timeout=GLib.Variant('u', 3))
    client.wait_result(path, 60)
    client.wait_end(path)
    check_ended(client, path, 680, NO_NETWORK)


@scenario('alone-cdma-waits')
def no_network_until_modemmanager_gives_up_without_networkmanager(client):
    alone.settle(client)
    modem('reg', '3')
    path = alone.dial(client, phone_number='#777')
    client.wait_result(path, 100)
    client.wait_end(path)
    check_ended(client, path, 680, NO_NETWORK)
