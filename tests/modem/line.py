# SPDX-License-Identifier: LGPL-2.1-or-later
"""The line between the modem and its computer: a socket or a terminal, and what a hang-up does to it."""
import errno
import fcntl
import os
import re
import socket
import sys
import termios
import time
import tty

TIOCGETD, TIOCVHANGUP, N_PPP = 0x5424, 0x5437, 3


class Line:
    """One port's descriptor.  on_data(bytes) runs for what comes, on_closed() when the other side of a socket left.

    kind 'unix': a listening socket, NAME a path or abstract:NAME (ModemManager's Test.SetProfile keeps the prefix in
    the abstract name).  'tty': a device to open, best the master of a BSD pty.  'pty': a new Unix98 pty, NAME becomes a
    symbolic link to its slave."""

    def __init__(self, loop, log, kind, name):
        self.loop, self.log, self.kind, self.name = loop, log, kind, name
        self.label = os.path.basename(name)
        self.fd = self.listener = self.connection = None
        self.pending = b''
        self.was_closed = False     # by the computer, since somebody looked
        self.on_data = self.on_closed = None

    # --- opening and closing ----------------------------------------------------

    def open(self):
        {'unix': self.open_socket, 'pty': self.open_pty, 'tty': self.open_device}[self.kind]()

    def open_socket(self):
        address = '\0' + self.name if self.name.startswith('abstract:') else self.name
        if address == self.name and os.path.exists(address):
            os.unlink(address)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(address)
        self.listener.listen(4)
        self.loop.watch(self.listener, self.accept)

    def accept(self):
        connection, _address = self.listener.accept()
        if self.connection:
            self.detach()
        self.connection = connection
        self.attach(connection.fileno())
        self.log.write(self.label, '--', 'connected')

    def open_pty(self):
        master, slave = os.openpty()
        tty.setraw(slave)
        if os.path.islink(self.name):
            os.unlink(self.name)
        os.symlink(os.ttyname(slave), self.name)
        # Not kept open here: only the slave's last close takes the line discipline of a killed pppd off again.
        os.close(slave)
        self.attach(master)

    def open_device(self, patience=5):
        """A pty master is busy for a moment after its last user closed it."""
        deadline = time.monotonic() + patience
        while True:
            try:
                fd = os.open(self.name, os.O_RDWR | os.O_NOCTTY)
                break
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.EIO, errno.ENODEV, errno.EBUSY) or time.monotonic() > deadline:
                    raise
                time.sleep(.05)
        tty.setraw(fd)      # of a pty's master: sets its slave
        self.attach(fd)

    def attach(self, fd):
        os.set_blocking(fd, False)
        self.fd, self.pending = fd, b''
        self.loop.watch(fd, self.readable)

    def detach(self):
        if self.fd is None:
            return
        self.loop.unwatch(self.fd)
        if self.connection:
            self.connection.close()
            self.connection = None
        else:
            os.close(self.fd)
        self.fd = None

    def close(self):
        self.detach()
        if self.listener:
            self.loop.unwatch(self.listener)
            self.listener.close()
            self.listener = None

    # --- bytes --------------------------------------------------------------------

    def write(self, data):
        """Sends as the other side reads; what is left when the line closes is lost, as on a real one."""
        if self.fd is None:
            return
        self.pending += data
        self.flush()

    def flush(self):
        try:
            while self.pending:
                self.pending = self.pending[os.write(self.fd, self.pending):]
        except BlockingIOError:
            pass
        except OSError:
            self.pending = b''
        self.loop.watch(self.fd, self.readable, writing=bool(self.pending))

    def readable(self):
        if self.pending:
            self.flush()
        try:
            data = os.read(self.fd, 4096)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if data:
            self.on_data(data)
        elif self.kind == 'unix':
            self.log.write(self.label, '--', 'disconnected')
            self.detach()
            self.on_closed()
        else:       # EIO of a pty's master: nobody has the slave open
            self.was_closed = True
            self.loop.unwatch(self.fd)
            self.loop.after(.05, self.watch_again)

    def watch_again(self):
        if self.fd is not None:
            self.loop.watch(self.fd, self.readable)

    # --- the wires beside the data ----------------------------------------------------

    def dtr_dropped(self):
        """Whether the computer hung up: by the speed B0, or by closing the terminal (a pty has no HUPCL to tell by)."""
        if self.kind == 'unix' or self.fd is None:
            return False
        closed, self.was_closed = self.was_closed, False
        try:
            return closed or termios.tcgetattr(self.fd)[5] == termios.B0
        except termios.error:
            return False

    def drop_carrier_detect(self):
        """Hangs the terminal up, as DCD going away does, if a pppd still holds it.

        Without a pppd on it there is no hang-up: ModemManager 1.20 gives a port up for good that is hung up after it
        opened it again, seconds after a call's end.  Needs CAP_SYS_ADMIN."""
        if self.fd is None or self.kind == 'unix':
            return
        if self.name.startswith('/dev/ttyGS'):      # a USB gadget drops its DCD when it is closed
            self.detach()
            self.open()
            return
        slave = self.name if self.kind == 'pty' else re.sub('^/dev/pty', '/dev/tty', self.name)
        if self.kind == 'tty' and slave == self.name:
            return
        fd = os.open(slave, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            discipline = int.from_bytes(fcntl.ioctl(fd, TIOCGETD, bytes(4)), sys.byteorder)
            if discipline == N_PPP:
                fcntl.ioctl(fd, TIOCVHANGUP)
            self.log.write(self.label, '--', 'DCD drops: ' + ('line hung up' if discipline == N_PPP else 'no pppd on the line'))
        finally:
            os.close(fd)
