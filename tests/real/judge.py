# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every dial must look like, whatever came of it (rules 3 to 5 of the D-Bus interface)."""
import csv
import os

from client import CONNECTED, DISCONNECTED

AUTH_RETRY = 7
VOCABULARY = os.path.join(os.path.dirname(__file__), '..', '..', 'introspection', 'vocabulary', 'states.tsv')


def ranks():
    with open(VOCABULARY, encoding='utf-8') as file:
        rows = csv.reader((line for line in file if line[0] != '#'), delimiter='\t', quoting=csv.QUOTE_NONE)
        return {int(row[0]): int(row[2]) for row in rows if row[2]}


RANK = ranks()


def is_monotone(states):
    ranked = [state for state in states if state in RANK]       # a pause has none
    return all(RANK[after] >= RANK[before] or AUTH_RETRY in (before, after) for before, after in zip(ranked, ranked[1:]))


def check_edges(client, path):
    """Numbered without a gap, monotone, and no error before the end."""
    edges = client.edges[path]
    assert [edge[0] for edge in edges] == list(range(1, len(edges) + 1)), edges
    assert is_monotone(client.states(path)), client.states(path)
    assert len(client.results(path)) <= 1, client.finished


def check_connected(client, path):
    check_edges(client, path)
    assert client.results(path)[0][2] == 0, client.status(path)['Causes']
    assert client.states(path)[-1] == CONNECTED, client.states(path)
    assert not any(edge[2] for edge in client.edges[path]), client.edges[path]


def check_ended(client, path, error, cause):
    """Two edges with the error, one DialFinished, and the cause before all others.

    cause: 'source/name', or several of which one must be it."""
    check_edges(client, path)
    edges, status = client.edges[path], client.status(path)
    first = status['Causes'][0] if status['Causes'] else {'source': '-', 'name': '-'}
    said = f'{first["source"]}/{first["name"]}'
    wanted = (cause,) if isinstance(cause, str) else cause
    assert status['Error'] == error and said in wanted, (status['Error'], status['Causes'], client.states(path))
    assert [edge[2] for edge in edges[-2:]] == [error, error] and not any(edge[2] for edge in edges[:-2]), edges
    assert edges[-1][1] == DISCONNECTED and status['Ended'], edges
    if CONNECTED in client.states(path):
        assert [result[2] for result in client.results(path)] == [0], client.finished
        return
    assert [result[2] for result in client.results(path)] == [error], client.finished
    assert client.log.index(('edge', path, edges[-1][0])) < client.log.index(('finished', path, error)), client.log
