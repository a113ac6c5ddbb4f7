# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client of the service for the scenarios: it keeps every signal and waits with deadlines."""
import os
import subprocess
import time

from gi.repository import Gio, GLib

SERVICE, ROOT = 'org.dialtone.RemoteAccess1', '/org/dialtone/RemoteAccess1'
MANAGER, CONNECTION = SERVICE + '.Manager', SERVICE + '.Connection'
NM, NM_PATH = 'org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager'
MM = 'org.freedesktop.ModemManager1'
CONNECTED, DISCONNECTED = 8192, 8193
LOOK_AGAIN_MS = 20
# Deadlines end what hangs.  How fast a machine is, and what else runs there, is no scenario's subject.
PATIENCE = 4
CALL_MS = 60000 * PATIENCE


def remote_error(error):
    return Gio.DBusError.get_remote_error(error) or ''


class Client:
    """One connection to the bus.

    by_nmcli: an entry is dialled through nmcli, and the service must publish the same; "said" keeps nmcli's words by connection."""

    def __init__(self, by_nmcli=False):
        self.by_nmcli, self.said = by_nmcli, {}
        self.labels, self.entries, self.commands = {}, {}, {}
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.edges, self.finished, self.log, self.torn = {}, [], [], []
        self.finished_at, self.ended_at = {}, {}
        self.bus.signal_subscribe(None, CONNECTION, 'StatusChanged', None, None, 0, self.on_edge)
        self.bus.signal_subscribe(None, MANAGER, 'DialFinished', None, None, 0, self.on_finished)
        self.bus.signal_subscribe(None, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', None, CONNECTION, 0,
                                  self.on_properties)
        for name in (NM, MM, SERVICE):      # what is awaited of them is looked at again whenever they say something
            self.bus.signal_subscribe(name, None, None, None, None, 0, lambda *_: None)
        self.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetId')     # the subscriptions are in

    def on_edge(self, _bus, _sender, path, _interface, _member, args):
        sequence, state, substate, error, details = args.unpack()
        self.edges.setdefault(path, []).append((sequence, state, error, details, substate))
        self.log.append(('edge', path, sequence))
        if state == DISCONNECTED:
            self.ended_at[path] = time.monotonic()

    def on_finished(self, _bus, _sender, _path, _interface, _member, args):
        path, uuid, error, details = args.unpack()
        self.finished.append((path, uuid, error, details))
        self.log.append(('finished', path, error))
        self.finished_at.setdefault(path, time.monotonic())

    def on_properties(self, _bus, _sender, path, _interface, _member, args):
        changed = args.unpack()[1]
        if 'Status' in changed:
            _sequence, state, _substate, error = changed['Status']
            if changed.get('State', state) != state or changed.get('Error', error) != error:
                self.torn.append((path, changed))

    def ask(self, name, path, interface, member, args=None):
        reply = self.bus.call_sync(name, path, interface, member, args, None, 0, CALL_MS, None)
        return reply.unpack()

    def until(self, condition, seconds=30, what='an event'):
        """Iterates the main context until the condition holds.  seconds: more than it ever takes on a machine that has nothing else to do."""
        seconds *= PATIENCE
        deadline, context = time.monotonic() + seconds, GLib.MainContext.default()
        alarm = GLib.timeout_add(int(seconds * 1000) + 50, lambda: True)
        try:
            while not condition():
                if time.monotonic() > deadline:
                    raise AssertionError(f'no {what} within {seconds} s; edges {self.edges}, finished {self.finished}')
                context.iteration(True)
        finally:
            GLib.source_remove(alarm)

    def until_seen(self, condition, seconds=30, what='an event'):
        """For what no signal tells of: looks again and again."""
        tick = GLib.timeout_add(LOOK_AGAIN_MS, lambda: True)
        try:
            self.until(condition, seconds, what)
        finally:
            GLib.source_remove(tick)

    def until_gone(self, pid, seconds=30):
        """The process has ended, and let go of its files; it need not be a child of ours."""
        try:
            process = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        ended = []
        watch = GLib.io_add_watch(process, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN, lambda *_: ended.append(pid) or False)
        try:
            self.until(lambda: ended, seconds, f'end of process {pid}')
        finally:
            if not ended:
                GLib.source_remove(watch)
            os.close(process)

    def until_unowned(self, name):
        """The bus knows that nobody owns the name any more."""
        owned, gone = GLib.Variant('(s)', (name,)), []
        watch = self.bus.signal_subscribe('org.freedesktop.DBus', 'org.freedesktop.DBus', 'NameOwnerChanged', None, name, 0,
                                          lambda *args: gone.append(args[5].unpack()[2] == ''))
        if self.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner', owned)[0]:
            self.until(lambda: True in gone, what=f'end of {name}')
        self.bus.signal_unsubscribe(watch)

    def dial(self, entry, label='', **options):
        """label: what tells this dial from others of its scenario, for the table."""
        if self.by_nmcli and entry:
            return self.dial_by_nmcli(entry, label, options.get('timeout'))
        path = self.ask(SERVICE, ROOT, MANAGER, 'Dial', GLib.Variant('(sa{sv})', (entry, options)))[0]
        self.labels[path], self.entries[path] = label, entry
        return path

    def dial_by_nmcli(self, entry, label, timeout):
        known, seconds = set(self.edges), timeout.get_uint32() if timeout else 90
        command = subprocess.Popen(['nmcli', '-w', str(seconds), 'connection', 'up', entry], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True)
        self.until_seen(lambda: self.new_path(known, entry) or command.poll() is not None, 30, f'a connection for {entry}')
        path = self.new_path(known, entry) or f'refused {len(self.labels)}'
        self.labels[path], self.commands[path] = label, command
        assert path[0] == '/', self.words_of_nmcli(path)
        return path

    def new_path(self, known, entry):
        return next((path for path in set(self.edges) - known if self.entry_of(path) == entry), None)

    def entry_of(self, path):
        try:
            return self.status(path)['EntryName']
        except GLib.Error:      # another scenario's, and forgotten by now
            return None

    def words_of_nmcli(self, path):
        """What nmcli said in the end, without its hint to look at the journal; empty if it did not dial."""
        if path in self.commands:
            said, _ = self.commands.pop(path).communicate(timeout=100 * PATIENCE)
            self.said[path] = ' / '.join(line for line in said.splitlines() if not line.startswith('Hint:'))
        return self.said.get(path, '')

    def status(self, path):
        return self.ask(SERVICE, path, CONNECTION, 'GetStatus')[0]

    def hang_up(self, path):
        self.ask(SERVICE, path, CONNECTION, 'HangUp', GLib.Variant('(a{sv})', ({},)))

    def results(self, path):
        return [f for f in self.finished if f[0] == path]

    def states(self, path):
        return [edge[1] for edge in self.edges.get(path, ())]

    def wait_result(self, path, seconds=30):
        self.until(lambda: self.results(path), seconds, 'DialFinished')
        return self.results(path)[0][2]

    def wait_state(self, path, state, seconds=30):
        self.until(lambda: state in self.states(path), seconds, f'state {state}')

    def wait_end(self, path, seconds=30):
        self.wait_state(path, DISCONNECTED, seconds)
        return self.edges[path][-1][2]

    def dial_connected(self, entry):
        path = self.dial(entry)
        result = self.wait_result(path)
        assert result == 0, f'{entry}: {result} {self.status(path)["Causes"]}'
        return path
