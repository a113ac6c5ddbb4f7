# SPDX-License-Identifier: LGPL-2.1-or-later
"""Descriptors that ordinary users send, on a bus with the installed policy, to the service under its unit's rights."""
import os

from gi.repository import Gio, GLib

from client import MANAGER, ROOT, SERVICE, remote_error
from harness import as_user, scenario

DENIED = 'org.freedesktop.DBus.Error.AccessDenied'


def call(client, interface, method, arguments, count):
    """With so many descriptors, of a pipe that holds a password; returns the error's name."""
    end, other = os.pipe()
    os.write(other, b'good-u1\n')
    os.close(other)
    try:
        client.bus.call_with_unix_fd_list_sync(SERVICE, ROOT, interface, method, arguments, None, 0, 60000,
                                               Gio.UnixFDList.new_from_array([end] + [os.dup(end) for _ in range(count - 1)]), None)
    except GLib.Error as error:
        return remote_error(error)
    return ''


def dial(count):
    return MANAGER, 'Dial', GLib.Variant('(sa{sv})', ('office-wrong', {'password-fd': GLib.Variant('h', 0)})), count


@scenario('descriptors')
def the_bus_lets_one_through_to_dial(client):
    assert call(client, MANAGER, 'GetErrorString', GLib.Variant('(u)', (691,)), 1) == DENIED
    assert call(client, SERVICE + '.Phonebook', 'ListEntries', GLib.Variant('(a{sv})', ({},)), 1) == DENIED
    assert call(client, 'org.freedesktop.DBus.Properties', 'GetAll', GLib.Variant('(s)', (MANAGER,)), 1) == DENIED
    assert call(client, 'org.freedesktop.DBus.Peer', 'Ping', None, 1) == DENIED
    assert call(client, *dial(2)) == DENIED
    assert call(client, *dial(1)) == ''
    client.until(lambda: client.finished, 30, 'DialFinished')
    path, _uuid, error, _details = client.finished[0]
    assert error == 0, error
    client.hang_up(path)
    client.wait_end(path)


# She need not be let into the folder where this is.
ALICE = """
import os
from gi.repository import Gio, GLib
service, root = 'org.dialtone.RemoteAccess1', '/org/dialtone/RemoteAccess1'
end, other = os.pipe()
os.write(other, b'good-u1')
bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
options = {'password-fd': GLib.Variant('h', 0)}
reply, _ = bus.call_with_unix_fd_list_sync(service, root, service + '.Manager', 'Dial', GLib.Variant('(sa{sv})', ('office-wrong', options)), None, 0,
                                           60000, Gio.UnixFDList.new_from_array([end]), None)
path = reply.unpack()[0]
status = bus.call_sync(service, path, service + '.Connection', 'WaitFinished', GLib.Variant('(u)', (60000,)), None, 0, 90000, None)
print(status.unpack()[-1])
bus.call_sync(service, path, service + '.Connection', 'HangUp', GLib.Variant('(a{sv})', ({},)), None, 0, 60000, None)
"""


@scenario('descriptors')
def a_pipe_of_an_ordinary_user(client):
    ended = as_user('alice', '/usr/bin/python3', '-c', ALICE)
    assert (ended.returncode, ended.stdout) == (0, '0\n'), ended
    client.until(lambda: client.finished, 30, 'DialFinished')
    client.wait_end(client.finished[0][0])
