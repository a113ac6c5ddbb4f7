# SPDX-License-Identifier: LGPL-2.1-or-later
"""A password that is dialled through every way in leaves no trace."""
import os
import subprocess
import time

from gi.repository import GLib

from client import ROOT, SERVICE
from harness import scenario
from leaks import Core, Monitor, check_no_trace, files_with, memory_has, push_out_of_read_buffer
from secrets_kit import INTERACTIVE, YES, Agent, dial_with_fd, profile_hashes, resume, text

CARRIERS = {'Dial', 'Resume', 'reply of RequestCredentials', 'reply of GetSecrets', 'GetSecrets', 'Connect', 'ConnectInteractive',
            'NeedSecrets', 'NewSecrets'}


def by_option(client, user, password):
    return client.dial('office', **{'user-name': text(user), 'password': text(password)})


def by_descriptor(client, user, password):
    return dial_with_fd(client, 'office', password.encode(), **{'user-name': text(user)})


def by_agent(client, user, password):
    Agent(client, '/agent', password)
    return client.dial('asks', **{'user-name': text(user), 'agent': GLib.Variant('o', '/agent')})


def by_resume(client, user, password):
    path = client.dial('asks', **{'user-name': text(user), 'pause': YES})
    client.wait_state(path, INTERACTIVE)
    resume(client, path, password=password)
    return path


def by_profile(client, user, _password):
    return client.dial('stored', **{'user-name': text(user)})


def by_file(client, user, password):
    file = os.environ['T'] + '/canary'
    with open(file, 'w', encoding='ascii') as stream:
        stream.write(password + '\n')
    done = subprocess.run(['dialtone', 'dial', '--user', user, '--passwd-file', file, 'office'], check=True, capture_output=True,
                          text=True)
    os.unlink(file)
    return done.stdout.split()[-1]


def by_refusal(client, user, password):
    return client.dial('office', **{'user-name': text(user), 'password': text('bad' + password)})


def by_mistake(client, user, password):
    """Refused calls, whose texts must not have it either."""
    for options in ({'password': text(password), 'nonsense': YES}, {'password': text(password + '\n')},
                    {'password': text(password), 'domain': text('x')}):
        try:
            client.dial('office', **options)
            raise AssertionError('taken')
        except GLib.Error as error:
            assert password not in error.message, error.message
    return client.dial('nowhere', **{'user-name': text(user), 'password': text(password)})


def look_for_canary(client, way):
    user = 'stored' if way is by_profile else f'c{time.monotonic_ns()}'
    canary, before = f'good-{user}', profile_hashes()
    monitor = Monitor(canary)
    path = way(client, user, canary)
    result = client.wait_result(path)
    assert result == {by_refusal: 691, by_mistake: 609}.get(way, 0), (way, result, client.status(path)['Causes'])
    if result == 0:
        client.hang_up(path)
        client.wait_end(path)
    check_no_trace(client, path, canary)
    assert not files_with(os.environ['WORK'], canary), (way, files_with(os.environ['WORK'], canary))
    monitor.sync(client)
    assert monitor.seen > 10 and monitor.carriers <= CARRIERS, (way, monitor.carriers)
    assert monitor.carriers, way
    monitor.close()
    assert profile_hashes() == before, way


def leaves_no_trace(way):
    def test(client):
        look_for_canary(client, way)
    test.__name__ = 'a_password_' + way.__name__
    return scenario('canary')(test)


for each in (by_option, by_descriptor, by_agent, by_resume, by_profile, by_file, by_refusal, by_mistake):
    leaves_no_trace(each)


@scenario('canary')
def the_search_finds_what_is_there(client):
    """While a dial is under way its password is in the service's memory, and even then in no core dump."""
    pid, canary = int(os.environ['DIALTONED_PID']), 'good-canary-there'
    path = client.dial('lab-hang', password=text(canary))
    client.wait_state(path, 2)
    push_out_of_read_buffer(client)
    assert memory_has(pid, canary), 'a search that finds nothing proves nothing'
    core = Core(pid)
    assert core.has(path) and not core.has(canary)
    client.hang_up(path)
    client.wait_end(path)


@scenario('canary')
def freed_memory_is_wiped(client):
    """Any text of a message will do, and of many sizes: the C library keeps freed blocks by size."""
    pid = int(os.environ['DIALTONED_PID'])
    assert any(where == '[heap]' for where, _ in memory_has(pid, 'office-wrong')), 'the search does not see the heap'
    for size in range(0, 300, 7):
        canary = f'canary-of-{size}-' + 'q' * size
        client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'ListEntries', GLib.Variant('(a{sv})', ({'x-text': text(canary)},)))
        for _ in range(20):         # the reply may leave before the call is freed
            client.ask(SERVICE, ROOT, 'org.freedesktop.DBus.Peer', 'Ping')
            left = [hit for hit in memory_has(pid, canary) if hit[0] == '[heap]']
            if not left:
                break
        assert not left, size
        push_out_of_read_buffer(client)
