# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the scenarios about secrets share: agents, and ways to dial."""
import glob
import hashlib
import os

from gi.repository import Gio, GLib

from client import CONNECTION, MANAGER, NM, ROOT, SERVICE

AGENT_XML = os.path.join(os.path.dirname(__file__), '..', '..', 'introspection', SERVICE + '.Agent.xml')
NM_AGENT = NM + '.SecretAgent'
NM_AGENT_PATH = '/org/freedesktop/NetworkManager/SecretAgent'
NM_AGENT_XML = '''<node><interface name="org.freedesktop.NetworkManager.SecretAgent">
<method name="GetSecrets"><arg type="a{sa{sv}}" direction="in"/><arg type="o" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="u" direction="in"/><arg type="a{sa{sv}}" direction="out"/></method>
<method name="CancelGetSecrets"><arg type="o" direction="in"/><arg type="s" direction="in"/></method>
<method name="SaveSecrets"><arg type="a{sa{sv}}" direction="in"/><arg type="o" direction="in"/></method>
<method name="DeleteSecrets"><arg type="a{sa{sv}}" direction="in"/><arg type="o" direction="in"/></method>
</interface></node>'''


def text(value):
    return GLib.Variant('s', value)


YES = GLib.Variant('b', True)
INTERACTIVE, RETRY, EXPIRED, EAP_UI = 4096, 4097, 4099, 4100
REFUSED = ('vpn-plugin/login refused, then NO_SECRETS', 'vpn-plugin/login refused')
NO_SECRETS = 'nm-vpn/NM_VPN_CONNECTION_STATE_REASON_NO_SECRETS'


def profile_hashes():
    result = {}
    for name in glob.glob('/etc/NetworkManager/system-connections/*'):
        with open(name, 'rb') as file:
            result[name] = hashlib.sha256(file.read()).hexdigest()
    assert result
    return result


def resume(client, path, **answer):
    client.ask(SERVICE, path, CONNECTION, 'Resume', GLib.Variant('(a{sv})', ({k: text(v) for k, v in answer.items()},)))


class Agent:
    """An org.dialtone.RemoteAccess1.Agent of the client's."""

    def __init__(self, client, path, *passwords, field='password'):
        self.field = field
        with open(AGENT_XML, encoding='utf-8') as file:
            info = Gio.DBusNodeInfo.new_for_xml(file.read())
        self.passwords, self.questions, self.cancelled, self.open = list(passwords), [], [], []
        client.bus.register_object(path, info.interfaces[0], self.on_call, None, None)

    def on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        connection, argument = arguments.unpack()
        if method == 'Cancel':
            self.cancelled.append((connection, argument))
            invocation.return_value(None)
            return
        self.questions.append((connection, argument))
        if self.passwords:
            invocation.return_value(GLib.Variant('(a{sv})', ({self.field: text(self.passwords.pop(0))},)))
        else:
            self.open.append(invocation)


class NetworkManagersAgent:
    """A secret agent of NetworkManager's, as desktops have one; on the client's own connection."""

    def __init__(self, bus, password):
        self.bus, self.password, self.asked, self.saved = bus, password, [], []
        bus.register_object(NM_AGENT_PATH, Gio.DBusNodeInfo.new_for_xml(NM_AGENT_XML).interfaces[0], self.on_call, None, None)
        bus.call_sync(NM, '/org/freedesktop/NetworkManager/AgentManager', NM + '.AgentManager', 'Register',
                      GLib.Variant('(s)', ('org.example.Desktop',)), None, 0, 10000, None)

    def on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if method == 'GetSecrets':
            settings, _path, setting = arguments.unpack()[:3]
            self.asked.append(settings['connection']['id'])
            secrets = {setting: {'secrets': GLib.Variant('a{ss}', {'password': self.password})}}
            invocation.return_value(GLib.Variant('(a{sa{sv}})', (secrets,)))
            return
        if method == 'SaveSecrets':
            self.saved.append(arguments.unpack()[0]['connection']['id'])
        invocation.return_value(None)


def dial_with_fd(client, entry, data, **options):
    """Dial with the option password-fd, of a pipe that holds the data."""
    end, other = os.pipe()
    os.write(other, data)
    os.close(other)
    options['password-fd'] = GLib.Variant('h', 0)
    reply, _ = client.bus.call_with_unix_fd_list_sync(
        SERVICE, ROOT, MANAGER, 'Dial', GLib.Variant('(sa{sv})', (entry, options)), None, 0, 60000,
        Gio.UnixFDList.new_from_array([end]), None)
    return reply.unpack()[0]


def up_and_down(client, path):
    assert client.wait_result(path) == 0, client.status(path)['Causes']
    client.hang_up(path)
    client.wait_end(path)
