# SPDX-License-Identifier: LGPL-2.1-or-later
"""Links of Ethernet to the network namespace "isp", each with a PPPoE server and pppd of its own at the far end."""
import os
import signal
import subprocess

from gi.repository import GLib

from client import NM, NM_PATH

FAR_SIDE = 'isp'
OPTIONS = ['auth', 'require-chap', 'noipv6', 'lcp-echo-interval 0']
SECRETS = '"alice" * "secret" *\n'
PROPERTIES = 'org.freedesktop.DBus.Properties'
DISCONNECTED = 30


def in_far_side(*command):
    return ['nsenter', '--net=/run/netns/' + FAR_SIDE, *command]


def of_process(pid, name):
    """Empty if it is gone: a call that ends takes its processes with it."""
    try:
        with open(f'/proc/{pid}/{name}', encoding='ascii') as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ''


def make_far_side():
    subprocess.run(['ip', 'netns', 'add', FAR_SIDE], check=True)
    subprocess.run(['ip', '-n', FAR_SIDE, 'link', 'set', 'lo', 'up'], check=True)
    for name in ('chap-secrets', 'pap-secrets'):
        with open('/etc/ppp/' + name, 'w', opener=lambda path, flags: os.open(path, flags, 0o600), encoding='ascii') as file:
            file.write(SECRETS)


class Line:
    """A link: dslN here, ispN there.  NetworkManager waits 7 s before it uses one again for PPPoE: take another."""
    made = 0

    def __init__(self):
        Line.made += 1
        self.number = Line.made
        self.near, self.far = f'dsl{self.number}', f'isp{self.number}'
        self.server = None
        subprocess.run(['ip', '-batch', '-'], check=True, text=True, input=f'link add {self.near} type veth peer name {self.far} netns '
                       f'{FAR_SIDE}\nlink set {self.near} up\n')
        subprocess.run(['ip', '-n', FAR_SIDE, 'link', 'set', self.far, 'up'], check=True)
        shown = subprocess.run(['ip', '-n', FAR_SIDE, '-o', 'link', 'show', self.far], check=True, text=True, capture_output=True).stdout
        self.index = shown.split(':')[0]

    def is_usable(self, client):
        """NetworkManager knows the link and would dial on it."""
        try:
            path = client.ask(NM, NM_PATH, NM, 'GetDeviceByIpIface', GLib.Variant('(s)', (self.near,)))[0]
        except GLib.Error:
            return False
        return client.ask(NM, path, PROPERTIES, 'Get', GLib.Variant('(ss)', (NM + '.Device', 'State')))[0] == DISCONNECTED

    def serve(self, stage, *options, pppd='/usr/sbin/pppd'):
        """Starts the server; options: further ones of its pppd."""
        file_name = f'/run/{self.far}.options'
        with open(file_name, 'w', encoding='ascii') as file:
            file.write('\n'.join([*OPTIONS, *options]) + '\n')
        stage.undoing.append(self.remove)
        address = f'10.{67 + self.number // 250}.{self.number % 250}'
        self.server = subprocess.Popen(in_far_side('pppoe-server', '-F', '-I', self.far, '-L', address + '.1', '-R', address + '.2', '-C', 'lab',
                                                   '-O', file_name, '-q', pppd), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stage.until(self.is_served, 10, 'PPPoE server')
        return self

    def is_served(self):
        """The server has its socket: what is asked now is answered.  Columns: sk RefCnt Type Proto Iface ..."""
        with open(f'/proc/{self.server.pid}/net/packet', encoding='ascii') as file:
            return self.index in [row.split()[4] for row in file]

    def processes(self):
        """The server, then a pppd for each call, then its pppoe."""
        found = [self.server.pid]
        for pid in found:
            found += [int(child) for child in of_process(pid, f'task/{pid}/children').split()]
        return found

    def signal(self, command, number):
        """To those that run this command."""
        pids = [pid for pid in self.processes() if of_process(pid, 'comm').strip() == command]
        assert pids, f'no {command} at the far end of {self.near}'
        for pid in pids:
            os.kill(pid, number)

    def end_calls(self):
        """The far side hangs up in order."""
        self.signal('pppd', signal.SIGTERM)

    def end_sessions(self):
        """The server says that the session is over (PADT) while PPP knows nothing of it."""
        self.signal('pppoe', signal.SIGTERM)

    def die(self):
        """The far side falls silent at once: first goes who could still say goodbye."""
        for pid in reversed(self.processes()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:      # the death of its child was enough
                pass
        self.server.wait()

    def remove(self):
        """Once the scenario is over: many links are slow."""
        if self.server.poll() is None:
            self.die()
        subprocess.run(['ip', 'link', 'delete', self.near], check=True)

    def cut(self):
        """The far end of the cable."""
        subprocess.run(['ip', '-n', FAR_SIDE, 'link', 'set', self.far, 'down'], check=True)
