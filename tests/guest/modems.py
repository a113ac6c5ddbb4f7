# SPDX-License-Identifier: LGPL-2.1-or-later
"""Simulated modems (tests/modem) on legacy ptys, which udev and ModemManager find; behind each a pppd in "isp"."""
import os
import subprocess

from gi.repository import GLib

from client import NM, NM_PATH
from lines import FAR_SIDE, PROPERTIES

MM, MM_PATH = 'org.freedesktop.ModemManager1', '/org/freedesktop/ModemManager1'
SIMMODEM = os.path.join(os.path.dirname(__file__), '..', 'modem', 'simmodem')
PPPD = 'exec nsenter --net=/run/netns/{} pppd notty nodetach local silent {} {}:{} noipv6 novj noccp nodefaultroute'
DEVICE_DISCONNECTED, MODEM_REGISTERED = 30, 8


def start_modemmanager():
    """After the one that "bed" started was killed."""
    command = ['ModemManager', '--debug', '--log-file=' + os.environ['GUEST_SHARED'] + '/ModemManager-again.log', '--test-no-suspend-resume']
    environment = {**os.environ, 'LD_PRELOAD': os.environ['DIALTONE_BUILD'] + '/tests/guest/libtty-driver.so'}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)      # ends with the guest
    os.environ['MM_PID'] = str(child.pid)


class Modem:
    """/dev/ttypN; plugged from the beginning."""
    made = 0

    def __init__(self, *options, pppd='noauth'):
        """options: of simmodem; pppd: of the far side of a call."""
        self.number = Modem.made
        Modem.made += 1
        self.port, self.control = f'ttyp{self.number}', f'/run/modem{self.number}.control'
        uevent = f'/sys/class/tty/{self.port}/uevent'
        address = f'10.64.{self.number}.'
        log = os.path.join(os.environ['GUEST_SHARED'], f'modem{self.number}')
        subprocess.Popen([SIMMODEM, '--tty', f'/dev/ptyp{self.number}', '--control', self.control, '--log', log + '.log',
                          '--plug-cmd', f'echo add >{uevent}', '--unplug-cmd', f'echo remove >{uevent}', '--peer-log', log + '.pppd.log',
                          '--peer', PPPD.format(FAR_SIDE, pppd, address + '1', address + '2'), *options])      # ends with the guest

    def tell(self, *words):
        subprocess.run([SIMMODEM, '--ctl', self.control, *words], check=True, stdout=subprocess.DEVNULL)

    def is_usable(self, client):
        """ModemManager is done with it, and NetworkManager would dial."""
        return self.state(client) == MODEM_REGISTERED and self.device_state(client) == DEVICE_DISCONNECTED

    def state(self, client):
        objects = client.ask(MM, MM_PATH, 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
        modems = [interfaces[MM + '.Modem'] for interfaces in objects.values() if MM + '.Modem' in interfaces]
        return next((modem['State'] for modem in modems if modem['PrimaryPort'] == self.port), None)

    def device_state(self, client):
        try:
            path = client.ask(NM, NM_PATH, NM, 'GetDeviceByIpIface', GLib.Variant('(s)', (self.port,)))[0]
            return client.ask(NM, path, PROPERTIES, 'Get', GLib.Variant('(ss)', (NM + '.Device', 'State')))[0]
        except GLib.Error:
            return None
