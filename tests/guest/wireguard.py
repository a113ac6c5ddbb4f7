# SPDX-License-Identifier: LGPL-2.1-or-later
"""WireGuard, which needs no answer to be up, and peers that prove themselves; in the emulated machine."""
import subprocess

from gi.repository import GLib

from client import CONNECTED
from lines import FAR_SIDE, Line, make_far_side

SCENARIOS = []
PROJECTED = 18
NEAR, FAR, FAR_INSIDE, PORT = '10.67.1.2', '10.67.1.1', '10.8.0.1', 51820
KEYS = {}


def scenario(function):
    SCENARIOS.append(function)
    return function


def wg(*words, **options):
    return subprocess.run(['wg', *words], check=True, capture_output=True, text=True, **options).stdout.strip()


def ip(*words):
    subprocess.run(['ip', *words], check=True)


def set_up(_stage):
    make_far_side()
    line = Line()
    for who in ('near', 'far', 'nobody'):
        KEYS[who] = wg('genkey')
        KEYS[who + '-public'] = wg('pubkey', input=KEYS[who])
    ip('address', 'add', NEAR + '/24', 'dev', line.near)
    ip('-n', FAR_SIDE, 'address', 'add', FAR + '/24', 'dev', line.far)
    ip('-n', FAR_SIDE, 'link', 'add', 'wgfar', 'type', 'wireguard')
    with open('/run/far.key', 'w', encoding='ascii') as file:
        file.write(KEYS['far'] + '\n')
    subprocess.run(['nsenter', f'--net=/run/netns/{FAR_SIDE}', 'wg', 'set', 'wgfar', 'listen-port', str(PORT), 'private-key', '/run/far.key',
                    'peer', KEYS['near-public'], 'allowed-ips', '10.8.0.2/32'], check=True)
    ip('-n', FAR_SIDE, 'address', 'add', FAR_INSIDE + '/32', 'dev', 'wgfar')
    ip('-n', FAR_SIDE, 'link', 'set', 'wgfar', 'up')


def add(stage, name, public_key):
    """A profile whose peer is at the far end; keepalive makes the first packet go out."""
    peer = {'public-key': GLib.Variant('s', public_key), 'endpoint': GLib.Variant('s', f'{FAR}:{PORT}'),
            'allowed-ips': GLib.Variant('as', [FAR_INSIDE + '/32']), 'persistent-keepalive': GLib.Variant('u', 1)}
    address = {'address': GLib.Variant('s', '10.8.0.2'), 'prefix': GLib.Variant('u', 32)}
    stage.add_profile(name, 'wireguard', connection={'interface-name': 'wg-' + name},
                      wireguard={'private-key': KEYS['near'], 'peers': GLib.Variant('aa{sv}', [peer])},
                      ipv4={'method': 'manual', 'address-data': GLib.Variant('aa{sv}', [address])})


@scenario
def peer_that_answers(stage):
    add(stage, 'good', KEYS['far-public'])
    path = stage.dial('good', **{'prove-peer': GLib.Variant('b', True)})
    assert stage.client.wait_result(path, 60) == 0, stage.story(path)
    assert PROJECTED in stage.client.states(path) and CONNECTED in stage.client.states(path), stage.story(path)
    stage.hang_up(path)


@scenario
def peer_that_is_silent(stage):
    add(stage, 'silent', KEYS['nobody-public'])
    path = stage.dial('silent', **{'prove-peer': GLib.Variant('b', True), 'timeout': GLib.Variant('u', 8)})
    stage.expect_failure(path, 809, 'dialtone', 'the peer never answered')
    assert PROJECTED in stage.client.states(path), stage.story(path)
