# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may what by the installed policy: users that logind knows as active, inactive, remote, or not at all, and the real polkitd."""
import json
import os
import subprocess

from client import CONNECTION, MANAGER, ROOT, SERVICE
from lines import Line

SCENARIOS = []
HERE = os.path.dirname(os.path.realpath(__file__))
SEAT, AFAR = 'seat0', '@198.51.100.7'
FIRST, SECOND = 'nobody', 'daemon'


def scenario(function):
    SCENARIOS.append(function)
    return function


def start_logind():
    """It is no part of the guest otherwise.  What every log-in of this machine has of PAM is in common-session."""
    with open('/etc/pam.d/dialtone-session', 'w', encoding='ascii') as file:
        file.write('@include common-session\n')
    subprocess.run(['systemctl', 'start', 'systemd-logind'], check=True)


class Session:
    """A user's log-in: on the seat, from afar, or (without either) no more than a process of his."""

    def __init__(self, stage, user, where=''):
        start_logind()
        self.process = subprocess.Popen([os.path.join(HERE, 'session'), user, where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.id = self.process.stdout.readline().strip()
        assert self.id, f'no session of {user}'
        self.stage = stage
        stage.undoing.append(self.close)

    def show(self, name):
        return subprocess.run(['loginctl', 'show-session', '--value', '--property', name, self.id], check=True, capture_output=True,
                              text=True).stdout.strip()

    def call(self, path, interface, method, *arguments):
        """Without a prompt; what came of it."""
        words = ['busctl', '--system', '--allow-interactive-authorization=no', 'call', SERVICE, path, interface, method, *arguments]
        self.process.stdin.write(json.dumps(words) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def dial(self, entry):
        return self.call(ROOT, MANAGER, 'Dial', 'sa{sv}', entry, '0')

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(30) == 0
        # polkit asks whether any session of the user's is active, and one from afar always is: none may be left.
        subprocess.run(['loginctl', 'terminate-session', self.id], stderr=subprocess.DEVNULL, check=False)
        self.stage.until(lambda: not os.path.exists('/run/systemd/sessions/' + self.id), 30, f'end of session {self.id}')


def add_entry(stage, name):
    """Of a line at whose end nobody is."""
    line = Line()
    stage.until(lambda: line.is_usable(stage.client), 30, f'link {line.near} in NetworkManager')
    stage.add_profile(name, 'pppoe', pppoe={'username': 'alice', 'password': 'secret'}, connection={'interface-name': line.near})
    return name


def assert_may(answer):
    assert answer['status'] == 0, answer


def assert_may_not(answer):
    assert answer['status'] != 0 and 'not authorized' in answer['err'].lower(), answer


def create(session, name, restricted='true'):
    return session.call(ROOT, SERVICE + '.Phonebook', 'CreateEntry', 'a{sv}', '4', 'name', 's', name, 'kind', 's', 'pppoe', 'device', 's', 'dsl1',
                        'restricted', 'b', restricted)


def assert_denied(session, entry, name):
    assert_may_not(session.dial(entry))
    assert_may_not(create(session, name))


@scenario
def an_active_user_dials_and_makes_entries(stage):
    entry, session = add_entry(stage, 'active'), Session(stage, FIRST, SEAT)
    assert (session.show('Active'), session.show('Remote'), session.show('Seat')) == ('yes', 'no', SEAT), session.id
    answer = session.dial(entry)
    assert_may(answer)
    path = answer['out'].split('"')[1]
    assert stage.client.status(path)['StartedByUid'] == 65534, stage.client.status(path)
    assert_may(session.call(path, CONNECTION, 'HangUp', 'a{sv}', '0'))
    stage.client.wait_end(path)
    answer = create(session, 'of-the-active')
    assert_may(answer)
    assert_may(session.call(ROOT, SERVICE + '.Phonebook', 'DeleteEntry', 's', answer['out'].split('"')[1]))
    # What all users see is the administrator's, as NetworkManager's own policy has it.
    assert_may_not(create(session, 'for-all', 'false'))
    # Another user's line is the administrator's business, also for one who sits there.
    path = stage.dial(entry)
    assert_may_not(session.call(path, CONNECTION, 'HangUp', 'a{sv}', '0'))
    stage.hang_up(path)


@scenario
def one_who_is_not_in_front_may_not(stage):
    """The other user's log-in is the active one of the seat; the first one still is there."""
    entry, session = add_entry(stage, 'inactive'), Session(stage, FIRST, SEAT)
    assert session.show('Active') == 'yes'
    other = Session(stage, SECOND, SEAT)
    assert (session.show('Active'), other.show('Active')) == ('no', 'yes')
    assert_denied(session, entry, 'of-the-inactive')


@scenario
def one_from_afar_may_not(stage):
    entry, session = add_entry(stage, 'afar'), Session(stage, FIRST, AFAR)
    assert (session.show('Remote'), session.show('Seat')) == ('yes', ''), session.id
    assert_denied(session, entry, 'of-one-from-afar')


@scenario
def the_rights_go_with_the_seat(stage):
    """What was begun by an active user is his to end later: hanging up is for all sessions."""
    entry, session = add_entry(stage, 'seat'), Session(stage, FIRST, SEAT)
    answer = session.dial(entry)
    assert_may(answer)
    path = answer['out'].split('"')[1]
    Session(stage, SECOND, SEAT)
    assert session.show('Active') == 'no'
    assert_may_not(session.dial(add_entry(stage, 'seat-again')))
    assert_may(session.call(path, CONNECTION, 'HangUp', 'a{sv}', '0'))
    stage.client.wait_end(path)
