# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian packages under a real systemd: installed, upgraded, removed and purged while a line is up.  The scenarios are in the
order in which a machine sees them.  $GUEST_SHARED/first and $GUEST_SHARED/next have the packages of two versions."""
import glob
import os
import pathlib
import re
import subprocess

from gi.repository import GLib

from client import MANAGER, NM, ROOT
from lines import PROPERTIES
from unit import (BUS, BUS_PATH, SERVICE, UNIT, assert_runs, assert_same_connection, dial_connected, is_owned, main_pid, set_up as set_up_far_side,
                  systemctl, unit)

SCENARIOS = []
SHARED = os.environ['GUEST_SHARED']
ACTIVATED = 2
FOLDERS = ('/etc', '/opt', '/run', '/srv', '/tmp', '/var', *sorted(glob.glob('/usr/*')))
# dpkg's own record of what was, and what the packages were installed from.
NOT_OURS = re.compile('/var/lib/dpkg/|/var/log/|' + re.escape(SHARED))
BEFORE = set()


def scenario(function):
    SCENARIOS.append(function)
    return function


def named_after_ours(folder):
    """What others keep in folders for passing things is not walked through.  The guest keeps a descriptor of the machine's for
    each folder that it has seen, of which there may be fewer than folders: it is made to forget them."""
    found = subprocess.run(['find', folder, '-xdev', '(', *'-name *dialtone* -o -name *rasdial* -o -name *rasapi32* -o -name ras.3* -o'
                            ' -name ras-porting*'.split(), ')', '-print', ',', *'( -path /tmp/* -o -path /var/tmp/* ) -prune'.split()],
                           check=False, capture_output=True, text=True).stdout.splitlines()
    pathlib.Path('/proc/sys/vm/drop_caches').write_text('2', encoding='ascii')
    return found


def traces():
    """Every file on the machine that is named after something of ours."""
    return {path for folder in FOLDERS for path in named_after_ours(folder) if not NOT_OURS.match(path)}


def set_up(stage):
    set_up_far_side(stage)
    # A machine whose packages may start their services; the guest has a layer of its own over the files of this one.
    pathlib.Path('/usr/sbin/policy-rc.d').unlink(missing_ok=True)
    # For the same reason as above nobody makes an index of all manual pages.
    pathlib.Path('/var/lib/man-db/auto-update').unlink(missing_ok=True)
    BEFORE.update(traces())


def packages(version):
    """Without those of debugging symbols."""
    return [path for path in glob.glob(f'{SHARED}/{version}/*.deb') if '-dbgsym_' not in path]


def dpkg(*words):
    ran = subprocess.run(['dpkg', '--force-unsafe-io', *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                         env=dict(os.environ, DEBIAN_FRONTEND='noninteractive'))
    print(''.join(f'# {line}\n' for line in ran.stdout.splitlines()), end='', flush=True)
    assert ran.returncode == 0, ran


def names():
    return {os.path.basename(path).split('_')[0] for path in packages('first')}


def version_of(version):
    (path,) = glob.glob(f'{SHARED}/{version}/dialtone_*.deb')
    return os.path.basename(path).split('_')[1]


def told_version(stage):
    return stage.client.ask(SERVICE, ROOT, PROPERTIES, 'Get', GLib.Variant('(ss)', (MANAGER, 'Version')))[0]


def is_enabled():
    return subprocess.run(['systemctl', 'is-enabled', UNIT], check=False, capture_output=True, text=True).stdout.strip()


def assert_runs_as(stage, version):
    assert_runs(stage)
    assert told_version(stage) == version_of(version), told_version(stage)
    assert os.readlink(f'/proc/{main_pid()}/exe') == '/usr/libexec/dialtoned'


@scenario
def installed_it_runs_and_is_enabled(stage):
    dpkg('--install', *packages('first'))
    assert is_enabled() == 'enabled'
    assert_runs_as(stage, 'first')
    assert unit('FragmentPath') in ('/lib/systemd/system/' + UNIT, '/usr/lib/systemd/system/' + UNIT), unit('FragmentPath')


@scenario
def upgraded_it_is_the_new_one_and_the_line_stays_up(stage):
    path = dial_connected(stage, 'upgraded')
    before, pid = stage.client.status(path), main_pid()
    dpkg('--install', *packages('next'))
    assert main_pid() != pid
    assert_runs_as(stage, 'next')
    assert_same_connection(stage, path, before)
    assert 'upgraded' in subprocess.run(['rasdial'], check=True, capture_output=True, text=True).stdout.splitlines()
    stage.hang_up(path)


@scenario
def switched_off_it_stays_off_over_an_upgrade(_stage):
    systemctl('disable', '--now', UNIT)
    dpkg('--install', *packages('next'))
    assert (is_enabled(), unit('ActiveState')) == ('disabled', 'inactive')
    systemctl('enable', '--now', UNIT)
    assert (is_enabled(), unit('ActiveState')) == ('enabled', 'active')


@scenario
def removed_it_is_gone_and_the_line_stays_up(stage):
    active = stage.client.status(dial_connected(stage, 'left'))['ActiveConnection']
    # Without the service nobody hangs up, and nobody tells that the entry has gone.
    stage.paths.clear()
    stage.undoing.pop()
    pid = main_pid()
    dpkg('--remove', *names())
    stage.client.until_gone(pid)
    assert not is_owned(stage)
    assert SERVICE not in stage.client.ask(BUS, BUS_PATH, BUS, 'ListActivatableNames')[0]
    assert unit('LoadState') == 'not-found', unit('LoadState')
    state = stage.client.ask(NM, active, PROPERTIES, 'Get', GLib.Variant('(ss)', (NM + '.Connection.Active', 'State')))[0]
    assert state == ACTIVATED, state
    subprocess.run(['nmcli', 'connection', 'delete', 'left'], check=True, stdout=subprocess.DEVNULL)


@scenario
def purged_nothing_is_left(_stage):
    dpkg('--purge', *names())
    assert traces() == BEFORE, traces() ^ BEFORE
    listed = subprocess.run(['dpkg-query', '--show', '--showformat=${Package}\n'], check=True, capture_output=True, text=True).stdout.split()
    assert not names() & set(listed), names() & set(listed)
    units = subprocess.run(['systemctl', 'list-units', '--all', '--plain'], check=True, capture_output=True, text=True).stdout
    assert UNIT not in units, units
