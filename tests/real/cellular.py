# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mobile broadband on the real ModemManager and a simulated modem: the call and its end."""
import os
import signal
import subprocess

from gi.repository import GLib

from client import CONNECTED
from harness import scenario
from judge import check_connected, check_ended
from simulated import LONG_CALL, USER, modem_device, modem, pppd, replug, settle, settle_link, wait_dialling

CONNECT_DEVICE, AUTHENTICATE = 2, 5
UP = [0, 1, 2, 3, 4, 5, 14, 10, 18, 22, CONNECTED]
BEARER, DEVICE = 'mm-bearer/MM_', 'nm-device/NM_DEVICE_STATE_REASON_'


def fails(client, error, cause, entry='cellular', seconds=30, **options):
    path = client.dial(entry, **options)
    ends(client, path, error, cause, seconds)
    return path


def ends(client, path, error, cause, seconds=30):
    client.wait_result(path, seconds)
    client.wait_end(path, seconds)
    check_ended(client, path, error, cause)


def connects(client, entry='cellular', label=''):
    path = client.dial(entry, label)
    client.wait_result(path, 60)
    check_connected(client, path)
    return path


def hangs_up(client, path):
    client.hang_up(path)
    ends(client, path, 631, USER)


def wait_network(client, path, operator, technology):
    """ModemManager asks the modem for them when it pleases, and may do so behind the call."""
    wanted = {'Operator': operator, 'AccessTechnology': technology}
    client.until(lambda: wanted.items() <= client.status(path).items() and client.status(path)['Signal'] > 0, 40, f'{wanted} and a signal')


@scenario('cellular')
def success_and_user_hang_up(client):
    settle(client)
    path = connects(client)
    assert client.states(path) == UP, client.states(path)
    wait_network(client, path, 'Sandbox', 'umts')
    status = client.status(path)
    assert status['DeviceName'] == 'abstract:sim0' and status['DeviceType'] == 'modem', status
    assert status['PhoneNumber'] == 'internet' and status['Interface'].startswith('ppp'), status
    assert status['Ip4']['addresses'], status
    hangs_up(client, path)


@scenario('cellular')
def the_modem_says_no(client):
    """M5: ModemManager 1.20 reports all four results as NoCarrier, so that is the truth that was on a bus."""
    for result in ('no-carrier', 'busy', 'no-dialtone', 'no-answer'):
        settle(client)
        modem('dial', result)
        fails(client, 679, BEARER + 'CONNECTION_ERROR_NO_CARRIER', label=result)


@scenario('cellular')
def the_network_refuses_the_context(client):
    """Unknown APN, not subscribed, illegal user, no network; then what ModemManager 1.20 makes of the bare cause numbers 27
    and 33 of TS 24.008, which some modems send, and of a plain ERROR."""
    for result, error, name in (('cme:127', 769, 'MISSING_OR_UNKNOWN_APN'), ('cme:133', 649, 'SERVICE_OPTION_NOT_SUBSCRIBED'),
                                ('cme:103', 649, 'ILLEGAL_UE'), ('cme:30', 680, 'NO_NETWORK'),
                                ('cme:27', 749, 'DIAL_STRING_INVALID'), ('cme:33', 651, 'UNKNOWN'), ('error', 651, 'UNKNOWN')):
        settle(client)
        modem('dial', result)
        # NetworkManager has a reason of its own for "no network"; which of the two comes first is a race
        fails(client, error, (BEARER + 'MOBILE_EQUIPMENT_ERROR_' + name, DEVICE + 'GSM_REGISTRATION_NOT_SEARCHING'), label=result)


@scenario('cellular')
def the_login_is_refused(client):
    settle(client)
    path = fails(client, 691, 'ppp/AUTHENTICATE', entry='cellular-wrong')
    assert AUTHENTICATE in client.states(path), client.states(path)


@scenario('cellular')
def ppp_is_never_answered(client):
    settle(client)
    pppd('noanswer')
    fails(client, 718, 'ppp/ESTABLISH')


@scenario('cellular')
def the_far_end_hangs_up(client):
    for command in ('hangup', 'carrier-lost'):
        settle(client)
        path = connects(client, label=command)
        modem(command)
        ends(client, path, 629, 'ppp/RUNNING')


@scenario('cellular')
def aborted_while_the_modem_dials(client):
    """M9: the end comes when the dial command has ended; until then it is disconnecting."""
    settle(client)
    modem('dial', 'connect', LONG_CALL)
    path = client.dial('cellular')
    wait_dialling(client)
    client.wait_state(path, CONNECT_DEVICE)
    client.hang_up(path)
    client.until(lambda: client.edges[path][-1][3]['disconnecting'], 5, 'edge that says disconnecting')
    modem('answer')
    ends(client, path, 631, USER)


@scenario('cellular')
def redial_right_after_a_hang_up(client):
    """M4, M12: the dial waits until the modem has let go, and succeeds."""
    settle(client)
    first = connects(client)
    client.hang_up(first)
    second = client.dial('cellular')
    assert second != first
    client.wait_result(second, 60)
    check_connected(client, second)
    check_ended(client, first, 631, USER)


@scenario('cellular')
def redial_right_after_an_abort(client):
    settle(client)
    modem('dial', 'connect', LONG_CALL)
    first = client.dial('cellular')
    wait_dialling(client)
    client.hang_up(first)
    second = client.dial('cellular')
    modem('dial', 'connect', '.2')
    modem('answer')
    client.wait_result(second, 60)
    check_connected(client, second)
    check_ended(client, first, 631, USER)


@scenario('cellular')
def another_entry_takes_the_modem(client):
    """The new dial passes all states although the modem is connected when it begins."""
    settle(client)
    first = connects(client)
    second = client.dial('cellular-pin')
    client.wait_result(second, 60)
    check_connected(client, second)
    assert client.states(second) == UP, client.states(second)
    ends(client, first, 633, DEVICE + 'NEW_ACTIVATION')


@scenario('cellular')
def dialled_by_nmcli(client):
    settle(client)
    subprocess.run(['nmcli', '--wait', '30', 'connection', 'up', 'cellular'], check=True, stdout=subprocess.DEVNULL)
    client.until(lambda: client.finished, what='DialFinished of an external dial')
    path, _uuid, error, details = client.finished[0]
    assert error == 0 and details['origin'] == 'external', client.finished
    check_connected(client, path)
    assert client.states(path) == UP, client.states(path)
    subprocess.run(['nmcli', '--wait', '30', 'connection', 'down', 'cellular'], check=True, stdout=subprocess.DEVNULL)
    ends(client, path, 631, DEVICE + 'USER_REQUESTED')


@scenario('cellular-several')
def three_ppp_dials_at_once(client):
    """Each has its own phases and its own error."""
    settle(client)
    settle_link(client)
    dials = {'cellular': client.dial('cellular', device=GLib.Variant('s', 'abstract:sim0')),
             'cellular-wrong': client.dial('cellular-wrong', device=GLib.Variant('s', 'abstract:sim1')),
             'dsl': client.dial('dsl')}
    for path in dials.values():
        client.wait_result(path)
    check_connected(client, dials['cellular'])
    check_connected(client, dials['dsl'])
    ends(client, dials['cellular-wrong'], 691, 'ppp/AUTHENTICATE')
    assert client.status(dials['cellular-wrong'])['DeviceName'] == 'abstract:sim1'
    assert client.states(dials['cellular']) == UP, client.states(dials['cellular'])
    assert client.states(dials['dsl']) == UP, client.states(dials['dsl'])
    for entry in ('cellular', 'dsl'):
        hangs_up(client, dials[entry])


@scenario('cellular')
def unplugged_as_far_as_it_shows(client):
    """ModemManager's test interface keeps the modem, so that only the closed port is told; a guest has the rest."""
    settle(client)
    path = connects(client)
    modem('unplug')
    ends(client, path, 629, 'ppp/RUNNING')
    modem('plug')
    replug()
    settle(client)
    modem('dial', 'connect', LONG_CALL)
    path = client.dial('cellular')
    wait_dialling(client)
    modem('unplug')
    ends(client, path, 692, BEARER + 'SERIAL_ERROR_SEND_FAILED')
    modem('plug')
    replug()


@scenario('cellular')
def modemmanager_killed_while_dialing(client):
    client.until(lambda: modem_device() == 'disconnected', 20, 'modem')
    settle(client)
    modem('dial', 'connect', LONG_CALL)
    path = client.dial('cellular')
    wait_dialling(client)
    kill_modemmanager()
    ends(client, path, 834, 'mm/ModemManager left the bus')
    replug()


@scenario('cellular')
def modemmanager_killed_while_up(client):
    client.until(lambda: modem_device() == 'disconnected', 20, 'modem')
    settle(client)
    path = connects(client)
    kill_modemmanager()
    ends(client, path, 834, 'mm/ModemManager left the bus')
    replug()
    client.until(lambda: modem_device() == 'disconnected', 20, 'modem')
    hangs_up(client, connects(client))


def kill_modemmanager():
    with open(os.environ['T'] + '/ModemManager.pid', encoding='ascii') as file:
        os.kill(int(file.read()), signal.SIGKILL)
