# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the scenarios about secrets share: agents, a monitor of the bus, and the service's memory."""
import glob
import hashlib
import os
import re

from gi.repository import Gio, GLib

from client import CONNECTION, NM, SERVICE

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

    def __init__(self, client, path, *passwords):
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
            invocation.return_value(GLib.Variant('(a{sv})', ({'password': text(self.passwords.pop(0))},)))
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


class Monitor:
    """Which messages of the bus have a text in them."""

    def __init__(self, needle):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
        self.needle, self.calls, self.carriers, self.seen = needle.encode(), {}, set(), 0
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.bus.add_filter(self.on_message)
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.Monitoring', 'BecomeMonitor',
                           GLib.Variant('(asu)', ([], 0)), None, 0, -1, None)

    def on_message(self, _bus, message, incoming):
        if not incoming or message.get_destination() == self.bus.get_unique_name():
            return message
        self.seen += 1
        kind, member = message.get_message_type(), message.get_member()
        if kind == Gio.DBusMessageType.METHOD_CALL:
            self.calls[message.get_sender(), message.get_serial()] = member
        elif kind != Gio.DBusMessageType.SIGNAL:
            member = 'reply of ' + self.calls.get((message.get_destination(), message.get_reply_serial()), '?')
        if self.needle in message.to_blob(Gio.DBusCapabilityFlags.UNIX_FD_PASSING):
            self.carriers.add(member)
        return None

    def close(self):
        self.bus.close_sync(None)


def memory_has(pid, needle):
    """Where in the writable memory of a process the text is."""
    found = []
    with open(f'/proc/{pid}/maps', encoding='utf-8') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as memory:
        for line in maps:
            match = re.match(r'([0-9a-f]+)-([0-9a-f]+) rw', line)
            if not match:
                continue
            start, end = (int(word, 16) for word in match.groups())
            memory.seek(start)
            try:
                at = memory.read(end - start).find(needle.encode())
            except OSError:
                continue
            if at >= 0:
                found.append((line.split()[-1], hex(start + at)))
    return found


def files_with(folder, needle):
    found = []
    for root, _folders, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), 'rb') as file:
                if needle.encode() in file.read():
                    found.append(name)
    return found
