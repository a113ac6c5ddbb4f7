# SPDX-License-Identifier: LGPL-2.1-or-later
"""A data call: between CONNECT and NO CARRIER the port carries what the far side, a child process, says."""
import os
import signal
import socket
import subprocess
import time

# LCP Terminate-Request on an asynchronous line: FF, escaped 03, C021, escaped 05 (RFC 1662: LCP escapes all control
# characters).
LCP_TERMINATE_REQUEST = b'\xff\x7d\x23\xc0\x21\x7d\x25'
ESCAPE, GUARD_SECONDS = b'+++', .5


class Call:
    """The far side of one port.  on_end(why, text, local) runs once; local: the computer ended it, not the far side.

    COMMAND is run by the shell with a socket as standard input and output; without one the far side is silent."""

    def __init__(self, loop, log, line, command, error_log):
        self.loop, self.log, self.line = loop, log, line
        self.on_end = None
        self.stalled = self.local_end = False
        self.held = b''         # a +++ that is perhaps the escape sequence
        self.last_bytes = b''   # of the computer, to find a Terminate-Request cut in two
        self.last_time = 0
        self.socket, theirs = socket.socketpair()
        self.socket.setblocking(False)
        with open(error_log or os.devnull, 'ab') as errors:
            self.process = subprocess.Popen(command or 'cat >/dev/null', shell=True, stdin=theirs, stdout=theirs, stderr=errors,
                                            start_new_session=True)
        theirs.close()
        line.was_closed = False
        loop.watch(self.socket, self.far_side_speaks)
        log.write(line.label, '--', f'call up, far side is process {self.process.pid}')
        loop.after(.05, self.look)

    def look(self):
        """What no descriptor tells: a dead child, DTR, the pause after +++."""
        if self.process is None:
            return
        if self.process.poll() is not None:
            self.on_end(f'far side ended ({self.process.returncode})', 'NO CARRIER', False)
        elif self.line.dtr_dropped():
            self.on_end('DTR dropped', 'NO CARRIER', True)
        elif self.held == ESCAPE and time.monotonic() - self.last_time > GUARD_SECONDS:
            self.on_end('+++', 'OK', True)
        else:
            self.loop.after(.05, self.look)

    def computer_speaks(self, data):
        now = time.monotonic()
        quiet, self.last_time = now - self.last_time > GUARD_SECONDS, now
        if self.held or (quiet and data[:1] == b'+'):
            self.held += data
            if ESCAPE.startswith(self.held):
                return
            data, self.held = self.held, b''
        if not self.local_end and LCP_TERMINATE_REQUEST in self.last_bytes + data:
            self.local_end = True
            self.log.write(self.line.label, '--', 'the computer says LCP Terminate-Request')
        self.last_bytes = (self.last_bytes + data)[1 - len(LCP_TERMINATE_REQUEST):]
        if not self.stalled:
            try:
                self.socket.sendall(data)
            except OSError:     # full or gone: a line loses bytes
                pass

    def far_side_speaks(self):
        try:
            data = self.socket.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            self.on_end('far side closed', 'NO CARRIER', False)
        elif not self.stalled:
            self.line.write(data)

    def signal_far_side(self, number, group=False):
        """SIGTERM to the process alone lets pppd say goodbye; with notty it has a child, so killing takes the group."""
        try:
            (os.killpg if group else os.kill)(self.process.pid, number)
        except ProcessLookupError:
            pass

    def close(self, number=signal.SIGHUP):
        """Ends the far side; returns when it is gone."""
        if self.process is None:
            return
        self.loop.unwatch(self.socket)
        self.socket.close()
        self.signal_far_side(number, group=True)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.signal_far_side(signal.SIGKILL, group=True)
            self.process.wait()
        self.process = None
