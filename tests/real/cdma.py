# SPDX-License-Identifier: LGPL-2.1-or-later
"""A CDMA modem, the one kind that ModemManager 1.20 dials by a number, and that one is always #777."""
import alone
from cellular import BEARER, UP, connects, ends, fails, hangs_up
from client import CONNECTED
from harness import scenario
from judge import check_connected
from simulated import modem, settle

ENTRY = 'cdma'


@scenario('cdma')
def success_and_hang_up(client):
    settle(client)
    path = connects(client, ENTRY)
    assert client.states(path) == UP, client.states(path)
    status = client.status(path)
    assert status['Kind'] == 'cdma' and status['DeviceName'] == 'abstract:sim0', status
    assert status['PhoneNumber'] == '#777', status
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


@scenario('cdma-waits')
def no_network_until_modemmanager_gives_up(client):
    settle(client)
    modem('reg', '3')
    fails(client, 638, 'nm-device/NM_DEVICE_STATE_REASON_GSM_REGISTRATION_TIMEOUT', entry=ENTRY, seconds=100)


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
