# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every scenario in the guest stands on: dials, what is demanded of each of them, and the recording of what upstream said."""
import io
import os
import subprocess
import time
import uuid

from gi.repository import GLib

import digest
from client import CONNECTED, DISCONNECTED, NM, ROOT, SERVICE, Client, remote_error
from recorder import Recorder

AUTH_RETRY = 7
TICK_MS = 20
AFTERMATH_SECONDS = 4
SETTINGS = NM + '.Settings'
VARIANTS = {str: 's', bool: 'b', int: 'u'}


def state_ranks():
    """RASCONNSTATE -> its place on the way of a dial (introspection/vocabulary/states.tsv)."""
    table = os.path.join(os.path.dirname(__file__), '..', '..', 'introspection', 'vocabulary', 'states.tsv')
    with open(table, encoding='utf-8') as file:
        rows = [line.split('\t') for line in file if line[0] != '#']
    return {int(row[0]): int(row[2]) for row in rows if row[2]}


RANKS = state_ranks()


def variant(value):
    return value if isinstance(value, GLib.Variant) else GLib.Variant(VARIANTS[type(value)], value)


class TimedClient(Client):
    """Notes when a dial finished and when a connection ended."""

    def __init__(self):
        self.finished_at, self.ended_at = {}, {}
        super().__init__()

    def on_edge(self, bus, sender, path, interface, member, args):
        super().on_edge(bus, sender, path, interface, member, args)
        if args.unpack()[1] == DISCONNECTED:
            self.ended_at[path] = time.monotonic()

    def on_finished(self, bus, sender, path, interface, member, args):
        super().on_finished(bus, sender, path, interface, member, args)
        self.finished_at[args.unpack()[0]] = time.monotonic()


class Stage:
    """One scenario: its own client of the service, its own recording, the connections it dialled."""

    def __init__(self, name, by_nmcli=False):
        self.name, self.by_nmcli = name, by_nmcli
        self.client, self.recording = TimedClient(), io.StringIO()
        self.recorder = Recorder(self.recording)
        self.paths, self.commands, self.checked, self.lines = [], {}, {}, []
        self.records = False

    def until(self, condition, seconds, what):
        """For what no signal tells of: looks again and again."""
        tick = GLib.timeout_add(TICK_MS, lambda: True)
        try:
            self.client.until(condition, seconds, what)
        finally:
            GLib.source_remove(tick)

    def add_profile(self, name, kind, **settings):
        """A profile in NetworkManager's memory; settings: setting={property: value}."""
        settings['connection'] = {'id': name, 'uuid': str(uuid.uuid4()), 'type': kind, 'autoconnect': False,
                                  **settings.get('connection', {})}
        settings = {'ipv4': {'method': 'auto'}, 'ipv6': {'method': 'disabled'}, **settings}
        typed = {key.replace('_', '-'): {k.replace('_', '-'): variant(v) for k, v in values.items()}
                 for key, values in settings.items()}
        path = self.client.ask(NM, '/org/freedesktop/NetworkManager/Settings', SETTINGS, 'AddConnectionUnsaved',
                               GLib.Variant('(a{sa{sv}})', (typed,)))[0]
        self.until(lambda: self.has_entry(name), 10, f'entry {name}')
        return path

    def has_entry(self, name):
        try:
            self.client.ask(SERVICE, ROOT, SERVICE + '.Phonebook', 'GetEntry', GLib.Variant('(s)', (name,)))
            return True
        except GLib.Error as error:
            if remote_error(error) != SERVICE + '.Error.NoSuchEntry':
                raise
            return False

    def dial(self, entry, **options):
        """Through the service, or by nmcli: the service must publish the same of both."""
        if not self.records:
            self.records = True
            self.recorder.begin(entry)
            self.recorder.mark('scenario: ' + self.name.replace('-', ' '))
        path = self.dial_by_nmcli(entry) if self.by_nmcli else self.client.dial(entry, **options)
        self.paths.append(path)
        return path

    def dial_by_nmcli(self, entry):
        known = set(self.client.edges)
        command = subprocess.Popen(['nmcli', '-w', '90', 'connection', 'up', entry], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True)
        self.client.until(lambda: self.new_path(known, entry), 30, f'a connection for {entry}')
        path = self.new_path(known, entry)
        self.commands[path] = command
        return path

    def new_path(self, known, entry):
        return next((path for path in set(self.client.edges) - known if self.entry_of(path) == entry), None)

    def entry_of(self, path):
        try:
            return self.client.status(path)['EntryName']
        except GLib.Error:      # another scenario's, and forgotten by now
            return None

    def dial_connected(self, entry):
        path = self.dial(entry)
        result = self.client.wait_result(path, 60)
        assert result == 0, f'{entry}: {result} {self.client.status(path)["Causes"]}'
        self.client.wait_state(path, CONNECTED)
        return path

    def hang_up(self, path):
        """And it is over, for the right reason."""
        self.client.hang_up(path)
        if self.client.wait_result(path, 60) == 0:
            self.expect_loss(path, 631, 'dialtone', 'HangUp')
        else:
            self.expect_failure(path, 631, 'dialtone', 'HangUp')

    def act(self, words, function, *args):
        """Does to the connection what the recording is about."""
        self.recorder.mark(words)
        function(*args)

    def expect_failure(self, path, error, source, name, seconds=60):
        """The dial fails: Connected is never reached, and this is the error and the first cause."""
        assert self.client.wait_result(path, seconds) == error, self.story(path)
        self.client.wait_end(path)
        assert CONNECTED not in self.client.states(path), self.story(path)
        self.check_end(path, error, source, name, error)

    def expect_loss(self, path, error, source, name, seconds=60):
        """A connection that was up ends."""
        assert self.client.wait_end(path, seconds) == error, self.story(path)
        self.check_end(path, error, source, name, 0)

    def check_end(self, path, error, source, name, result):
        status = self.client.status(path)
        first = status['Causes'][0]
        assert (first['source'], first['name'], first['error']) == (source, name, error), self.story(path)
        assert status['Result'] == result, self.story(path)
        self.check_edges(path)
        self.checked[path] = status

    def check_edges(self, path):
        """One DialFinished, no gap in the sequence, no state that goes back, no torn Status."""
        edges = self.client.edges[path]
        assert len(self.client.results(path)) == 1, self.client.finished
        assert [edge[0] for edge in edges] == list(range(edges[0][0], edges[0][0] + len(edges))), edges
        ranked = [edge for edge in edges if edge[1] in RANKS]       # a pause has none
        for before, after in zip(ranked, ranked[1:]):
            assert RANKS[before[1]] <= RANKS[after[1]] or AUTH_RETRY in (before[1], after[1]), self.story(path)
        assert not self.client.torn

    def story(self, path):
        return f'{path}: states {self.client.states(path)}, {self.client.results(path)}, {self.client.status(path)["Causes"]}'

    def remarks(self):
        """What came out, for whoever reads the log: upstream's words, states, error, how long it took, what nmcli says of it."""
        out = []
        for path, status in self.checked.items():
            at = self.client.ended_at[path] if status['Result'] == 0 else self.client.finished_at[path]
            active, cause = status['ActiveConnection'], status['Causes'][0]
            since = digest.seconds_since_verdict(self.lines, active, at - self.recorder.began)
            out += [f'upstream: {digest.upstream(self.lines, active)}',
                    f'states: {" ".join(digest.edge(edge) for edge in self.client.edges[path])}',
                    f'error: {status["Error"]}, {cause["source"]} {cause["name"]}, {since}']
            if path in self.commands:
                said, _ = self.commands.pop(path).communicate(timeout=100)
                out.append(f'nmcli: {" / ".join(said.splitlines())}')
        return out

    def await_aftermath(self):
        """What upstream still says in the seconds after the end."""
        loop = GLib.MainLoop()
        GLib.timeout_add_seconds(AFTERMATH_SECONDS, loop.quit)
        loop.run()

    def close(self):
        """Ends what is still up, and the recording."""
        try:
            self.hang_all_up()
        finally:
            self.recorder.sync()
            self.recorder.end()
            self.lines = self.recording.getvalue().splitlines()
            self.recorder.close()
            self.client.bus.close_sync(None)

    def hang_all_up(self):
        for path in self.paths:
            try:
                self.client.hang_up(path)
            except GLib.Error:
                continue
            self.client.wait_end(path, 60)
        for command in self.commands.values():
            command.wait(100)
