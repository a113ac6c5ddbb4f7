# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Phonebook says is so of the real NetworkManager's profiles is so."""
import os
import uuid

from gi.repository import GLib

from client import NM
from harness import scenario
from judge import check_ended
from profiles_kit import (KINDS, LEFT, PROFILE, SETTINGS, Ras, call, clear_credentials, credentials, entry, give_back, knows, made,
                          object_of, path_of, read, refused, refusing_disk, set_credentials, settings_as_they_came, update)
from secrets_desktop import Desktop
from secrets_kit import NO_SECRETS

YES, NO = GLib.Variant('b', True), GLib.Variant('b', False)


def text(value):
    return GLib.Variant('s', value)


def has_password(name):
    return b'SECRET' in read(name) and KINDS[name][1].count('SECRET')


def check_forgotten(client, name):
    assert b'SECRET' not in read(name), (name, read(name))
    assert not credentials(client, name)['password-stored'], name
    if name in LEFT:
        assert LEFT[name].encode() in read(name), (name, read(name))


WITH_PASSWORD = [name for name in KINDS if name != 'made-wireguard']


@scenario('profiles')
def a_cleared_password_is_gone(client):
    ras = Ras()
    ways = {'SetCredentials': lambda name: set_credentials(client, name, password=''),
            'ClearCredentials': lambda name: clear_credentials(client, name),
            'RasSetCredentials': lambda name: ras.clear_password(name),
            'RasSetEntryDialParams': lambda name: ras.remove_password(name)}
    for way, clear in ways.items():
        for name in WITH_PASSWORD:
            with made(client, name):
                assert has_password(name)
                assert not clear(name), (way, name)
                check_forgotten(client, name)
                if way != 'ClearCredentials' and name == 'made-key':
                    assert b'ipsec-psk=OTHER' in read(name), read(name)


@scenario('profiles')
def a_cleared_password_logs_nobody_in(client):
    for name in ('office', 'cellular-wrong'):
        set_credentials(client, name, password='')
        path = client.dial(name)
        assert client.wait_result(path) == 703, (name, client.status(path)['Causes'])
    path = client.dial('office')
    client.wait_result(path)
    check_ended(client, path, 703, NO_SECRETS)
    set_credentials(client, 'office', password='good-u1')
    client.hang_up(client.dial_connected('office'))


@scenario('profiles-cdma')
def a_cleared_cdma_password_logs_nobody_in(client):
    set_credentials(client, 'cdma-wrong', password='')
    path = client.dial('cdma-wrong')
    assert client.wait_result(path) == 703, client.status(path)['Causes']


@scenario('profiles')
def a_cleared_password_is_not_an_agents_either(client):
    """"asks": its password is with the agents of users; they are told, and it is asked for each time from now on."""
    with Desktop('good-u1') as desktop:
        set_credentials(client, 'asks', password='')
    assert 'DeleteSecrets asks' in desktop.told, desktop.told
    assert b'password-flags=2' in read('asks'), read('asks')
    before = read('asks')
    set_credentials(client, 'asks', password='')
    assert read('asks') == before
    path = client.dial('asks')
    assert client.wait_result(path) == 703


@scenario('profiles')
def what_agents_keep_stays_theirs(client):
    """ClearSecrets would take the passphrase of a key from the agents, too."""
    lines = KINDS['made-openvpn'][1].replace('password-flags=0', 'password-flags=0\ncert-pass-flags=1')
    # The agent leaves first: it would be told of the profile's own end.
    with made(client, 'made-shared', 'vpn', lines), Desktop('good-u1') as desktop:
        set_credentials(client, 'made-shared', password='')
        kept = read('made-shared')
    assert b'SECRET' not in kept and b'cert-pass-flags=1' in kept and b'password-flags=0' in kept, kept
    assert 'DeleteSecrets' not in desktop.told, desktop.told


@scenario('profiles')
def get_and_set_changes_nothing(client):
    """Not a byte of the file, which is one that NetworkManager would write in another form."""
    ras = Ras()
    ways = {'UpdateEntry': lambda name: give_back(client, name),
            'UpdateEntry of nothing': lambda name: update(client, name),
            'SetCredentials': lambda name: set_credentials(client, name, **{key.replace('-', '_'): value for key, value in
                                                                            credentials(client, name).items() if value and value is not True}),
            'RasSetEntryProperties': ras.get_and_set_properties,
            'RasSetEntryDialParams': ras.get_and_set_params,
            'RasSetCredentials': lambda name: ras.get_and_set_credentials(name, 0x7),
            'RasSetCredentials with the key': lambda name: ras.get_and_set_credentials(name, 0x1f)}
    for name in KINDS:
        with made(client, name):
            for way, again in ways.items():
                before, settings = read(name), settings_as_they_came(client, name)
                result = again(name)
                assert not result or result == (), (way, name, result)
                assert read(name) == before, (way, name, read(name))
                assert settings_as_they_came(client, name) == settings, (way, name)


@scenario('profiles')
def a_change_changes_that_alone(client):
    """And what NetworkManager says in its own words is no difference."""
    for name in KINDS:
        with made(client, name):
            secrets = [line for line in read(name).splitlines() if b'SECRET' in line or b'OTHER' in line or b'-key=' in line or b'pin=' in line]
            update(client, name, never_default=NO)
            update(client, name, dns=text('9.9.9.9'), ip4_address=text('10.1.1.9'))
            kept = read(name)
            assert b'dns=9.9.9.9;' in kept and b'address1=10.1.1.9/24' in kept and b'address2=10.1.2.1/16' in kept, (name, kept)
            assert b'never-default' not in kept, (name, kept)
            assert entry(client, name)['dns'] == '9.9.9.9'
            assert all(line in kept for line in secrets), (name, kept, secrets)
            call(client, 'RenameEntry', '(ss)', name, name + '-too')
            call(client, 'RenameEntry', '(ss)', name + '-too', name)
            if name in WITH_PASSWORD:
                set_credentials(client, name, password='ANEW')
                assert b'=ANEW' in read(name) and b'SECRET' not in read(name), (name, read(name))
                assert credentials(client, name)['password-stored']
            assert LEFT.get(name, '').encode() in read(name), (name, read(name))


@scenario('profiles')
def one_of_the_memory_stays_there(client):
    """Its password has never been on the disk."""
    settings = {'connection': {'id': text('in-memory'), 'uuid': text(str(uuid.uuid4())), 'type': text('pppoe')},
                'pppoe': {'username': text('u'), 'password': text('SECRET')}, 'ipv4': {'method': text('auto')}, 'ipv6': {'method': text('auto')}}
    path = client.ask(NM, SETTINGS, NM + '.Settings', 'AddConnectionUnsaved', GLib.Variant('(a{sa{sv}})', (settings,)))[0]
    client.until_seen(lambda: knows(client, 'in-memory'), 10, 'entry in-memory')
    update(client, 'in-memory', never_default=YES)
    set_credentials(client, 'in-memory', user_name='v')
    set_credentials(client, 'in-memory', password='')
    assert client.ask(NM, path, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (PROFILE, 'Unsaved'))) == (True,)
    assert not os.path.exists(path_of('in-memory')) and not credentials(client, 'in-memory')['password-stored']
    call(client, 'DeleteEntry', '(s)', 'in-memory')


@scenario('profiles')
def new_ones_are_what_they_were_to_be(client):
    for number, kind in enumerate((('vpn', f'{NM}.l2tp'), ('vpn', f'{NM}.openvpn'), ('pppoe', ''), ('gsm', ''), ('cdma', ''))):
        name = f'new-{number}'
        fields = {'name': text(name), 'kind': text(kind[0]), 'user-name': text('u'), 'password': text('SECRET'), 'ip4-address': text('10.1.2.3'),
                  'dns': text('1.1.1.1 2.2.2.2 3.3.3.3'), 'never-default': YES, 'restricted': YES}
        if kind[1]:
            fields.update({'service': text(kind[1]), 'gateway': text('h.example')})
        call(client, 'CreateEntry', '(a{sv})', fields)
        assert b'permissions=user:root:' in read(name) and b'SECRET' in read(name), read(name)
        assert entry(client, name)['restricted'] and credentials(client, name)['password-stored']
        call(client, 'DeleteEntry', '(s)', name)
        assert not os.path.exists(path_of(name))


def check_refusals(client, way):
    before = read('made-pppoe'), read('made-two')
    for name in ('made-pppoe', 'made-two'):
        refused(set_credentials, client, name, password='')
        refused(set_credentials, client, name, password='ANEW')
        refused(clear_credentials, client, name)
        refused(update, client, name, never_default=NO)
        refused(call, client, 'RenameEntry', '(ss)', name, 'other')
        assert credentials(client, name)['password-stored'], name
    refused(call, client, 'CreateEntry', '(a{sv})', {'name': text('new'), 'kind': text('gsm')})
    assert not knows(client, 'new') and not knows(client, 'other')
    assert (read('made-pppoe'), read('made-two')) == before
    if way == 'read-only':
        refused(call, client, 'DeleteEntry', '(s)', 'made-two')
    else:
        call(client, 'DeleteEntry', '(s)', 'made-two')
    assert os.path.exists(path_of('made-two')) == (way == 'read-only')


@scenario('profiles')
def a_disk_that_refuses_is_told(client):
    for way in ('read-only', 'full'):
        with made(client, 'made-pppoe'), made(client, 'made-two'):
            with refusing_disk(way):
                check_refusals(client, way)
            set_credentials(client, 'made-pppoe', password='')
            check_forgotten(client, 'made-pppoe')
        if way == 'read-only':        # NetworkManager has deleted it
            os.unlink(path_of('made-two'))


@scenario('profiles')
def a_key_hides_no_password(client):
    ras = Ras()
    with made(client, 'made-key'), made(client, 'made-openvpn'):
        assert ras.mask_of('made-key', 0x12) == (b'\x12', True)
        assert ras.mask_of('made-openvpn', 0x12) == (b'\x02', True)
        assert ras.mask_of('made-openvpn', 0x10) == (b'\x00', False)


def secrets_of(client, path, setting):
    try:
        return client.ask(NM, path, PROFILE, 'GetSecrets', GLib.Variant('(s)', (setting,)))[0][setting]
    except GLib.Error:
        return {}


@scenario('profiles')
def the_fake_one_does_the_same(client):
    """What tests/bus/fake-secrets.c does: none keeps all, one drops the others, ClearSecrets drops all."""
    def put(keep):
        settings = client.bus.call_sync(NM, path, PROFILE, 'GetSettings', None, None, 0, 20000, None).get_child_value(0).unpack()
        gsm = {'apn': text('lab'), 'username': text('u'), **{key: text(value) for key, value in keep.items()}}
        fixed = {'connection': {key: text(settings['connection'][key]) for key in ('id', 'uuid', 'type')}, 'gsm': gsm,
                 'ipv4': {'method': text('auto')}, 'ipv6': {'method': text('auto')}}
        client.ask(NM, path, PROFILE, 'Update', GLib.Variant('(a{sa{sv}})', (fixed,)))
    with made(client, 'made-gsm'):
        path = object_of(client, 'made-gsm')
        put({})
        assert b'SECRET' in read('made-gsm') and b'pin=1234' in read('made-gsm')
        put({'password': 'ONE'})
        assert b'ONE' in read('made-gsm') and b'pin=' not in read('made-gsm')
        assert secrets_of(client, path, 'gsm') == {'password': 'ONE'}
        client.ask(NM, path, PROFILE, 'ClearSecrets')
        assert b'ONE' not in read('made-gsm')
        with refusing_disk('read-only'):
            put_refused = refused_by_nm(client, path)
        assert put_refused.startswith(NM + '.Settings.InvalidConnection'), put_refused


def refused_by_nm(client, path):
    try:
        client.ask(NM, path, PROFILE, 'Save')
        return ''
    except GLib.Error as error:
        return error.message.split('GDBus.Error:')[1]
