# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where a secret must not be: messages of the bus, the service's memory, a core dump of it, its files, the journal."""
import mmap
import os
import re
import subprocess

from gi.repository import Gio, GLib

from client import ROOT, SERVICE, remote_error


class Monitor:
    """Which messages of the bus have a text in them."""

    def __init__(self, needle):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
        self.needle, self.calls, self.carriers, self.seen = needle.encode(), {}, set(), 0
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.filter = self.bus.add_filter(self.on_message)
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
        GLib.MainContext.default().wakeup()
        return None

    def sync(self, client):
        """Returns when all that the bus has carried until now is seen: the client's last call is."""
        client.ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetId')
        last = client.bus.get_unique_name(), client.bus.get_last_serial()
        client.until(lambda: last in self.calls, 10, 'last message')

    def close(self):
        self.bus.remove_filter(self.filter)
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


class Core:
    """A core dump of a process, which goes on."""

    def __init__(self, pid):
        self.path = os.environ['T'] + '/core'
        environment = {name: value for name, value in os.environ.items() if name != 'DEBUGINFOD_URLS'}
        subprocess.run(['gdb', '--nx', '--batch', '-p', str(pid), '-ex', f'generate-core-file {self.path}'], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, timeout=240)
        with open(self.path, 'rb') as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        os.unlink(self.path)

    def has(self, needle):
        return self.bytes.find(needle.encode()) >= 0


def files_with(folder, needle):
    found = []
    for root, _folders, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), 'rb') as file:
                if needle.encode() in file.read():
                    found.append(name)
    return found


def push_out_of_read_buffer(client):
    """GDBus keeps the last message in its read buffer until one that is as long comes."""
    for _ in range(3):
        try:
            client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'ValidateEntryName', GLib.Variant('(s)', ('-' * 200000,)))
            raise AssertionError('a name of 200,000 bytes was taken')
        except GLib.Error as error:
            assert remote_error(error) == SERVICE + '.Error.LimitsExceeded', error


def everything_told(client, path):
    told = [client.status(path), client.edges, client.finished]
    told.append(client.ask(SERVICE, ROOT, 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects'))
    told.append(client.ask(SERVICE, ROOT, 'org.freedesktop.DBus.Introspectable', 'Introspect'))
    return repr(told)


LOGS = ('dialtoned.log', 'journal.log')
STORE = '/run/dialtone'         # SQLite's file, and its WAL


def check_no_trace(client, path, canary):
    """The dial has ended: nothing of the service's has the canary.  Each place is shown to have what it must have."""
    pid, work = int(os.environ['DIALTONED_PID']), os.environ['WORK']
    assert canary not in everything_told(client, path)
    push_out_of_read_buffer(client)
    assert not memory_has(pid, canary), memory_has(pid, canary)
    core = Core(pid)
    assert core.has(path) and not core.has(canary)
    name = path.rsplit('/', 1)[1]
    assert files_with(STORE, name) and not files_with(STORE, canary), (files_with(STORE, name), files_with(STORE, canary))
    # Who writes the journal is another process.
    client.until_seen(lambda: 'journal.log' in files_with(work, 'DIALTONE_CONNECTION=' + path), 10, 'word of the dial in the journal')
    assert not [name for name in files_with(work, canary) if name in LOGS], files_with(work, canary)
