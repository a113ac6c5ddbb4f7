#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A scripted service for tests of clients.

The name of the entry says what becomes of a dial.  Every answer and every
property is typed by the project's XML, so that the fake cannot drift from it.
Usage: fake-dialtoned.py FOLDER-OF-XML; prints "ready" when it owns its name.
"""
import os
import sys

from gi.repository import Gio, GLib

NAME = 'org.dialtone.RemoteAccess1'
ROOT = '/org/dialtone/RemoteAccess1'
START = 1_700_000_000_000_000
PASSWORD_CAUSE = {'source': ('s', 'vpn-plugin'), 'code': ('i', 0), 'name': ('s', 'LOGIN_FAILED'), 'text': ('s', 'auth\x1b[31m failed'),
                  'at': ('t', START + 900_000), 'error': ('u', 691)}
IP4 = {'addresses': ('as', ['10.8.0.6/24']), 'gateway': ('s', '10.8.0.5'), 'dns': ('as', ['10.8.0.1', '10.8.0.2']),
       'domains': ('as', ['example.org']), 'routes': ('as', [])}
# state, error, milliseconds since the dial began
UP = [(0, 0, 0), (1, 0, 10), (2, 0, 20), (3, 0, 300), (5, 0, 310)]
ENTRIES = {
    'office': UP + [(18, 0, 1200), (8192, 0, 1234)],
    'office-wrong': UP + [(6, 691, 900), (8193, 691, 901)],
    'server-down': UP[:3] + [(2, 809, 30000), (8193, 809, 30001)],
    'slow': UP[:3],
    'vanish': UP[:3],
    'secret': UP + [(8192, 0, 500)],
    'evil\x1b[2J\u202e': UP[:2],
}
CALL_ERRORS = ['NotAuthorized', 'AmbiguousEntry', 'InvalidOption', 'AlreadyDialing', 'NotPaused', 'NotEnded', 'LimitsExceeded',
               'NotAvailable', 'TimedOut']
DEFAULTS = {'as': [], 's': '', 'o': '/', 'u': 0, 't': 0, 'b': False, 'aa{sv}': [], 'a{sv}': {}, 'a(ut)': [], '(tuuu)': (0, 0, 0, 0)}


def uuid_of(entry):
    return '00000000-0000-4000-8000-%012d' % list(ENTRIES).index(entry)


def vardict(values):
    return {key: GLib.Variant(*value) for key, value in values.items()}


class CallError(Exception):
    def __init__(self, name, text):
        super().__init__(text)
        self.name = f'{NAME}.Error.{name}'


class Connection:
    def __init__(self, fake, number, entry):
        self.fake, self.path, self.entry, self.script = fake, f'{ROOT}/Connection/{number}', entry, list(ENTRIES[entry])
        private = entry == 'secret'
        self.values = {'Id': number, 'EntryUuid': uuid_of(entry), 'EntryName': '' if private else entry, 'Kind': 'vpn', 'Attempt': 1,
                       'Result': 600, 'StartedAt': START, 'StartedByUid': 1000, 'Origin': 'dialtone', 'DeviceType': 'vpn',
                       'DeviceName': 'openvpn', 'RemoteEndpoint': '192.0.2.1:1194'}
        self.sequence, self.waiters = 0, []

    def properties(self, interface):
        return {p.name: GLib.Variant(p.signature, self.values.get(p.name, DEFAULTS[p.signature]))
                for p in self.fake.interfaces[interface].properties}

    def status(self):
        values = {**self.properties(NAME + '.Connection'), **self.properties(NAME + '.Projection')}
        return {**values, 'EntryName': GLib.Variant('s', self.entry)}

    def step(self):
        """One edge; True while there are more."""
        state, error, ms = self.script.pop(0)
        self.sequence += 1
        at = START + ms * 1000
        self.values.update(StateName=self.fake.states[state][1], ErrorName=self.fake.errors[error][1], ErrorText=self.fake.errors[error][-1])
        self.values.update(State=state, Error=error, Status=(self.sequence, state, 0, error))
        details = {'attempt': ('u', 1), 'disconnecting': ('b', False), 'paused': ('b', False), 'at': ('t', at)}
        if error == 691:
            self.values.update(Causes=[vardict(PASSWORD_CAUSE)], Hint='Check user name and password, then dial again.')
            details['cause'] = ('a{sv}', vardict(PASSWORD_CAUSE))
        if state == 8192:
            self.values.update(Interface='tun0', Mtu=1500, Ip4=vardict(IP4), ConnectedAt=at, Duration=60000, RxBytes=1000,
                               RxPackets=10, TxBytes=2000, TxPackets=20)
        if state == 8193:
            self.values.update(EndedAt=at, Ended=True)
        ends = state in (8192, 8193) and not self.values.get('Finished')
        if ends:
            self.values.update(Finished=True, Result=error)
        self.fake.bus.emit_signal(None, self.path, 'org.freedesktop.DBus.Properties', 'PropertiesChanged',
                                  GLib.Variant('(sa{sv}as)', (NAME + '.Connection', self.properties(NAME + '.Connection'), [])))
        self.fake.emit(self.path, NAME + '.Connection', 'StatusChanged', (self.sequence, state, 0, error, vardict(details)))
        if ends:
            self.finish(state, error)
        return bool(self.script)

    def finish(self, state, error):
        details = {'dial-id': ('s', 'd1'), 'state': ('u', state), 'attempt': ('u', 1), 'duration-ms': ('t', 1234),
                   'origin': ('s', 'dialtone'), 'recovered': ('b', False)}
        self.fake.emit(ROOT, NAME + '.Manager', 'DialFinished', (self.path, uuid_of(self.entry), error, vardict(details)))
        for invocation in self.waiters:
            self.fake.answer(invocation, (self.sequence, state, 0, error))

    def run(self):
        if self.step():
            return True
        if self.entry == 'vanish':
            self.fake.bus.flush_sync()
            os._exit(0)
        return False

    def WaitFinished(self, invocation, timeout):
        if not self.values.get('Finished') and timeout == 0:
            raise CallError('TimedOut', 'The dial is not finished')
        if self.values.get('Finished'):
            return self.sequence, self.values['State'], 0, self.values['Result']
        self.waiters.append(invocation)
        return None

    def HangUp(self, invocation, options):
        if not self.values.get('Ended'):
            self.script = [(self.values['State'], 631, 5000), (8193, 631, 5001)]
            GLib.idle_add(self.run, priority=GLib.PRIORITY_HIGH)
        return ()

    def Release(self, invocation, options):
        if not self.values.get('Ended'):
            raise CallError('NotEnded', 'The connection has not ended')
        return ()

    def GetStatus(self, invocation):
        return (self.status(),)


class Fake:
    def __init__(self, folder):
        self.interfaces, self.connections = {}, {}
        for file in sorted(os.listdir(folder)):
            if file.endswith('.xml'):
                for interface in Gio.DBusNodeInfo.new_for_xml(open(os.path.join(folder, file)).read()).interfaces:
                    self.interfaces[interface.name] = interface
        self.states, self.errors = (self.vocabulary(folder, name) for name in ('states', 'errors'))
        self.bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
        for name in ('Manager', 'Phonebook'):
            self.export(ROOT, f'{NAME}.{name}', self)
        manager = Gio.DBusNodeInfo.new_for_xml(
            '<node><interface name="org.freedesktop.DBus.ObjectManager"><method name="GetManagedObjects">'
            '<arg type="a{oa{sa{sv}}}" direction="out"/></method></interface></node>').interfaces[0]
        self.interfaces[manager.name] = manager
        self.export(ROOT, manager.name, self)

    @staticmethod
    def vocabulary(folder, name):
        with open(os.path.join(folder, 'vocabulary', name + '.tsv'), encoding='utf-8') as stream:
            rows = [line.rstrip('\n').split('\t') for line in stream if not line.startswith('#')]
        return {int(row[0]): row for row in rows}

    def export(self, path, interface, target):
        self.bus.register_object(path, self.interfaces[interface],
                                 lambda *call: self.dispatch(target, *call), lambda *call: self.get(target, *call), None)

    def dispatch(self, target, bus, sender, path, interface, method, arguments, invocation):
        try:
            values = getattr(target, method)(invocation, *arguments.unpack())
        except CallError as error:
            invocation.return_dbus_error(error.name, str(error))
            return
        if values is not None:
            self.answer(invocation, values)

    @staticmethod
    def answer(invocation, values):
        signature = ''.join(arg.signature for arg in invocation.get_method_info().out_args)
        invocation.return_value(GLib.Variant(f'({signature})', values))

    @staticmethod
    def get(target, bus, sender, path, interface, name):
        return target.properties(interface)[name]

    def emit(self, path, interface, signal, values):
        arguments = ''.join(arg.signature for arg in self.interfaces[interface].lookup_signal(signal).args)
        self.bus.emit_signal(None, path, interface, signal, GLib.Variant(f'({arguments})', values))

    def properties(self, interface):
        values = {'Version': '0.1.0', 'NetworkManagerVersion': '1.42.4', 'ModemManagerVersion': '', 'Features': ['vpn', 'pppoe'],
                  'Dialing': 0, 'Connections': list(self.connections), 'Records': 'ready', 'LeftOut': 0}
        return {p.name: GLib.Variant(p.signature, values[p.name]) for p in self.interfaces[interface].properties}

    def Dial(self, invocation, entry, options):
        if entry in CALL_ERRORS:
            raise CallError(entry, f'The call fails with {entry}\x07')
        if entry == '':                 # a modem: tells what it was asked for, that the test may see it
            raise CallError('InvalidOption', 'The fake has no modem, but got ' +
                            ', '.join(f'{name} {value!r}' for name, value in sorted(options.items())))
        if entry not in ENTRIES:
            raise CallError('NoSuchEntry', f'There is no entry “{entry}”')
        older = [c for c in self.connections.values() if c.entry == entry and not c.values.get('Ended')]
        if older and options.get('reuse'):
            return (older[0].path,)
        connection = Connection(self, len(self.connections) + 1, entry)
        self.connections[connection.path] = connection
        for name in ('Connection', 'Projection', 'Statistics'):
            self.export(connection.path, f'{NAME}.{name}', connection)
        self.answer(invocation, (connection.path,))
        self.bus.emit_signal(None, ROOT, 'org.freedesktop.DBus.ObjectManager', 'InterfacesAdded',
                             GLib.Variant('(oa{sa{sv}})', (connection.path, self.interfaces_of(connection))))
        GLib.idle_add(connection.run, priority=GLib.PRIORITY_HIGH)
        return None

    def GetErrorString(self, invocation, error):
        return self.errors[error][1], self.errors[error][-1], ''

    def HangUpAll(self, invocation, options):
        for connection in self.connections.values():
            connection.HangUp(None, {})
        return ()

    def ListEntries(self, invocation, options):
        return ([vardict({'uuid': ('s', uuid_of(name)), 'name': ('s', name), 'kind': ('s', 'vpn'),
                          'service': ('s', 'org.freedesktop.NetworkManager.openvpn'), 'device': ('s', ''),
                          'restricted': ('b', name == 'secret')}) for name in ENTRIES],)

    def ListDevices(self, invocation, options):
        return ([vardict({'name': ('s', name), 'type': ('s', kind), 'state': ('u', state), 'path': ('o', path), 'available': ('b', True)})
                 for name, kind, state, path in (('ttyUSB2', 'modem', 30, '/org/freedesktop/NetworkManager/Devices/3'),
                                                 ('openvpn', 'vpn', 0, '/'))],)

    @staticmethod
    def interfaces_of(connection):
        return {f'{NAME}.{name}': connection.properties(f'{NAME}.{name}') for name in ('Connection', 'Projection')}

    def GetManagedObjects(self, invocation):
        return ({path: self.interfaces_of(c) for path, c in self.connections.items()},)


def main():
    Fake(sys.argv[1])
    Gio.bus_own_name(Gio.BusType.SYSTEM, NAME, Gio.BusNameOwnerFlags.NONE, None, lambda *_: print('ready', flush=True), lambda *_: os._exit(1))
    GLib.MainLoop().run()


main()
