# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mobile broadband with the real ModemManager, NetworkManager and pppd, on simulated modems that udev finds."""
import os
import signal

from client import CONNECTED
from lines import Line, make_far_side
from modems import Modem, start_modemmanager
from pppoe import add as add_pppoe

SCENARIOS = []
CONNECT_DEVICE, DEVICE_CONNECTED, ALL_DEVICES_CONNECTED, AUTHENTICATE, AUTH_PROJECT, PROJECTED = 2, 3, 4, 5, 10, 18
MODEMS = {}


def scenario(function):
    SCENARIOS.append(function)
    return function


def set_up(stage):
    make_far_side()
    # ModemManager looks at a modem for 20 s: at all of them at once.
    MODEMS.update(plain=Modem(), deaf=Modem('--no-dcd'), strict=Modem(pppd='auth require-chap'), doomed=Modem(),
                  cdma=Modem('--kind', 'cdma'))
    for modem in MODEMS.values():
        stage.until(lambda modem=modem: modem.is_usable(stage.client), 120, f'modem {modem.port}')


def add(stage, which, name, **settings):
    """A profile of a modem, which is ready then.  Without IPv6 NetworkManager tries once."""
    modem = MODEMS[which]
    stage.until(lambda: modem.is_usable(stage.client), 120, f'modem {modem.port}')
    stage.undoing.append(lambda: modem.tell('plug'))
    kind, wanted = ('cdma', {'number': '#777'}) if which == 'cdma' else ('gsm', {'apn': 'internet'})
    settings[kind] = {**wanted, **settings.get(kind, {})}
    stage.add_profile(name, kind, connection={'interface-name': modem.port}, **settings)
    return modem


@scenario
def hung_up_while_dialing(stage):
    # ModemManager cannot take an ATD back, and needs up to half a minute more to end the call that comes of it.
    modem = add(stage, 'doomed', 'cancelled')
    modem.tell('dial', 'connect', '5')
    path = stage.dial('cancelled')
    stage.client.wait_state(path, CONNECT_DEVICE)
    stage.client.hang_up(path)
    yield
    stage.expect_failure(path, 631, 'dialtone', 'HangUp')


@scenario
def success_and_hang_up(stage):
    add(stage, 'plain', 'success')
    path = stage.dial_connected('success')
    phases = [CONNECT_DEVICE, DEVICE_CONNECTED, ALL_DEVICES_CONNECTED, AUTH_PROJECT, PROJECTED, CONNECTED]
    assert [state for state in stage.client.states(path) if state in phases] == phases, stage.story(path)
    status = stage.client.status(path)
    assert status['Ip4']['addresses'] == ['10.64.0.2/32'] and status['Interface'].startswith('ppp'), status
    assert status['Operator'] == 'Test Net', status
    stage.hang_up(path)


@scenario
def no_carrier(stage):
    modem = add(stage, 'plain', 'no-carrier')
    modem.tell('dial', 'no-carrier')
    path = stage.dial('no-carrier')
    stage.expect_failure(path, 679, 'mm-bearer', 'MM_CONNECTION_ERROR_NO_CARRIER')
    modem.tell('dial', 'connect', '0.2')


@scenario
def wrong_login(stage):
    add(stage, 'strict', 'wrong-login', gsm={'username': 'alice', 'password': 'wrong'})
    path = stage.dial('wrong-login')
    stage.expect_failure(path, 691, 'ppp', 'AUTHENTICATE')


@scenario
def right_login(stage):
    add(stage, 'strict', 'right-login', gsm={'username': 'alice', 'password': 'secret'})
    path = stage.dial_connected('right-login')
    assert AUTHENTICATE in stage.client.states(path), stage.story(path)
    stage.hang_up(path)


@scenario
def far_side_hangs_up(stage):
    modem = add(stage, 'plain', 'hung-up')
    path = stage.dial_connected('hung-up')
    stage.act('the far pppd hangs up', modem.tell, 'hangup')
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def carrier_lost(stage):
    modem = add(stage, 'plain', 'carrier')
    path = stage.dial_connected('carrier')
    stage.act('the carrier is lost', modem.tell, 'carrier-lost')
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def carrier_lost_and_no_dcd(stage):
    # Nobody hears it; pppd's echoes find out.
    modem = add(stage, 'deaf', 'no-dcd', ppp={'lcp-echo-interval': 1, 'lcp-echo-failure': 2})
    path = stage.dial_connected('no-dcd')
    stage.act('the carrier is lost', modem.tell, 'carrier-lost')
    stage.expect_loss(path, 629, 'ppp', 'RUNNING')


@scenario
def cdma_success_and_hang_up(stage):
    add(stage, 'cdma', 'cdma-success')
    path = stage.dial_connected('cdma-success')
    phases = [CONNECT_DEVICE, DEVICE_CONNECTED, ALL_DEVICES_CONNECTED, AUTH_PROJECT, PROJECTED, CONNECTED]
    assert [state for state in stage.client.states(path) if state in phases] == phases, stage.story(path)
    stage.client.until(lambda: stage.client.status(path)['AccessTechnology'] == '1xrtt', 40, 'access technology')
    stage.hang_up(path)


@scenario
def cdma_busy(stage):
    # As a GSM modem's: ModemManager says that there is no carrier.
    modem = add(stage, 'cdma', 'cdma-busy')
    modem.tell('dial', 'busy')
    path = stage.dial('cdma-busy')
    stage.expect_failure(path, 679, 'mm-bearer', 'MM_CONNECTION_ERROR_NO_CARRIER')
    modem.tell('dial', 'connect')


@scenario
def three_at_once(stage):
    # Two modems and a PPPoE line: each has its own phases and its own error.
    line = Line().serve(stage)
    add(stage, 'plain', 'at-once')
    add(stage, 'strict', 'at-once-wrong', gsm={'username': 'alice', 'password': 'wrong'})
    add_pppoe(stage, line, 'at-once-dsl')
    wrong, mobile, dsl = [stage.dial(name) for name in ('at-once-wrong', 'at-once', 'at-once-dsl')]
    stage.expect_failure(wrong, 691, 'ppp', 'AUTHENTICATE')
    assert AUTH_PROJECT not in stage.client.states(wrong), stage.story(wrong)
    for path in (mobile, dsl):
        assert stage.client.wait_result(path) == 0, stage.story(path)
        assert AUTH_PROJECT in stage.client.states(path), stage.story(path)
    for path in (mobile, dsl):
        stage.hang_up(path)


@scenario
def unplugged_while_dialing(stage):
    modem = add(stage, 'doomed', 'unplugged-dialing')
    modem.tell('dial', 'connect', '20')
    path = stage.dial('unplugged-dialing')
    stage.client.wait_state(path, CONNECT_DEVICE)
    stage.act('the modem is unplugged', modem.tell, 'unplug')
    stage.expect_failure(path, 630, 'mm-modem', 'modem removed')


@scenario
def unplugged_while_connected(stage):
    modem = add(stage, 'strict', 'unplugged', gsm={'username': 'alice', 'password': 'secret'})
    path = stage.dial_connected('unplugged')
    stage.act('the modem is unplugged', modem.tell, 'unplug')
    stage.expect_loss(path, 630, 'mm-modem', 'modem removed')


@scenario
def modemmanager_killed(stage):
    add(stage, 'plain', 'killed')
    path = stage.dial_connected('killed')
    stage.undoing.append(start_modemmanager)
    stage.act('SIGKILL to ModemManager', os.kill, int(os.environ['MM_PID']), signal.SIGKILL)
    stage.expect_loss(path, 834, 'mm', 'ModemManager left the bus')
