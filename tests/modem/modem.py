# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every modem has: ports, a plug, the commands of ITU-T V.250, and the result of the next call."""
import json
import subprocess

import at
from faults import Faults
from loop import Loop
from port import Port

DIAL_RESULTS = ('connect', 'no-carrier', 'busy', 'no-dialtone', 'no-answer', 'error', 'silence')


class Modem:
    """The parts of V.250 that ModemManager and pppd's chat use.  Kinds of modems derive from it.

    OPTIONS are those of the command line, see simmodem."""

    gcap = ''                   # the answer to +GCAP
    connect_text = 'CONNECT'

    def __init__(self, options, log):
        self.log, self.loop = log, Loop(log)
        self.faults = Faults(options.delay)
        self.peer, self.peer_log = options.peer, options.peer_log
        self.carrier_detect = not options.no_dcd
        self.connect_text = options.connect_text or self.connect_text
        self.next_result, self.next_delay = options.dial, options.dial_delay
        self.calls = 0
        self.plugged = False
        self.plug_command, self.unplug_command = options.plug_cmd, options.unplug_cmd
        self.ports = [Port(self, kind, name) for kind, name in options.ports]
        self.identity = {'+GMI': options.manufacturer, '+GMM': options.model, '+GMR': options.revision, '+GSN': options.imei}

    # --- the plug -----------------------------------------------------------------

    def plug(self):
        if self.plugged:
            return
        for port in self.ports:
            port.line.open()
        self.plugged = True
        self.log.write('-', '--', 'plugged')
        if self.plug_command:
            subprocess.run(self.plug_command, shell=True, check=False)

    def unplug(self):
        """As when the cable is drawn: the system is told first, then the ports are gone."""
        if not self.plugged:
            return
        if self.unplug_command:
            subprocess.run(self.unplug_command, shell=True, check=False)
        for port in self.ports:
            port.close()
        self.plugged = False
        self.log.write('-', '--', 'unplugged')

    # --- calls --------------------------------------------------------------------

    def set_dial(self, result, seconds=None):
        """What the next calls answer: one of DIAL_RESULTS or cme:NN, and after how many seconds."""
        if result not in DIAL_RESULTS and not (result.startswith('cme:') and result[4:].isdigit()):
            raise ValueError(f'no such dial result: {result}')
        self.next_result = result
        if seconds is not None:
            self.next_delay = seconds

    def dial_result(self, number):
        """(result, seconds) of a call of NUMBER, which is all after ATD."""
        return self.next_result, self.next_delay

    def ports_in_call(self):
        return [port for port in self.ports if port.in_call]

    def state(self):
        """A dictionary for JSON: what the control command "state" prints."""
        return {'plugged': self.plugged, 'calls': self.calls, 'dial': self.next_result,
                'dialling': [port.line.name for port in self.ports if port.dialling], 'in_call': [port.line.name for port in self.ports_in_call()]}

    def state_text(self):
        return json.dumps(self.state(), sort_keys=True)

    # --- commands -----------------------------------------------------------------

    def answer(self, port, command):
        """Answers one command: None, a line or a list of lines; raises at.CmeError or at.Unsupported."""
        if command[0] not in '+*^$%#':
            return self.basic(port, command.upper())
        name, kind, values = at.parse_extended(command)
        if name in self.identity:
            return None if kind == 'test' else self.identity[name]
        method = getattr(self, 'at_' + name[1:].lower(), None) if name[0] in '+$' else None
        if method is None:
            raise at.Unsupported
        return method(port, kind, values)

    def basic(self, port, command):
        if command in ('E', 'E0', 'E1'):
            port.echo = command == 'E1'
        elif command[0] == 'I':
            return self.identification()
        elif command[0] == 'Z' or command.startswith('&F'):
            port.load_defaults()
        elif command[0] == 'H':
            for other in self.ports_in_call():
                other.end_call('ATH', local=True)
        elif command[0] not in 'VXQSLMNBW&\\O':     # formats and registers: taken, without effect here
            raise at.Unsupported
        return None

    def identification(self):
        return [self.identity['+GMM']]

    def at_gcap(self, _port, _kind, _values):
        if not self.gcap:
            raise at.Unsupported
        return f'+GCAP: {self.gcap}'

    def at_ifc(self, _port, kind, _values):
        return {'test': '+IFC: (0,2),(0,2)', 'read': '+IFC: 0,0'}.get(kind)

    def at_ipr(self, _port, kind, _values):
        return {'test': '+IPR: (0,9600,19200,38400,57600,115200),()', 'read': '+IPR: 0'}.get(kind)
