#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Golden tests of dialtone(1) against a scripted service, each on a bus of its own.

Usage: test-cli.py DIALTONE FOLDER-OF-XML.  With DIALTONE_UPDATE_GOLDEN set the
golden files are written anew; read the difference before you commit it.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEADLINE = 60

# name: commands that run one after the other; what the last one prints and returns is golden
CASES = {
    'help': [['--help']], 'version': [['--version']], 'no-command': [[]], 'bad-command': [['frobnicate']],
    'bad-option': [['list', '--frob']], 'too-many': [['list', 'a']], 'dial-nothing': [['dial']], 'dial-help': [['dial', '--help']],
    'dial-zero-timeout': [['dial', '--timeout', '0', 'office']], 'wait-nothing': [['wait']], 'wait-negative': [['wait', '--timeout', '-5', '1']],
    'hangup-both': [['hangup', '--all', '1']],
    'errors-691': [['errors', '691']], 'errors-691-json': [['errors', '--json', '691']],
    'errors-symbol': [['errors', 'error_vpn_timeout']], 'errors-hex': [['errors', '0x80070057']], 'errors-success': [['errors', '0']],
    'errors-unknown': [['errors', '4711']], 'errors-word': [['errors', 'frob']], 'errors-unknown-json': [['--json', 'errors', '4711']],
    'entries': [['entries']], 'entries-json': [['entries', '--json']], 'devices': [['devices']], 'devices-json': [['devices', '--json']],
    'list-none': [['list']], 'list-json': [['dial', '--wait', 'office'], ['list', '--json']],
    'list': [['dial', '--wait', 'office'], ['dial', '--wait', 'office-wrong'], ['dial', '--wait', 'secret'], ['list']],
    'dial': [['dial', 'office']], 'dial-json': [['dial', '--json', 'office']],
    'dial-wait': [['dial', '--wait', 'office']], 'dial-wait-json': [['dial', '--wait', '--json', 'office']],
    'dial-wrong': [['dial', '--wait', 'office-wrong']], 'dial-wrong-json': [['--json', 'dial', '--wait', 'office-wrong']],
    'dial-down': [['dial', '-w', '--timeout', '40', '--device', 'eth0', 'server-down']],
    'dial-reuse': [['dial', '--wait', 'office'], ['dial', '--wait', '--reuse', 'office']],
    'dial-no-entry': [['dial', '--wait', 'nobody']], 'dial-no-entry-json': [['dial', '--wait', '--json', 'nobody']],
    'dial-dashes': [['dial', '--', '--odd']],
    'dial-apn': [['dial', '--wait', '--apn', 'internet', '--device', 'ttyUSB0', '--user', 'me', '--timeout', '9']],
    'dial-number': [['dial', '--phone-number', '0123456', '--reuse']],
    'dial-peer': [['dial', '--prove-peer', 'office']],
    'dial-apn-of-entry': [['dial', '--apn', 'internet', 'office']], 'dial-user-of-entry': [['dial', '--user', 'me', 'office']],
    'dial-ask-apn': [['dial', '--ask', '--apn', 'internet']],
    'dial-no-secret': [['dial', '--apn', 'internet', '--passwd-file', '/nonexistent/file']],
    'dial-empty-secret': [['dial', '--apn', 'internet', '--pin-file', '/dev/null']],
    'dial-vanish': [['dial', '--wait', 'vanish']], 'dial-vanish-json': [['dial', '--wait', '--json', 'vanish']],
    'status-service': [['status']], 'status-service-json': [['status', '--json']],
    'status-name': [['dial', '--wait', 'office'], ['status', 'office']],
    'status-id': [['dial', '--wait', 'office-wrong'], ['status', '1']],
    'status-uuid': [['dial', '--wait', 'secret'], ['status', '00000000-0000-4000-8000-000000000005']],
    'status-json': [['dial', '--wait', 'office'], ['status', '--json', '/org/dialtone/RemoteAccess1/Connection/1']],
    'status-none': [['status', 'office']], 'status-bad-path': [['status', '/org/dialtone/RemoteAccess1/Connection/99']],
    'status-controls': [['dial', 'evil\x1b[2J\u202e'], ['status', '1']],
    'status-ambiguous': [['dial', 'slow'], ['dial', 'slow'], ['status', 'slow']],
    'wait': [['dial', '--wait', 'office'], ['wait', 'office']], 'wait-wrong': [['dial', '--wait', 'office-wrong'], ['wait', '1']],
    'wait-json': [['dial', '--wait', 'office'], ['wait', '--json', '1']],
    'wait-timeout': [['dial', 'slow'], ['wait', '--timeout', '0', 'slow']],
    'hangup-only': [['dial', 'slow'], ['hangup']], 'hangup-name': [['dial', 'slow'], ['hangup', 'slow']],
    'hangup-ended': [['dial', 'slow'], ['hangup', '1'], ['wait', '1']],
    'hangup-all-json': [['dial', 'slow'], ['hangup', '--all', '--json']],
    'hangup-none': [['hangup']], 'hangup-several': [['dial', 'slow'], ['dial', '--wait', 'office'], ['hangup']],
    **{f'call-{name}': [['dial', name]] for name in (
        'NotAuthorized', 'AmbiguousEntry', 'InvalidOption', 'AlreadyDialing', 'NotPaused', 'NotEnded', 'LimitsExceeded', 'NotAvailable',
        'TimedOut')},
}
# without a service on the bus
ABSENT = {f'absent-{command[0]}': [command] for command in (
    ['entries'], ['devices'], ['list'], ['dial', 'office'], ['wait', '1'], ['status'], ['hangup'], ['monitor'], ['errors', '631'])}


class Bed:
    """A bus, and the fake service on it."""

    def __init__(self, dialtone, xml, service=True):
        self.dialtone, self.processes = dialtone, []
        self.folder = tempfile.TemporaryDirectory()
        bus = self.start(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--nosyslog', '--print-address',
                          f'--address=unix:dir={self.folder.name}'], dict(os.environ))
        self.env = {**os.environ, 'DBUS_SYSTEM_BUS_ADDRESS': bus.stdout.readline().strip(), 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}
        if service:
            plain = {k: v for k, v in self.env.items() if k != 'G_DEBUG'}
            fake = self.start(['/usr/bin/python3', os.path.join(HERE, 'fake-dialtoned.py'), xml], plain)
            assert fake.stdout.readline() == 'ready\n', 'the fake did not start'

    def start(self, command, env):
        self.processes.append(subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True))
        return self.processes[-1]

    def popen(self, arguments):
        return subprocess.Popen([self.dialtone, *arguments], env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, arguments):
        process = self.popen(arguments)
        try:
            out, err = process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return out, err, process.returncode

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
            process.stdout.close()
        self.folder.cleanup()


def told(arguments, out, err, status):
    command = json.dumps(arguments, ensure_ascii=True)
    text = f'$ dialtone {command}\n{out}--- stderr\n{err}--- exit status {status}\n'
    return re.sub(r'(dialtoned?) \d+\.\d+\.\d+', r'\1 VERSION', text)


def check_golden(name, text):
    file = os.path.join(HERE, 'golden', name + '.txt')
    if os.environ.get('DIALTONE_UPDATE_GOLDEN'):
        with open(file, 'w', encoding='utf-8') as stream:
            stream.write(text)
    with open(file, encoding='utf-8') as stream:
        wanted = stream.read()
    assert text == wanted, f'wanted:\n{wanted}\ngot:\n{text}'
    for c in text:
        assert c == '\n' or c.isprintable(), f'control character {c!r} was printed'


def golden(name, commands, bed):
    for arguments in commands[:-1]:
        bed.run(arguments)
    out, err, status = bed.run(commands[-1])
    for line in out.splitlines() if '--json' in commands[-1] else ():
        assert isinstance(json.loads(line), dict)
    check_golden(name, told(commands[-1], out, err, status))


def read_until(stream, wanted):
    for line in stream:
        if wanted in line:
            return
    raise AssertionError(f'“{wanted}” never came')


def interrupt_hangs_up(bed, number, status):
    process = bed.popen(['dial', '--wait', 'slow'])
    read_until(process.stdout, 'RASCS_ConnectDevice')
    process.send_signal(number)
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == status, (process.returncode, out, err)
    assert 'Error 631 ERROR_USER_DISCONNECTION' in out and 'Hanging up' in err, (out, err)
    assert bed.run(['wait', '1'])[2] == 25


def second_interrupt_leaves(bed):
    service = bed.processes[-1]
    process = bed.popen(['dial', '--wait', 'slow'])
    read_until(process.stdout, 'RASCS_ConnectDevice')
    service.send_signal(signal.SIGSTOP)         # never hears of the hang-up
    process.send_signal(signal.SIGINT)
    read_until(process.stderr, 'Hanging up')
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=DEADLINE)
    assert process.returncode == 130, process.returncode


def service_killed(bed, arguments, wanted):
    process = bed.popen(arguments)
    read_until(process.stderr if wanted == 'Watching' else process.stdout, wanted)
    bed.processes[-1].kill()
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 3 and 'left the bus' in err, (process.returncode, out, err)


def bus_killed(bed):
    process = bed.popen(['dial', '--wait', 'slow'])
    read_until(process.stdout, 'RASCS_ConnectDevice')
    bed.processes[0].kill()
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 3 and 'left the bus' in err, (process.returncode, out, err)


def wait_outlives_service(bed):
    bed.run(['dial', 'slow'])
    process = bed.popen(['wait', '--json', 'slow'])
    watcher = bed.popen(['hangup', 'slow'])
    watcher.communicate(timeout=DEADLINE)
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 25 and json.loads(out)['result'] == 631, (process.returncode, out, err)


def monitor(bed, name, options):
    process = bed.popen(['monitor', *options])
    read_until(process.stderr, 'Watching')
    bed.run(['dial', '--wait', 'office-wrong'])
    lines = []
    for line in process.stdout:
        lines.append(line)
        if 'finished' in line:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=DEADLINE)
    assert process.returncode == -signal.SIGINT, process.returncode
    check_golden(name, ''.join(lines))


def readme(bed):
    """The same examples run against the real thing in the sandbox."""
    bed.env['PATH'] = os.path.dirname(bed.dialtone) + ':' + bed.env['PATH']
    bed.env['SOURCE'] = os.path.join(HERE, '..', '..')
    bed.env['BUILD'] = os.path.join(os.path.dirname(bed.dialtone), '..', '..')
    done = subprocess.run(['/usr/bin/python3', os.path.join(HERE, 'readme-examples.py'), os.path.join(HERE, '..', '..', 'README.md')],
                          env=bed.env, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def secrets(bed):
    """From a file and from standard input, one line each; never from the command line."""
    file = os.path.join(bed.folder.name, 'secret')
    with open(file, 'w', encoding='utf-8') as stream:
        stream.write('gehe im\r\nmore\n')
    command = [bed.dialtone, 'dial', '--apn', 'internet', '--passwd-file', file, '--pin-file', '-']
    done = subprocess.run(command, env=bed.env, input='1234\nrest\n', capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 44, done
    assert "password 'gehe im', pin '1234'" in done.stderr, done.stderr
    command[-3:] = ['-', '--pin-file', '-']
    done = subprocess.run(command, env=bed.env, input='one\n1234\n', capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert "password 'one', pin '1234'" in done.stderr, done.stderr


def no_bus(bed):
    bed.env['DBUS_SYSTEM_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
    out, err, status = bed.run(['list'])
    assert status == 3 and 'system bus cannot be reached' in err, (out, err, status)


def every_error_has_a_status(bed):
    rows = json.loads(bed.run(['errors', '--json'])[0])['errors']
    assert len(rows) > 200, len(rows)
    statuses = {}
    for row in rows:
        assert (row['exit-status'] == 0) == (row['error'] == 0), row
        assert row['error'] == 0 or 10 <= row['exit-status'] < 40, row
        statuses.setdefault(row['class'], set()).add(row['exit-status'])
    assert all(len(found) == 1 for found in statuses.values()), statuses
    assert len(set.union(*statuses.values())) == len(statuses), statuses


SPECIAL = {
    'interrupt': lambda bed: interrupt_hangs_up(bed, signal.SIGINT, 130),
    'terminate': lambda bed: interrupt_hangs_up(bed, signal.SIGTERM, 143),
    'second-interrupt': second_interrupt_leaves,
    'service-killed': lambda bed: service_killed(bed, ['dial', '--wait', 'slow'], 'RASCS_ConnectDevice'),
    'service-killed-monitor': lambda bed: service_killed(bed, ['monitor'], 'Watching'),
    'bus-killed': bus_killed,
    'wait-until-hung-up': wait_outlives_service,
    'monitor': lambda bed: monitor(bed, 'monitor', []),
    'monitor-json': lambda bed: monitor(bed, 'monitor-json', ['--json']),
    'secrets': secrets,
    'no-bus': no_bus,
    'readme': readme,
    'errors-all': every_error_has_a_status,
}


def attempt(number, name, test, dialtone, xml, service):
    bed = Bed(dialtone, xml, service)
    try:
        test(bed)
        print(f'ok {number} - {name}', flush=True)
    except (AssertionError, subprocess.TimeoutExpired, ValueError, OSError) as error:
        print(f'not ok {number} - {name}')
        print(''.join(f'# {line}\n' for line in (str(error) or repr(error)).splitlines()), end='', flush=True)
    finally:
        bed.close()


def main():
    dialtone, xml = os.path.abspath(sys.argv[1]), sys.argv[2]
    tests = [(name, lambda bed, n=name, c=commands: golden(n, c, bed), True) for name, commands in CASES.items()]
    tests += [(name, lambda bed, n=name, c=commands: golden(n, c, bed), False) for name, commands in ABSENT.items()]
    tests += [(name, test, True) for name, test in SPECIAL.items()]
    # In a shell's background it is ignored, and the command would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(f'1..{len(tests)}')
    for number, (name, test, service) in enumerate(tests, 1):
        attempt(number, name, test, dialtone, xml, service)


main()
