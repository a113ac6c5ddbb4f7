# SPDX-License-Identifier: LGPL-2.1-or-later
"""Profiles of every kind, with every secret, as somebody else made them; and librasapi32 on them."""
import contextlib
import ctypes
import os
import subprocess
import uuid

from gi.repository import GLib

from client import NM, ROOT, SERVICE, remote_error

PHONEBOOK = SERVICE + '.Phonebook'
FOLDER = '/etc/NetworkManager/system-connections'
PROFILE = NM + '.Settings.Connection'
SETTINGS = '/org/freedesktop/NetworkManager/Settings'
PRIVATE_KEY, PUBLIC_KEY = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=', 'xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg='
SHARED_KEY = '/UwcSPg38hW/D9Y3tcS1FOV0K1wuURMbS0sesJEP5ak='
# As an administrator writes them: NetworkManager would not keep a comment, nor this order.
HEAD = '''# written by hand
[connection]
type={type}
id={name}
uuid={uuid}
autoconnect=false
'''
ADDRESSES = '''[ipv6]
method=auto
[ipv4]
never-default=true
method=auto
address1=10.1.1.1/24
address2=10.1.2.1/16
dns=1.1.1.1;2.2.2.2;3.3.3.3;
'''
KINDS = {
    'made-openvpn': ('vpn', f'''[vpn]
service-type={NM}.openvpn
remote=10.9.0.1:1194:udp
connection-type=password
username=u1
password-flags=0
ca=/nowhere
[vpn-secrets]
password=SECRET
'''),
    'made-two': ('vpn', f'''[vpn]
service-type={NM}.openvpn
remote=10.9.0.1
connection-type=password-tls
username=u1
password-flags=0
cert-pass-flags=0
[vpn-secrets]
password=SECRET
cert-pass=OTHER
'''),
    'made-key': ('vpn', f'[vpn]\nservice-type={NM}.l2tp\ngateway=h.example\nuser=u\n[vpn-secrets]\nipsec-psk=OTHER\npassword=SECRET\n'),
    'made-no-gateway': ('vpn', f'[vpn]\nservice-type={NM}.iodine\ntopdomain=t.example\npassword-flags=0\n[vpn-secrets]\npassword=SECRET\n'),
    'made-pppoe': ('pppoe', '[pppoe]\nusername=u\npassword=SECRET\nparent=wan0\n[ppp]\nlcp-echo-interval=7\nlcp-echo-failure=3\n'),
    'made-gsm': ('gsm', '[gsm]\napn=lab\nusername=u\npassword=SECRET\npin=1234\nnumber=*99#\n'),
    'made-gsm-alone': ('gsm', '[gsm]\nusername=u\npassword=SECRET\napn=lab\n'),
    'made-cdma': ('cdma', '[cdma]\nnumber=#777\nusername=u\npassword=SECRET\n'),
    'made-adsl': ('adsl', '[adsl]\nprotocol=pppoa\nusername=u\npassword=SECRET\n'),
    'made-bluetooth': ('bluetooth', '[bluetooth]\ntype=dun\nbdaddr=00:11:22:33:44:55\n[gsm]\napn=lab\nusername=u\npassword=SECRET\npin=1234\n'),
    'made-bluetooth-cdma': ('bluetooth',
                            '[bluetooth]\ntype=dun\nbdaddr=00:11:22:33:44:56\n[cdma]\nnumber=#777\nusername=u\npassword=SECRET\n'),
    'made-wireguard': ('wireguard', f'''interface-name=wg7
[wireguard]
private-key={PRIVATE_KEY}
[wireguard-peer.{PUBLIC_KEY}]
endpoint=10.9.0.1:5
preshared-key={SHARED_KEY}
preshared-key-flags=0
allowed-ips=10.66.0.0/16;
'''),
}
# The secrets that Phonebook has no word for.
LEFT = {'made-two': 'cert-pass=OTHER', 'made-gsm': 'pin=1234', 'made-bluetooth': 'pin=1234'}


def path_of(name):
    return f'{FOLDER}/{name}.nmconnection'


def read(name):
    with open(path_of(name), 'rb') as file:
        return file.read()


def load(name, text):
    with open(path_of(name), 'w', encoding='ascii', opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(text)
    subprocess.run(['nmcli', 'connection', 'load', path_of(name)], check=True)


def make(client, name, kind=None, lines=None):
    if kind is None:
        kind, lines = KINDS[name]
    # Where NetworkManager could not remove a file it goes on leaving that UUID out.
    addresses = ADDRESSES if kind != 'wireguard' else ADDRESSES.replace('auto', 'disabled', 1).replace('auto', 'manual', 1)
    load(name, HEAD.format(type=kind, name=name, uuid=uuid.uuid4()) + lines + addresses)
    client.until_seen(lambda: knows(client, name), 10, f'entry {name}')


@contextlib.contextmanager
def made(client, name, *text):
    make(client, name, *text)
    try:
        yield
    finally:
        subprocess.run(['nmcli', 'connection', 'delete', name], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def knows(client, name):
    try:
        entry(client, name)
        return True
    except GLib.Error:
        return False


def call(client, member, signature, *arguments):
    return client.ask(SERVICE, ROOT, PHONEBOOK, member, GLib.Variant(signature, arguments))


def entry(client, name):
    return call(client, 'GetEntry', '(s)', name)[0]


def give_back(client, name):
    """UpdateEntry with the very dictionary of GetEntry."""
    told = client.bus.call_sync(SERVICE, ROOT, PHONEBOOK, 'GetEntry', GLib.Variant('(s)', (name,)), None, 0, 20000, None).get_child_value(0)
    client.ask(SERVICE, ROOT, PHONEBOOK, 'UpdateEntry', GLib.Variant.new_tuple(GLib.Variant('s', name), told))


def update(client, name, **fields):
    call(client, 'UpdateEntry', '(sa{sv})', name, {key.replace('_', '-'): value for key, value in fields.items()})


def set_credentials(client, name, **fields):
    call(client, 'SetCredentials', '(sa{sv})', name, {key.replace('_', '-'): GLib.Variant('s', value) for key, value in fields.items()})


def clear_credentials(client, name):
    call(client, 'ClearCredentials', '(s)', name)


def credentials(client, name):
    return call(client, 'GetCredentials', '(s)', name)[0]


def refused(function, *arguments, error='NotSaved', **fields):
    try:
        function(*arguments, **fields)
    except GLib.Error as problem:
        assert remote_error(problem).endswith('.Error.' + error), problem.message
        return problem.message
    raise AssertionError(f'{function.__name__} {arguments} {fields} was done')


def object_of(client, name):
    return client.ask(NM, SETTINGS, NM + '.Settings', 'GetConnectionByUuid', GLib.Variant('(s)', (entry(client, name)['uuid'],)))[0]


def settings_as_they_came(client, name):
    return client.bus.call_sync(NM, object_of(client, name), PROFILE, 'GetSettings', None, None, 0, 20000, None).print_(True)


@contextlib.contextmanager
def refusing_disk(way):
    """The file system of the profiles (tests/sandbox) takes nothing, wherever it is mounted: "read-only" or "full"."""
    fill = f'{FOLDER}/.fill'
    if way == 'full':
        subprocess.run(['dd', 'if=/dev/zero', f'of={fill}', 'bs=4096'], check=False, stderr=subprocess.DEVNULL)
    else:
        subprocess.run(['mount', '-o', 'remount,ro', FOLDER], check=True)
    try:
        yield
    finally:
        if way == 'full':
            os.unlink(fill)
        else:
            subprocess.run(['mount', '-o', 'remount,rw', FOLDER], check=True)


class Ras:
    """librasapi32, structures as bytes: what is got is set as it came."""
    ENTRY, CREDENTIALS, PARAMS = 3480, 540, 1076
    MARK = b'*' * 16

    def __init__(self):
        self.rasapi32 = ctypes.CDLL(os.environ['BUILD'] + '/client/ras/librasapi32.so')

    @staticmethod
    def structure(size, name=b''):
        data = ctypes.create_string_buffer(size)
        data[0:4] = size.to_bytes(4, 'little')
        data[4:4 + len(name)] = name
        return data

    def get_and_set_properties(self, name):
        data, size = self.structure(self.ENTRY), ctypes.c_uint32(self.ENTRY)
        assert self.rasapi32.RasGetEntryPropertiesA(None, name.encode(), data, ctypes.byref(size), None, None) == 0
        return self.rasapi32.RasSetEntryPropertiesA(None, name.encode(), data, size, None, 0)

    def get_and_set_params(self, name):
        data, password = self.structure(self.PARAMS, name.encode()), ctypes.c_int(0)
        assert self.rasapi32.RasGetEntryDialParamsA(None, data, ctypes.byref(password)) == 0
        return self.rasapi32.RasSetEntryDialParamsA(None, data, not password.value)

    def get_and_set_credentials(self, name, mask):
        data = self.structure(self.CREDENTIALS, mask.to_bytes(4, 'little'))
        assert self.rasapi32.RasGetCredentialsA(None, name.encode(), data) == 0
        return self.rasapi32.RasSetCredentialsA(None, name.encode(), data, 0)

    def clear_password(self, name):
        return self.rasapi32.RasSetCredentialsA(None, name.encode(), self.structure(self.CREDENTIALS, b'\2'), 1)

    def remove_password(self, name):
        return self.rasapi32.RasSetEntryDialParamsA(None, self.structure(self.PARAMS, name.encode()), 1)

    def mask_of(self, name, mask):
        data = self.structure(self.CREDENTIALS, mask.to_bytes(4, 'little'))
        assert self.rasapi32.RasGetCredentialsA(None, name.encode(), data) == 0
        return data[4], self.MARK in data.raw
