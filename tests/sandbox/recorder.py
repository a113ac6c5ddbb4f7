# SPDX-License-Identifier: LGPL-2.1-or-later
"""A monitor of the system bus that writes a recording (tests/traces/FORMAT.md).  Needs uid 0."""
import json
import time

from gi.repository import Gio, GLib

from trace_form import (BEARER, DIAL_CALLS, MATCH_RULES, MM, MODEM, NM, PLUGIN, PLUGIN_SIGNALS, PROFILE, PROPERTIES, SIGNALS,
                        kept, kept_interfaces, reduced)

DBUS, DBUS_PATH = 'org.freedesktop.DBus', '/org/freedesktop/DBus'
PROPERTIES_INTERFACE, OBJECT_MANAGER = DBUS + '.Properties', DBUS + '.ObjectManager'
ROOTS = {NM: '/org/freedesktop', MM: '/org/freedesktop/ModemManager1'}
CONFIG = {NM: (ROOTS[NM] + '/NetworkManager', NM), MM: (ROOTS[MM], MM)}    # where a service tells its version
METHOD_CALL, METHOD_RETURN, ERROR = 1, 2, 3


class Recorder:
    """All messages come from one monitor connection, so that their order is the bus's; an ordinary connection asks.

    Iterate the main context while it records.  FILE is a text file that the recorder only writes to."""

    def __init__(self, file):
        self.file, self.began = file, time.monotonic()
        self.queue, self.live = [], False
        self.seen_serial = 0    # the last reply to "bus" that passed by the monitor
        self.names = {}         # unique name: well-known names
        self.uids = {}          # unique name: uid
        self.calls = {}         # (sender, serial) of dial calls without a reply: member
        self.bus = self.connect()
        self.monitor = self.connect()
        self.monitor.add_filter(self.on_message)
        self.monitor.call_sync(DBUS, DBUS_PATH, DBUS + '.Monitoring', 'BecomeMonitor', GLib.Variant('(asu)', (MATCH_RULES, 0)),
                               None, 0, -1, None)
        for name in self.driver('ListNames'):
            if name[0] != ':':
                self.own(name, '', self.driver('GetNameOwner', name) or '')

    @staticmethod
    def connect():
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
        return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def ask(self, name, path, interface, member, *words):
        """The first value of a call with string arguments; None when it fails."""
        arguments = GLib.Variant(f'({"s" * len(words)})', words)
        try:
            reply = self.bus.call_sync(name, path, interface, member, arguments, None, Gio.DBusCallFlags.NO_AUTO_START, 5000, None)
        except GLib.Error:
            return None
        return reply.unpack()[0]

    def driver(self, member, *words):
        return self.ask(DBUS, DBUS_PATH, DBUS, member, *words)

    def own(self, name, old, new):
        self.names.get(old, set()).discard(name)
        self.names.setdefault(new, set()).add(name)

    def sync(self):
        """Returns when all that the bus has carried until now is written."""
        self.driver('GetId')
        asked = self.bus.get_last_serial()
        while self.seen_serial < asked:
            GLib.MainContext.default().iteration(True)
        self.drain()

    def close(self):
        self.bus.close_sync(None)
        self.monitor.close_sync(None)

    # --- lines --------------------------------------------------------------------

    def write(self, when, kind, **fields):
        line = {'t': round(when - self.began, 4), 'type': kind, **fields}
        self.file.write(json.dumps(line, separators=(',', ':')) + '\n')

    def mark(self, text):
        self.drain()
        self.write(time.monotonic(), 'mark', text=text)

    def end(self):
        self.drain()
        self.write(time.monotonic(), 'end')

    def begin(self, dialled):
        """Header and snapshots.  What the monitor sees while they are made follows them."""
        pid = self.driver('GetConnectionUnixProcessID', DBUS)
        with open(f'/proc/{pid}/comm', encoding='ascii') as file:
            daemon = file.read().strip()
        versions = {name: self.ask(name, path, PROPERTIES_INTERFACE, 'Get', interface, 'Version')
                    for name, (path, interface) in CONFIG.items()}
        header = {'trace': 1, 'nm': versions[NM], 'mm': versions[MM],
                  'bus': daemon if daemon == 'dbus-daemon' else 'dbus-broker', 'clock': 'seconds since start'}
        if dialled:
            header['dialled'] = dialled
        self.queue, self.began = [], time.monotonic()
        snapshots = [(name, self.snapshot(name)) for name in ROOTS if versions[name]]
        self.file.write(json.dumps(header, separators=(',', ':')) + '\n')
        for name, objects in snapshots:
            self.write(self.began, 'snapshot', sender=name, objects=objects)
        self.live = True
        self.drain()

    def snapshot(self, name):
        objects = {}
        for path, interfaces in (self.ask(name, ROOTS[name], OBJECT_MANAGER, 'GetManagedObjects') or {}).items():
            if PROPERTIES.keys() & interfaces.keys():
                objects[path] = kept_interfaces(interfaces)
            if PROFILE in interfaces:
                objects[path] = {PROFILE: reduced(self.ask(NM, path, PROFILE, 'GetSettings') or {})}
            for bearer in interfaces.get(MODEM, {}).get('Bearers', ()):     # not among the managed objects
                objects[bearer] = {BEARER: kept(BEARER, self.ask(MM, bearer, PROPERTIES_INTERFACE, 'GetAll', BEARER) or {})}
        return objects

    # --- messages -----------------------------------------------------------------

    def on_message(self, _connection, message, incoming):
        """Runs in GDBus's thread.  Swallows all, or GDBus would answer calls and lose the connection."""
        reply = message.get_message_type() in (METHOD_RETURN, ERROR)
        if not incoming or reply and message.get_destination() == self.monitor.get_unique_name():
            return message
        if reply and message.get_destination() == self.bus.get_unique_name():
            self.seen_serial = message.get_reply_serial()
        self.queue.append((time.monotonic(), message))
        GLib.idle_add(self.drain)
        return None

    def drain(self):
        takers = {METHOD_CALL: self.take_call, METHOD_RETURN: self.take_reply, ERROR: self.take_reply}
        while self.live and self.queue:
            when, message = self.queue.pop(0)
            body = message.get_body()
            takers.get(message.get_message_type(), self.take_signal)(when, message, list(body.unpack()) if body else [])

    def take_call(self, when, message, arguments):
        sender, member = message.get_sender(), message.get_member()
        uid = self.uids[sender] if sender in self.uids else self.driver('GetConnectionUnixUser', sender)
        if member in DIAL_CALLS:
            self.calls[sender, message.get_serial()] = member
            arguments = [reduced(value) if isinstance(value, dict) else value for value in arguments]
        self.write(when, 'call', sender=sender, uid=uid, serial=message.get_serial(), path=message.get_path(),
                   interface=message.get_interface(), member=member, args=arguments)

    def take_reply(self, when, message, arguments):
        """Replies to recorded dial calls; all others, secrets among them, are dropped."""
        to, serial = message.get_destination(), message.get_reply_serial()
        member = self.calls.pop((to, serial), None)
        fields = {'sender': NM, 'destination': to, 'reply_serial': serial, 'member': member}
        if member and message.get_message_type() == ERROR:
            self.write(when, 'error', **fields, error_name=message.get_error_name(), error_text=(arguments or [''])[0])
        elif member:
            self.write(when, 'reply', **fields, args=[value for value in arguments if isinstance(value, str)])

    def take_signal(self, when, message, arguments):
        interface, member = message.get_interface(), message.get_member()
        owned = self.names.get(message.get_sender(), set())
        sender = next((name for name in ROOTS if name in owned), None)
        extra = {}
        if message.get_sender() == DBUS and member == 'NameOwnerChanged':
            sender = self.owner_changed(*arguments)
        elif interface == PLUGIN and member in PLUGIN_SIGNALS:
            sender, extra = message.get_sender(), {'sender_names': sorted(owned)}
        elif interface == PROPERTIES_INTERFACE and member == 'PropertiesChanged':
            arguments[1] = kept(arguments[0], arguments[1])
            sender = sender if arguments[1] else None
        elif interface == OBJECT_MANAGER:
            sender = sender if PROPERTIES.keys() & set(arguments[1]) else None
            arguments[1] = kept_interfaces(arguments[1]) if isinstance(arguments[1], dict) else arguments[1]
        elif (interface, member) not in SIGNALS:
            sender = None
        if sender is None:
            return
        self.write(when, 'signal', sender=sender, **extra, path=message.get_path(), interface=interface, member=member,
                   args=arguments)
        if member == 'InterfacesAdded' and PROFILE in arguments[1]:
            self.write(when, 'settings', sender=NM, path=arguments[0],
                       settings=reduced(self.ask(NM, arguments[0], PROFILE, 'GetSettings') or {}))

    def owner_changed(self, name, old, new):
        """The sender to write it with; None if nobody's recording needs it."""
        if name[0] != ':':
            self.own(name, old, new)
        elif new:
            self.uids[name] = self.driver('GetConnectionUnixUser', name)        # at once: clients come and go
        return DBUS if name == MM or (name + '.').startswith(NM + '.') else None
