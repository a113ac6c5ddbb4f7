# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line asks for secrets, or reads them."""
import os
import pty
import signal
import subprocess

from client import DISCONNECTED
from harness import scenario
from leaks import memory_has

CONNECT_DEVICE = 2


def on_a_terminal(command, *answers):
    """Runs it with a terminal of its own; each answer is typed when something is asked.  Its output and status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    output, asked = b'', 0
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:         # the other side has closed it
            break
        output += piece
        while asked < min(output.count(b'password:'), len(answers)):       # however it was cut in pieces
            os.write(terminal, answers[asked].encode() + b'\n')
            asked += 1
    os.close(terminal)
    return output.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@scenario('secrets')
def the_command_asks(client):
    output, status = on_a_terminal(['dialtone', 'dial', '--ask', 'asks'], 'bad', 'good-u1')
    assert status == 0 and 'Connected to asks' in output, output
    assert output.count('password:') == 2 and 'good-u1' not in output, output
    subprocess.run(['dialtone', 'hangup', 'asks'], check=True, stdout=subprocess.DEVNULL)
    client.until(lambda: client.edges and all(client.states(path)[-1] == DISCONNECTED for path in client.edges), 10, 'end')


@scenario('secrets')
def the_command_does_not_ask_unasked(client):
    output, status = on_a_terminal(['dialtone', 'dial', '--wait', 'asks'])
    assert status == 11 and 'password:' not in output, output
    done = subprocess.run(['setsid', 'dialtone', 'dial', '--ask', 'asks'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2 and 'no terminal' in done.stderr, done


@scenario('secrets')
def the_command_reads_a_file(client):
    done = subprocess.run(['dialtone', 'dial', '--wait', '--user', 'u3', '--passwd-file', '-', 'office-wrong'], input='good-u3\n',
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0 and 'good-u3' not in done.stdout + done.stderr, done
    subprocess.run(['dialtone', 'hangup', 'office-wrong'], check=True, stdout=subprocess.DEVNULL)
    client.until(lambda: client.edges and all(client.states(path)[-1] == DISCONNECTED for path in client.edges), 10, 'end')


def only_path(client):
    assert len(client.edges) == 1, client.edges
    return next(iter(client.edges))


def check_forgotten(client, pid, entry, canary):
    """The dial is under way, the command has read the canary, and forgets it while it waits."""
    client.until(lambda: client.edges and CONNECT_DEVICE in client.states(only_path(client)), 20, 'dial under way')
    assert memory_has(pid, entry), 'the search does not see the command'
    # GDBus sends in a thread of its own, and wipes the message some time after the service has it.
    client.until_seen(lambda: not memory_has(pid, canary), 10, f'end of the canary in the memory of {pid}')
    assert os.waitpid(pid, os.WNOHANG) == (0, 0), 'the command has ended'


@scenario('canary')
def the_command_forgets_what_it_read(client):
    file, canary = os.environ['T'] + '/canary', 'good-canary-of-a-file'
    with open(file, 'w', encoding='ascii') as stream:
        stream.write(canary + '\n')
    with subprocess.Popen(['dialtone', 'dial', '--wait', '--passwd-file', file, 'lab-hang'], stdout=subprocess.DEVNULL) as command:
        check_forgotten(client, command.pid, 'lab-hang', canary)
        client.hang_up(only_path(client))
    client.wait_end(only_path(client))
    os.unlink(file)


@scenario('canary')
def the_command_forgets_what_was_typed(client):
    with open(os.environ['T'] + '/openvpn.pid', encoding='ascii') as file:
        server = int(file.read())
    os.kill(server, signal.SIGSTOP)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp('dialtone', ['dialtone', 'dial', '--ask', 'asks'])
    output = b''
    while not output.rstrip(b' ').endswith(b'password:'):
        output += os.read(terminal, 4096)
    os.write(terminal, b'good-u1\n')
    while not output.endswith(b'\n'):          # written once the line has been read
        output += os.read(terminal, 4096)
    check_forgotten(client, pid, 'asks', 'good-u1')
    os.kill(server, signal.SIGCONT)
    assert client.wait_result(only_path(client)) == 0
    os.waitpid(pid, 0)
    os.close(terminal)
    client.hang_up(only_path(client))
    client.wait_end(only_path(client))
