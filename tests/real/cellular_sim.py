# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mobile broadband on the real ModemManager and a simulated modem: the SIM and the registration."""
from gi.repository import GLib

from cellular import DEVICE, UP, connects, ends, fails, hangs_up
from harness import scenario
from judge import check_connected
from secrets_kit import YES, profile_hashes, resume, text
from simulated import USER, modem_device, modem, modem_property, modem_state, replug, settle, wait_registration

LOCK_PIN, LOCK_PUK = 2, 4
FAILED = -1                     # MMModemState
DENIED, SEARCHING = 3, 2


def wait_lock(client, lock):
    client.until(lambda: modem_property(client, '.Modem', 'UnlockRequired') == lock, 15, f'lock {lock}')


@scenario('cellular-sim')
def right_pin(client):
    replug('pin')
    wait_lock(client, LOCK_PIN)
    path = connects(client, 'cellular-pin')
    assert client.states(path) == UP, client.states(path)
    hangs_up(client, path)


@scenario('cellular-sim')
def wrong_pin(client):
    replug('pin')
    wait_lock(client, LOCK_PIN)
    # whichever of the two is heard first
    fails(client, 691, ('mm-sim/PIN refused', DEVICE + 'SIM_PIN_INCORRECT'), entry='cellular-pin-wrong')
    client.until(lambda: modem_property(client, '.Modem', 'UnlockRetries')[LOCK_PIN] == 2, 10, 'try that is used up')


@scenario('cellular-sim')
def pin_needed_and_the_user_gives_up(client):
    replug('pin')
    wait_lock(client, LOCK_PIN)
    path = client.dial('cellular', pause=YES)
    client.wait_state(path, 4096)
    assert modem_device().startswith('connecting (need authentication)'), modem_device()
    client.hang_up(path)
    ends(client, path, 631, USER)


@scenario('cellular-sim')
def pin_needed_and_nobody_to_ask(client):
    """NetworkManager waits in NEED_AUTH for ever: who dials does not."""
    replug('pin')
    wait_lock(client, LOCK_PIN)
    path = fails(client, 703, 'mm-lock/MM_MODEM_LOCK_SIM_PIN')
    assert client.status(path)['EndedAt'] - client.status(path)['StartedAt'] < 15000000, client.status(path)


@scenario('cellular-sim')
def pin_asked_and_answered(client):
    replug('pin')
    wait_lock(client, LOCK_PIN)
    before = profile_hashes()
    path = client.dial('cellular', pause=YES)
    client.wait_state(path, 4096)
    assert ('pin', True) in client.status(path)['Question']['fields'], client.status(path)['Question']
    resume(client, path, pin='1234')
    client.wait_result(path)
    check_connected(client, path)
    assert profile_hashes() == before
    hangs_up(client, path)


@scenario('cellular-sim')
def password_asked_once_and_used_twice(client):
    """NetworkManager asks before the call, and anew for pppd: a person is asked once."""
    replug()
    client.until(lambda: modem_device() == 'disconnected', 20, 'modem')
    settle(client)
    path = client.dial('cellular', pause=YES, **{'user-name': text('u1')})
    client.wait_state(path, 4096)
    assert client.status(path)['Question']['fields'] == [('password', True)], client.status(path)['Question']
    resume(client, path, password='good-u1')
    client.wait_result(path)
    check_connected(client, path)
    assert client.states(path).count(4096) == 1 and 4097 not in client.states(path), client.states(path)
    hangs_up(client, path)


@scenario('cellular-sim')
def puk_needed(client):
    """M11: NetworkManager sits silent in PREPARE."""
    replug('puk')
    wait_lock(client, LOCK_PUK)
    fails(client, 647, 'mm-lock/MM_MODEM_LOCK_SIM_PUK', timeout=GLib.Variant('u', 2))


@scenario('cellular-sim')
def no_sim(client):
    """ModemManager 1.20 calls an unreadable SIM missing, too."""
    for sim in ('none', 'failure'):
        replug(sim)
        client.until(lambda: modem_state(client) == FAILED and modem_device() == 'unavailable', 15, 'unusable modem')
        fails(client, 779, 'mm-modem/MM_MODEM_STATE_FAILED_REASON_SIM_MISSING', label=sim)


def registered_as(client, status):
    replug()
    client.until(lambda: modem_device() == 'disconnected', 20, 'modem')
    settle(client)
    modem('reg', str(status))
    wait_registration(client, status)


@scenario('cellular-sim')
def registration_denied(client):
    registered_as(client, DENIED)
    fails(client, 649, 'mm-registration/MM_MODEM_3GPP_REGISTRATION_STATE_DENIED')


@scenario('cellular-sim')
def searching_until_the_diallers_time_out(client):
    registered_as(client, SEARCHING)
    fails(client, 680, 'mm-registration/MM_MODEM_3GPP_REGISTRATION_STATE_SEARCHING', timeout=GLib.Variant('u', 3))


@scenario('cellular-waits')
def searching_until_modemmanager_gives_up(client):
    registered_as(client, SEARCHING)
    fails(client, 680, 'mm-registration/MM_MODEM_3GPP_REGISTRATION_STATE_SEARCHING', seconds=100)


@scenario('cellular-waits')
def puk_needed_until_ours_gives_up(client):
    replug('puk')
    wait_lock(client, LOCK_PUK)
    fails(client, 647, 'mm-lock/MM_MODEM_LOCK_SIM_PUK')


@scenario('cellular-sim')
def roaming(client):
    registered_as(client, 5)
    modem('reg', '5', '7')
    path = connects(client)
    client.until(lambda: client.status(path)['AccessTechnology'] == 'lte', 40, 'access technology')
    hangs_up(client, path)
