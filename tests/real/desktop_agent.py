#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""desktop_agent.py PASSWORD: the secret agent of a user's session.  Prints "ready", then what it is asked for."""
import sys

from gi.repository import Gio, GLib

from secrets_kit import NetworkManagersAgent


class TellingAgent(NetworkManagersAgent):
    def on_call(self, bus, sender, path, interface, method, arguments, invocation):
        print(method, arguments.unpack()[0].get('connection', {}).get('id'), flush=True)
        super().on_call(bus, sender, path, interface, method, arguments, invocation)


TellingAgent(Gio.bus_get_sync(Gio.BusType.SYSTEM), sys.argv[1])
print('ready', flush=True)
GLib.MainLoop().run()
