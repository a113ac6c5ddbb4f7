# SPDX-License-Identifier: LGPL-2.1-or-later
"""A port of the modem: reads command lines, answers them one after the other, and turns into a data call."""
import re
import signal

import at
from call import Call
from line import Line


class Port:
    """What a port remembers by itself (echo, +CMEE, which URCs are on) is here; the rest is the modem's."""

    def __init__(self, modem, kind, name):
        self.modem = modem
        self.line = Line(modem.loop, modem.log, kind, name)
        self.line.on_data, self.line.on_closed = self.on_data, self.on_closed
        self.call = None
        self.opened = 0         # how often the port was opened anew: what was on its way then is dropped
        self.start_anew()
        self.load_defaults()

    def start_anew(self):
        self.opened += 1
        self.buffer, self.queue, self.busy = b'', [], False
        self.dialling = None    # what answers the call that is being made

    def load_defaults(self):
        """ATZ and AT&F."""
        self.echo, self.cmee, self.operator_format = True, 0, 0
        self.urc = {'CREG': 0, 'CGREG': 0, 'CEREG': 0}

    @property
    def in_call(self):
        return self.call is not None

    @property
    def takes_urcs(self):
        return self.line.fd is not None and not self.in_call

    def close(self):
        if self.call:
            self.call.close(signal.SIGKILL)
            self.call = None
        self.line.close()
        self.start_anew()
        self.load_defaults()

    # --- lines in and out -----------------------------------------------------------

    def say(self, text):
        self.modem.log.write(self.line.label, '<-', text)
        self.line.write(f'\r\n{text}\r\n'.encode())

    def on_closed(self):
        """The modem stays on: its settings outlast who used the port."""
        if self.call:
            self.call.close()
            self.call = None
        self.start_anew()

    def on_data(self, data):
        if self.call:
            self.call.computer_speaks(data)
            return
        for byte in data:
            self.on_byte(bytes([byte]))

    def on_byte(self, byte):
        if self.echo:
            self.line.write(byte)
        if byte == b'\r':
            text, self.buffer = self.buffer.decode('latin-1').strip(), b''
            command = re.search(r'AT(.*)$', text, re.IGNORECASE)
            if command:
                self.modem.log.write(self.line.label, '->', text)
                self.queue.append(command.group(1))
                self.next()
        elif byte in (b'\b', b'\x7f'):
            self.buffer = self.buffer[:-1]
        elif byte not in (b'\n', b'\0'):
            self.buffer = (self.buffer + byte)[-2048:]

    # --- answering --------------------------------------------------------------------

    def next(self):
        if self.queue and not self.busy:
            self.busy = True
            line = self.queue.pop(0)
            self.after(self.modem.faults.delay_of(line), lambda: self.run(line))

    def after(self, seconds, call):
        opened = self.opened
        self.modem.loop.after(seconds, lambda: call() if opened == self.opened else None)

    def done(self):
        self.busy = False
        self.next()

    def run(self, line):
        forced = self.modem.faults.answer_to(line)
        if forced is not None:
            if forced:
                self.say(forced)
            self.done()
            return
        answers = []
        try:
            for command in at.split_line(line):
                if command[0] in 'dD':
                    for text in answers:
                        self.say(text)
                    self.dial(command[1:])
                    return
                answer = self.modem.answer(self, command)
                if answer:
                    answers += answer if isinstance(answer, list) else [answer]
            answers.append('OK')
        except at.CmeError as error:
            answers.append(self.error_text(error.code))
        except (at.Unsupported, ValueError, IndexError):    # too few values, or no numbers
            answers.append('ERROR')
        for text in answers:
            self.say(text)
        self.done()

    def error_text(self, code):
        return f'+CME ERROR: {code}' if self.cmee else 'ERROR'

    # --- calls ------------------------------------------------------------------------

    def dial(self, number):
        result, seconds = self.modem.dial_result(number)
        self.dialling = answer = lambda: self.dialled(result)
        self.after(seconds, lambda: answer() if self.dialling is answer else None)

    def dialled(self, result):
        self.dialling = None
        if result == 'connect':
            self.say(self.modem.connect_text)
            self.modem.calls += 1
            self.busy = False
            self.call = Call(self.modem.loop, self.modem.log, self.line, self.modem.peer, self.modem.peer_log)
            self.call.on_end = self.end_call
            return
        if result.startswith('cme:'):
            self.say(self.error_text(int(result[4:])))
        elif result != 'silence':
            self.say(result.replace('-', ' ').upper())
        self.done()

    def end_call(self, why, text='NO CARRIER', local=False, number=signal.SIGHUP):
        local = local or self.call.local_end
        self.modem.log.write(self.line.label, '--', f'call over: {why}')
        self.call.close(number)
        self.call, self.buffer = None, b''
        self.say(text)
        if text == 'NO CARRIER' and self.modem.carrier_detect and not local:
            self.after(.05, self.drop_carrier_detect)
        self.done()

    def drop_carrier_detect(self):
        if not self.call:
            self.line.drop_carrier_detect()
