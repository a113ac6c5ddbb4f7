# SPDX-License-Identifier: LGPL-2.1-or-later
"""The control socket: one command a line, answered by a line "ok ..." or "error ..."."""
import os
import re
import signal
import socket

HELP = """\
dial RESULT [SECONDS]    what the next calls answer, and when: connect, no-carrier, busy, no-dialtone, no-answer,
                         error, cme:NN (+CME ERROR: NN), silence
answer                   the call that is being made is answered at once
delay SECONDS            wait before every answer
fail REGEX [ANSWER]      commands that match get ANSWER (none: silence)
slow REGEX SECONDS       commands that match are answered later
clear                    forget every fail, slow and delay
sim ready|pin|puk|none|failure
reg STATUS [ACT]         registration: 0 idle, 1 home, 2 searching, 3 denied, 5 roaming; ACT: 0 GSM, 2 UMTS, 7 LTE
roam-words on|off        CDMA: it has (or not) Sprint's +SPSERVICE and $SPERI, which tell home from roaming
signal N                 0..31, 99
operator CODE NAME       what +COPS tells
urc TEXT                 an unsolicited line on the ports that are not in a call
carrier-lost             the call breaks: far side killed, NO CARRIER, DCD drops
hangup                   the far side says goodbye (SIGTERM to it)
peer-kill                SIGKILL to the far side
stall [off]              the call carries nothing any more (or does again)
unplug | plug            the modem is gone | there again
state                    one JSON object
help                     this text, one line
quit"""


class Control:
    """Serves MODEM's control socket at PATH."""

    def __init__(self, modem, path):
        self.modem = modem
        if os.path.exists(path):
            os.unlink(path)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(8)
        modem.loop.watch(self.listener, self.accept)

    def accept(self):
        connection, _address = self.listener.accept()
        connection.settimeout(5)
        self.modem.loop.watch(connection, lambda: self.read(connection))

    def read(self, connection):
        try:
            data = connection.recv(4096)
            for line in data.decode(errors='replace').splitlines():
                connection.sendall((self.answer(line) + '\n').encode())
        except OSError:
            data = b''
        if not data:
            self.modem.loop.unwatch(connection)
            connection.close()

    def answer(self, line):
        self.modem.log.write('-', '**', line)
        word, *rest = line.split() or ['help']
        method = getattr(self, 'do_' + word.replace('-', '_'), None)
        try:
            if method is None:
                raise ValueError(f'unknown command {word}')
            return f'ok {method(*rest) or ""}'.rstrip()
        except (ValueError, TypeError, re.error) as error:      # TypeError: too few or too many words
            return f'error {error}'

    def calls(self):
        ports = self.modem.ports_in_call()
        if not ports:
            raise ValueError('no call')
        return ports

    def of_kind(self, name):
        method = getattr(self.modem, name, None)
        if method is None:
            raise ValueError('this kind of modem has no such thing')
        return method

    # --- commands -----------------------------------------------------------------

    def do_dial(self, result, seconds=None):
        self.modem.set_dial(result, None if seconds is None else float(seconds))

    def do_answer(self):
        ports = [port for port in self.modem.ports if port.dialling]
        if not ports:
            raise ValueError('no call is being made')
        for port in ports:
            port.dialling()

    def do_delay(self, seconds):
        self.modem.faults.delay = float(seconds)

    def do_fail(self, pattern, *answer):
        self.modem.faults.add_answer(pattern, ' '.join(answer))

    def do_slow(self, pattern, seconds):
        self.modem.faults.add_delay(pattern, float(seconds))

    def do_clear(self):
        self.modem.faults.clear()

    def do_sim(self, state):
        self.of_kind('set_sim')(state)

    def do_reg(self, status, technology=None):
        self.of_kind('set_registration')(int(status), None if technology is None else int(technology))

    def do_roam_words(self, on):
        self.of_kind('set_knows_roaming')(on == 'on')

    def do_signal(self, quality):
        self.of_kind('network').signal = int(quality)

    def do_operator(self, code, *name):
        network = self.of_kind('network')
        network.code, network.name = code, ' '.join(name)

    def do_urc(self, *text):
        for port in self.modem.ports:
            if port.takes_urcs:
                port.say(' '.join(text))

    def do_carrier_lost(self):
        for port in self.calls():
            port.end_call('carrier lost', number=signal.SIGKILL)

    def do_hangup(self):
        for port in self.calls():
            port.call.signal_far_side(signal.SIGTERM)

    def do_peer_kill(self):
        for port in self.calls():
            port.call.signal_far_side(signal.SIGKILL, group=True)

    def do_stall(self, off=None):
        for port in self.calls():
            port.call.stalled = off != 'off'

    def do_unplug(self):
        self.modem.unplug()

    def do_plug(self):
        self.modem.plug()

    def do_state(self):
        return self.modem.state_text()

    def do_help(self):
        return '; '.join(line.split('  ')[0] for line in HELP.splitlines() if line[0] != ' ')

    def do_quit(self):
        self.modem.unplug()
        self.modem.loop.after(.05, lambda: signal.raise_signal(signal.SIGTERM))


def ask(path, words):
    """The client: sends one command, returns the answer line.  Raises OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(60)
        connection.connect(path)
        connection.sendall((' '.join(words) + '\n').encode())
        return connection.makefile().readline().strip()
