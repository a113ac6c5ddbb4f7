# SPDX-License-Identifier: LGPL-2.1-or-later
"""What came of the dials of a scenario, and whether several runs of it came to the same."""
import json
import os

from gi.repository import GLib

import digest
from client import CONNECTED


class Outcome:
    """One dial: its published edges, and what upstream said of it in a recording (its lines; began: its clock's zero).  A dial of
    nmcli's that NetworkManager refused has none."""

    def __init__(self, client, path, lines, began):
        self.label = client.labels.get(path, '')
        self.edges = [(state, substate, error) for _sequence, state, error, _details, substate in client.edges.get(path, ())]
        self.error = self.edges[-1][2] if self.edges else 0
        self.cause, self.nmcli = '', client.words_of_nmcli(path)
        status = {'Causes': [], 'ActiveConnection': '/'}
        try:
            status = client.status(path) if self.edges else status
        except GLib.Error:      # released, or the service is another one by now
            pass
        if status['Causes']:
            self.cause = f'{status["Causes"][0]["source"]} {status["Causes"][0]["name"]}'
        self.active, self.kind = status['ActiveConnection'], status.get('Kind', '')
        self.upstream = digest.upstream(lines, status['ActiveConnection'])
        failed = any(result[2] for result in client.results(path))
        ended_at = (client.finished_at if failed else client.ended_at).get(path)
        verdict = digest.verdict_at(lines, status['ActiveConnection'])
        self.seconds = None if None in (ended_at, verdict) else ended_at - began - verdict

    def states(self):
        return ' '.join(f'{state}({error})' if error else str(state) for state, _substate, error in self.edges)

    def remarks(self):
        since = 'upstream said nothing' if self.seconds is None else f'{self.seconds:.3f} s after upstream'
        out = [f'upstream: {self.upstream}', f'states: {self.states()}', f'error: {self.error}, {self.cause}, {since}']
        return out + ([f'nmcli: {self.nmcli}'] if self.nmcli else [])


def difference(runs):
    """Of several runs, each a list of outcomes: how their edges differ, in words; empty if they do not."""
    told = [[outcome.edges for outcome in run] for run in runs]
    return '' if all(each == told[0] for each in told) else '\n'.join(
        f'run {number}: ' + '; '.join(outcome.states() for outcome in run) for number, run in enumerate(runs, 1))


def span(values):
    known = sorted(value for value in values if value is not None)
    return [round(known[0], 3), round(known[-1], 3)] if known else []


def different(values):
    return list(dict.fromkeys(value for value in values if value))


def write_rows(file, group, scenario, runs):
    """One line of JSON for each dial of the scenario, over all its runs: a row of the table that tests/ends prints."""
    for number, same in enumerate(zip(*runs), 1):
        row = {'group': group, 'scenario': scenario, 'dial': number, 'label': same[0].label, 'runs': len(runs),
               'upstream': different(outcome.upstream for outcome in same), 'states': different(outcome.states() for outcome in same),
               'error': different(outcome.error for outcome in same), 'cause': different(outcome.cause for outcome in same),
               'seconds': span(outcome.seconds for outcome in same), 'nmcli': different(outcome.nmcli for outcome in same)}
        file.write(json.dumps(row) + '\n')


def write_recording(folder, name, lines, outcomes):
    """What upstream said as a trace for the core (tests/traces/FORMAT.md).  With one dial its row for expected.tsv too: a draft, since
    what the service said of it is what the scenario demands, and no more."""
    several = '' if len(outcomes) == 1 else 'several'
    header, *rest = lines
    if several or not any('"member":"ActivateConnection"' in line for line in rest):    # it is not dialled by its entry alone
        header = json.dumps({key: value for key, value in json.loads(header).items() if key != 'dialled'}, separators=(',', ':'))
    os.makedirs(os.path.join(folder, several), exist_ok=True)
    with open(os.path.join(folder, several, name + '.jsonl'), 'w', encoding='ascii') as file:
        file.writelines(line + '\n' for line in (header, *rest))
    if several:
        return
    outcome = outcomes[0]
    connected = 'y' if any(state == CONNECTED for state, _substate, _error in outcome.edges) else 'n'
    row = (name, '-' if outcome.active == '/' else outcome.active, outcome.kind, connected, str(outcome.error), outcome.cause, '')
    with open(os.path.join(folder, 'expected.tsv'), 'a', encoding='utf-8') as file:
        file.write('\t'.join(row) + '\n')
