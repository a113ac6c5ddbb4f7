# SPDX-License-Identifier: LGPL-2.1-or-later
"""One dial's credentials, pauses and agents, on the real NetworkManager and OpenVPN."""
import os

from gi.repository import GLib

from client import CONNECTED, MANAGER, NM, ROOT, SERVICE, remote_error
from harness import as_user, scenario
from judge import check_connected, check_ended
from secrets_kit import (EAP_UI, EXPIRED, INTERACTIVE, NO_SECRETS, REFUSED, RETRY, YES, Agent, dial_with_fd, profile_hashes, resume,
                         text, up_and_down)


@scenario('secrets')
def a_password_for_one_dial(client):
    before = profile_hashes()
    path = client.dial('office-wrong', password=text('good-u1'))
    client.wait_result(path)
    check_connected(client, path)
    status = client.status(path)
    assert status['EntryName'] == 'office-wrong' and status['EntryUuid'].endswith('02'), status
    up_and_down(client, path)
    path = client.dial('office-wrong')
    client.wait_result(path)
    check_ended(client, path, 691, REFUSED)
    assert profile_hashes() == before


@scenario('secrets')
def a_wrong_password_overrides_the_stored_one_and_is_sent_once(client):
    before = profile_hashes()
    path = client.dial('office', password=text('wrong'))
    client.wait_result(path)
    check_ended(client, path, 691, REFUSED)
    assert 'password' in client.status(path)['Hint'], client.status(path)['Hint']
    assert profile_hashes() == before


@scenario('secrets')
def what_is_not_given_is_the_profiles(client):
    up_and_down(client, client.dial('office', **{'user-name': text('u1')}))
    up_and_down(client, client.dial('office', **{'user-name': text('u7'), 'password': text('good-u7')}))


@scenario('secrets')
def a_password_from_a_descriptor(client):
    up_and_down(client, dial_with_fd(client, 'office-wrong', b'good-u1\nrest'))
    for data in (b'', b'x' * 5000, b'\xff\xfe'):
        try:
            dial_with_fd(client, 'office', data)
            raise AssertionError(f'{data[:9]} was taken')
        except GLib.Error as error:
            assert remote_error(error).endswith('.InvalidOption') and 'password-fd' in error.message, error.message


@scenario('secrets')
def the_copy_is_hidden(client):
    changed, appeared = [], []
    client.bus.signal_subscribe(SERVICE, SERVICE + '.Phonebook', 'EntriesChanged', None, None, 0, lambda *a: changed.append(a[5]))
    client.bus.signal_subscribe(SERVICE, 'org.freedesktop.DBus.ObjectManager', 'InterfacesAdded', None, None, 0,
                                lambda *a: appeared.append(a[5].unpack()[0]))
    count = len(client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'ListEntries', GLib.Variant('(a{sv})', ({},)))[0])
    path = client.dial('office-wrong', password=text('good-u1'))
    assert client.wait_result(path) == 0
    assert len(client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'ListEntries', GLib.Variant('(a{sv})', ({},)))[0]) == count
    up_and_down(client, path)
    assert not changed and appeared == [path] and len(client.finished) == 1, (changed, appeared, client.finished)


@scenario('secrets')
def paused_and_resumed(client):
    before = profile_hashes()
    path = client.dial('office-wrong', pause=YES)
    client.wait_state(path, RETRY)
    status = client.status(path)
    assert status['Paused'] and status['Question'] == {'fields': [('password', True)], 'message': 'A password is required.',
                                                       'tries-left': 2}, status
    for answer in ({}, {'password': 'x', 'otp': 'y'}, {'user': 'z'}):
        try:
            resume(client, path, **answer)
            raise AssertionError(f'{answer} was taken')
        except GLib.Error as error:
            assert remote_error(error).endswith('.InvalidOption'), error.message
    resume(client, path, password='good-u1')
    client.wait_result(path)
    assert client.states(path)[-1] == CONNECTED and 7 in client.states(path), client.states(path)
    try:
        resume(client, path, password='good-u1')
        raise AssertionError('resumed twice')
    except GLib.Error as error:
        assert remote_error(error).endswith('.NotPaused'), error.message
    up_and_down(client, path)
    assert profile_hashes() == before


@scenario('secrets')
def paused_where_nothing_is_stored(client):
    path = client.dial('asks', pause=YES)
    client.wait_state(path, INTERACTIVE)
    resume(client, path, password='good-u1')
    up_and_down(client, path)
    path = client.dial('asks')
    client.wait_result(path)
    check_ended(client, path, 703, NO_SECRETS)


@scenario('secrets')
def paused_and_hung_up(client):
    path = client.dial('office-wrong', pause=YES)
    client.wait_state(path, RETRY)
    client.hang_up(path)
    assert client.wait_result(path) == 631 and client.wait_end(path) == 631
    assert not client.status(path)['Paused'] and len(client.results(path)) == 1


@scenario('secrets')
def the_third_refusal_is_the_last(client):
    path = client.dial('office-wrong', pause=YES)
    for number in range(1, 4):
        client.until(lambda: client.states(path).count(RETRY) == number, 30, 'question')
        resume(client, path, password=f'bad-{number}')
    assert client.wait_result(path) == 691
    assert client.states(path).count(RETRY) == 3, client.states(path)


@scenario('secrets')
def the_callers_agent_is_asked(client):
    agent = Agent(client, '/agent', 'bad', 'good-u1')
    path = client.dial('office-wrong', agent=GLib.Variant('o', '/agent'))
    client.wait_result(path)
    check_connected(client, path)
    assert [question[0] for question in agent.questions] == [path, path], agent.questions
    up_and_down(client, path)


@scenario('secrets')
def the_callers_agent_is_told_that_it_is_over(client):
    agent = Agent(client, '/agent')
    path = client.dial('office-wrong', agent=GLib.Variant('o', '/agent'))
    client.until(lambda: agent.questions, 30, 'question')
    client.hang_up(path)
    client.wait_end(path)
    client.until(lambda: agent.cancelled, 10, 'Cancel')
    assert agent.cancelled[0][0] == path
    path = client.dial('office-wrong', agent=GLib.Variant('o', '/nobody'))
    assert client.wait_result(path) == 691


@scenario('secrets')
def two_names_for_one_secret(client):
    """One of them says that the answer must not be seen."""
    path = client.dial('lab-twins', pause=YES)
    client.wait_state(path, EAP_UI)
    assert client.status(path)['Question']['fields'] == [('code', True)], client.status(path)['Question']
    client.hang_up(path)
    client.wait_end(path)


def challenge_of_openvpn():
    """What the installed NetworkManager-openvpn calls the answer to a dynamic challenge, and whether it is a secret."""
    plugin = next(name for name in ('/usr/libexec/nm-openvpn-service', '/usr/lib/NetworkManager/nm-openvpn-service') if os.path.exists(name))
    with open(plugin, 'rb') as file:
        tagged = b'x-dynamic-challenge-echo:' in file.read()
    return ('challenge-response', False) if tagged else ('password', True)


CHALLENGE = challenge_of_openvpn()


@scenario('secrets')
def a_second_factor_by_its_own_name(client):
    """As NetworkManager-openvpn asks from 1.12 on, by the scriptable plugin: people see the plain name, and answer by it."""
    for entry, secret in (('lab-challenge-echo', False), ('lab-challenge', True)):
        path = client.dial(entry, pause=YES)
        for number, answer in enumerate(('000000', '424242'), 1):
            client.until(lambda n=number: client.states(path).count(EAP_UI) == n, 20, f'question {number}')
            question = client.status(path)['Question']
            assert question == {'fields': [('challenge-response', secret)], 'message': 'Enter the code of your token',
                                'tries-left': 3 - number}, question
            resume(client, path, **{'challenge-response': answer})
        up_and_down(client, path)


@scenario('secrets')
def a_second_factor(client):
    """OpenVPN's dynamic challenge: RASCS_InvokeEapUI with the server's words; a wrong code begins the login anew."""
    path = client.dial('office', pause=YES, **{'user-name': text('token'), 'password': text('good-token')})
    for number, (state, answer, message) in enumerate((
            (EAP_UI, '000000', 'Enter the code of your token'), (RETRY, 'good-token', 'A password is required.'),
            (EAP_UI, '424242', 'Enter the code of your token')), 1):
        client.until(lambda n=number: sum(client.states(path).count(s) for s in (EAP_UI, RETRY)) == n, 20, f'question {number}')
        assert client.states(path)[-1] == state, client.states(path)
        question = client.status(path)['Question']
        field = CHALLENGE if state == EAP_UI else ('password', True)
        assert question == {'fields': [field], 'message': message, 'tries-left': 3 - number}, question
        resume(client, path, **{field[0]: answer})
    client.wait_result(path)
    check_connected(client, path)
    up_and_down(client, path)


@scenario('secrets')
def a_second_factor_and_nobody_to_ask(client):
    path = client.dial('office', **{'user-name': text('token'), 'password': text('good-token')})
    client.wait_result(path)
    check_ended(client, path, 703, ('vpn-plugin/SecretsRequired', NO_SECRETS))
    said = [cause['text'] for cause in client.status(path)['Causes'] if cause['name'] == 'SecretsRequired']
    assert said == ['Enter the code of your token'], client.status(path)['Causes']


@scenario('secrets')
def an_expired_password(client):
    """No plugin of Debian 12's asks so; the scriptable one does."""
    path = client.dial('lab-asks-new-password', pause=YES, password=text('old'))
    client.wait_state(path, EXPIRED)
    assert client.status(path)['Question'] == {'fields': [('new-password', True)], 'message': 'Choose a new password',
                                               'tries-left': 2}, client.status(path)['Question']
    resume(client, path, **{'new-password': 'good-new'})
    up_and_down(client, path)


@scenario('secrets')
def nobody_else_gets_the_password(client):
    """Any user may call the service's secret agent; it answers NetworkManager alone."""
    path = client.dial('office-wrong', pause=YES, password=text('wrong'))
    client.wait_state(path, RETRY)
    active = client.status(path)['ActiveConnection']
    uuid = client.ask(NM, active, 'org.freedesktop.DBus.Properties', 'Get',
                      GLib.Variant('(ss)', (NM + '.Connection.Active', 'Uuid')))[0]
    settings = {'connection': {'uuid': text(uuid)}}
    try:
        client.ask(SERVICE, '/org/freedesktop/NetworkManager/SecretAgent', NM + '.SecretAgent', 'GetSecrets',
                   GLib.Variant('(a{sa{sv}}osasu)', (settings, '/x', 'vpn', [], 5)))
        raise AssertionError('it answered')
    except GLib.Error as error:
        assert 'NotAuthorized' in remote_error(error) or 'AccessDenied' in remote_error(error), error.message
    client.hang_up(path)
    client.wait_end(path)


def dial_as_dora(client, entry, options):
    """She may dial, and may not change entries that others see."""
    run = as_user('dora', 'gdbus', 'call', '--system', '-d', SERVICE, '-o', ROOT, '-m', MANAGER + '.Dial', entry, options)
    assert run.returncode == 0, run.stderr
    path = run.stdout.split("'")[1]
    client.wait_result(path)
    return path


@scenario('secrets')
def a_stored_password_is_for_the_stored_user(client):
    path = dial_as_dora(client, 'office', "{'user-name': <'u7'>}")
    check_ended(client, path, 703, NO_SECRETS)
    for options in ("{'user-name': <'u1'>}", "{'user-name': <'u7'>, 'password': <'good-u7'>}", '{}'):
        path = dial_as_dora(client, 'office', options)
        check_connected(client, path)
        up_and_down(client, path)


@scenario('secrets')
def an_empty_password(client):
    """OpenVPN's client ends where it is told an empty one, so that is none."""
    before = profile_hashes()
    path = client.dial('office', password=text(''))
    client.wait_result(path)
    check_ended(client, path, 703, NO_SECRETS)
    for answer, result in (('good-u1', 0), ('', 703)):
        path = client.dial('office', password=text(''), pause=YES)
        client.wait_state(path, INTERACTIVE)
        resume(client, path, password=answer)
        assert client.wait_result(path) == result, client.status(path)
        if result == 0:
            up_and_down(client, path)
    assert profile_hashes() == before
