# SPDX-License-Identifier: LGPL-2.1-or-later
"""Recorder: what NetworkManager, ModemManager, VPN plugins and pppd say on the system bus, as lines of tests/traces/FORMAT.md.

It is a monitor of the bus (uid 0).  All messages come from that one connection, so their order is the order of the bus; an
ordinary connection asks for the initial state.  Never written: secrets, the data of a VPN, numbers of SIMs and devices."""
import json
import os
import time

from gi.repository import Gio, GLib

NM, MM = 'org.freedesktop.NetworkManager', 'org.freedesktop.ModemManager1'
DBUS, PROPS = 'org.freedesktop.DBus', 'org.freedesktop.DBus.Properties'
OM, PROFILE, PLUGIN = 'org.freedesktop.DBus.ObjectManager', NM + '.Settings.Connection', NM + '.VPN.Plugin'
ROOTS = {NM: '/org/freedesktop', MM: '/org/freedesktop/ModemManager1'}
KEEP = {    # interface: properties that may be written
    NM + '.Device': 'Interface DeviceType State StateReason ActiveConnection Udi Managed',
    NM + '.Connection.Active': 'Uuid Id Type State StateFlags Devices Vpn Default SpecificObject Connection',
    NM + '.VPN.Connection': 'VpnState',
    PROFILE: '', NM + '.PPP': '',
    MM + '.Modem': 'State StateFailedReason UnlockRequired UnlockRetries Bearers Ports PrimaryPort Device',
    MM + '.Modem.Modem3gpp': 'RegistrationState',
    MM + '.Bearer': 'Connected ConnectionError Interface Ip4Config',
}
SIGNALS = {(NM + '.Device', 'StateChanged'), (NM + '.Connection.Active', 'StateChanged'),
           (NM + '.VPN.Connection', 'VpnStateChanged'), (MM + '.Modem', 'StateChanged')}
PLUGIN_SIGNALS = {'Failure', 'StateChanged', 'SecretsRequired', 'LoginBanner'}
DIALS = ('ActivateConnection', 'AddAndActivateConnection2', 'DeactivateConnection')
RULES = ["type='signal'", "type='method_return'", "type='error'"]
RULES += [f"type='method_call',interface='{NM}.PPP',member='{m}'" for m in ('SetState', 'SetIp4Config')]
RULES += [f"type='method_call',interface='{NM}',member='{m}'" for m in DIALS]
METHOD_CALL, METHOD_RETURN, ERROR = 1, 2, 3     # kinds of D-Bus messages


def kept(iface, props):
    out = {k: v for k, v in props.items() if k in KEEP.get(iface, '').split()}
    if 'Ip4Config' in out:
        out['Ip4Config'] = {k: v for k, v in out['Ip4Config'].items() if k == 'method'}
    return out


def reduced(settings):
    """What may be known of a profile: never a secret, nothing of the data of a VPN."""
    out = {k: v for k, v in settings.get('connection', {}).items() if k in ('id', 'uuid', 'type')}
    return {**out, 'vpn.service-type': settings['vpn'].get('service-type', '')} if 'vpn' in settings else out


class Recorder:
    """Runs in the main context of its thread.  begin() may be called again: a new recording from then on.  lines() has the text."""

    def __init__(self):
        self.began, self.written, self.queue, self.seen_serial = 0, [], [], 0
        self.names, self.calls, self.uids = {}, {}, {}      # owner: names; dial calls without a reply; sender: uid
        address, flags = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None), Gio.DBusConnectionFlags
        flags = flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION
        self.bus, self.monitor = (Gio.DBusConnection.new_for_address_sync(address, flags, None, None) for _ in 'bm')
        self.monitor.add_filter(self.on_message)
        self.monitor.call_sync(DBUS, '/org/freedesktop/DBus', DBUS + '.Monitoring', 'BecomeMonitor',
                               GLib.Variant('(asu)', (RULES, 0)), None, 0, -1, None)
        for name in self.driver('ListNames'):
            if name[0] != ':':
                self.own(name, '', self.driver('GetNameOwner', name) or '')

    def ask(self, dest, path, iface, member, args=()):
        """What one blocking call with string arguments returns first; None when it fails."""
        params, flags = GLib.Variant(f'({"s" * len(args)})', args), Gio.DBusCallFlags.NO_AUTO_START
        try:
            return self.bus.call_sync(dest, path, iface, member, params, None, flags, 5000, None).unpack()[0]
        except GLib.Error:
            return None

    def driver(self, member, *args):
        return self.ask(DBUS, '/org/freedesktop/DBus', DBUS, member, args)

    def own(self, name, old, new):
        self.names.get(old, set()).discard(name)
        self.names.setdefault(new, set()).add(name)

    def lines(self):
        """The recording of all that the bus has carried until now, without its end."""
        self.driver('GetId')
        asked = self.bus.get_last_serial()
        while self.seen_serial < asked:     # the answer has passed by the monitor, and with it all that was before
            GLib.MainContext.default().iteration(True)
        self.drain()
        return list(self.written)

    def write(self, when, kind, **line):
        """One line; kind None is the header."""
        line = {'t': round(max(when - self.began, 0), 4), 'type': kind, **line} if kind else line
        self.written.append(json.dumps(line, separators=(',', ':')))

    def mark(self, text):
        self.drain()
        self.write(time.monotonic(), 'mark', text=text)

    def end(self):
        self.drain()
        self.write(time.monotonic(), 'end')

    def save(self, file_name):
        with open(file_name, 'w', encoding='ascii') as out:
            out.writelines(line + '\n' for line in self.written)

    def close(self):
        self.bus.close_sync(None)
        self.monitor.close_sync(None)

    def snapshot(self, name):
        objects = {}
        for path, ifaces in (self.ask(name, ROOTS[name], OM, 'GetManagedObjects') or {}).items():
            if KEEP.keys() & ifaces.keys():
                objects[path] = {i: kept(i, p) for i, p in ifaces.items()}
            if PROFILE in ifaces:
                objects[path] = {PROFILE: reduced(self.ask(NM, path, PROFILE, 'GetSettings') or {})}
            for bearer in ifaces.get(MM + '.Modem', {}).get('Bearers', ()):     # not among the managed objects
                objects[bearer] = {x: kept(x, self.ask(MM, bearer, PROPS, 'GetAll', (x,)) or {}) for x in (MM + '.Bearer',)}
        return objects

    def begin(self, dialled=None):
        """Header and snapshots; what the monitor sees while they are made follows them."""
        self.drain()
        daemon = f'/proc/{self.driver("GetConnectionUnixProcessID", DBUS)}/comm'
        if os.path.exists(daemon):
            with open(daemon, encoding='ascii') as file:
                daemon = file.read().strip()
        head = {'nm': self.ask(NM, ROOTS[NM] + '/NetworkManager', PROPS, 'Get', (NM, 'Version')),
                'mm': self.ask(MM, ROOTS[MM], PROPS, 'Get', (MM, 'Version')),
                'bus': daemon if daemon == 'dbus-daemon' else 'dbus-broker', 'clock': 'seconds since start'}
        self.began, self.written = time.monotonic(), []
        snapshots = [(name, self.snapshot(name)) for name in ROOTS if head['nm' if name == NM else 'mm']]
        self.write(0, None, trace=1, **head, **({'dialled': dialled} if dialled else {}))
        for name, objects in snapshots:
            self.write(self.began, 'snapshot', sender=name, objects=objects)
        self.drain()

    def on_message(self, _connection, message, incoming):
        """Runs in GDBus's thread: swallows everything, or GDBus would answer calls and lose the connection."""
        reply = message.get_message_type() in (METHOD_RETURN, ERROR)
        if not incoming or reply and message.get_destination() == self.monitor.get_unique_name():
            return message
        if reply and message.get_destination() == self.bus.get_unique_name():
            self.seen_serial = message.get_reply_serial()
        self.queue.append((time.monotonic(), message))
        GLib.idle_add(self.drain)
        return None

    def drain(self):
        while self.queue:
            when, message = self.queue.pop(0)
            args = list(message.get_body().unpack()) if message.get_body() else []
            kind = message.get_message_type()
            take = self.call if kind == METHOD_CALL else self.signal if kind not in (METHOD_RETURN, ERROR) else self.reply
            take(when, message, args)

    def call(self, when, message, args):
        """A call of pppd's plugin or of a client that dials, whether the bus lets it pass or not."""
        sender, member = message.get_sender(), message.get_member()
        uid = self.uids[sender] if sender in self.uids else self.driver('GetConnectionUnixUser', sender)
        if member in DIALS:
            self.calls[sender, message.get_serial()] = member
            args = [reduced(a) if isinstance(a, dict) else a for a in args]
        self.write(when, 'call', sender=sender, uid=uid, serial=message.get_serial(), path=message.get_path(),
                   interface=message.get_interface(), member=member, args=args)

    def reply(self, when, message, args):
        """Only replies to recorded dial calls; all others (secrets!) are dropped."""
        member = self.calls.pop((message.get_destination(), message.get_reply_serial()), None)
        line = {'destination': message.get_destination(), 'reply_serial': message.get_reply_serial(), 'member': member}
        if member and message.get_message_type() == ERROR:
            self.write(when, 'error', sender=NM, **line, error_name=message.get_error_name(), error_text=(args or [''])[0])
        elif member:
            self.write(when, 'reply', sender=NM, **line, args=[a for a in args if isinstance(a, str)])

    def signal(self, when, message, args):
        sender, path, iface, member = message.get_sender(), message.get_path(), message.get_interface(), message.get_member()
        owned, extra = self.names.get(sender, set()), {}
        service = next((name for name in ROOTS if name in owned), None)
        if sender == DBUS and member == 'NameOwnerChanged':
            service = self.name_owner(args)
        elif iface == PLUGIN and member in PLUGIN_SIGNALS:
            service, extra = sender, {'sender_names': sorted(owned)}
        elif iface == PROPS and member == 'PropertiesChanged':
            args[1] = kept(args[0], args[1])
            service = service if args[1] else None
        elif iface == OM and member in ('InterfacesAdded', 'InterfacesRemoved'):
            service = service if KEEP.keys() & set(args[1]) else None
            args[1] = {i: kept(i, p) for i, p in args[1].items()} if isinstance(args[1], dict) else args[1]
        elif (iface, member) not in SIGNALS:
            service = None
        if service is None:
            return
        self.write(when, 'signal', sender=service, **extra, path=path, interface=iface, member=member, args=args)
        if member == 'InterfacesAdded' and PROFILE in args[1]:
            self.write(when, 'settings', sender=NM, path=args[0],
                       settings=reduced(self.ask(NM, args[0], PROFILE, 'GetSettings') or {}))

    def name_owner(self, args):
        if args[0][0] != ':':
            self.own(*args)
        elif args[2]:
            self.uids[args[0]] = self.driver('GetConnectionUnixUser', args[0])      # at once: clients come and go
        return DBUS if args[0] == MM or (args[0] + '.').startswith(NM + '.') else None
