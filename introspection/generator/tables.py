# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the tables and refuses what does not fit together, naming file and line."""
import os
import re

SPECIAL = ('nm_vpn_reason',)    # number may be "plugin:N" or "dbus:NAME"
STATE_TABLES = ('nm_vpn_state', 'nm_device_state', 'mm_modem_state')
KINDS = ('vpn', 'wireguard', 'pppoe', 'adsl', 'gsm', 'cdma', 'bluetooth', 'serial', 'any', 'ppp')


class TableError(Exception):
    """A row that does not fit; the text names file and line."""


class Row(dict):
    """One row; .where names it."""

    def __init__(self, where, header, fields):
        super().__init__(zip(header, fields))
        self.where = where

    def fail(self, why):
        raise TableError(f'{self.where}: {why}')

    def number(self, column):
        if not re.fullmatch(r'-?\d+', self[column]):
            self.fail(f'{column}: a number is expected, not "{self[column]}"')
        return int(self[column])


def read(path):
    """All rows: "# " begins a remark, "#" the header."""
    header, rows = None, []
    with open(path, encoding='utf-8') as file:
        for i, line in enumerate(file, 1):
            line, where = line.rstrip('\n'), f'{os.path.basename(path)}:{i}'
            if not line or line.startswith('# '):
                continue
            if line.startswith('#'):
                header = line[1:].split('\t')
                continue
            if header is None:
                raise TableError(f'{where}: a row before the header')
            fields = line.split('\t')
            if len(fields) > len(header):
                raise TableError(f'{where}: {len(fields)} fields, but the header has {len(header)}')
            rows.append(Row(where, header, fields + [''] * (len(header) - len(fields))))
    if header is None:
        raise TableError(f'{os.path.basename(path)}:1: no header')
    return rows


def unique(rows, *columns):
    seen = {}
    for row in rows:
        key = tuple(row[c] for c in columns)
        if key in seen:
            row.fail(f'"{" ".join(key)}" stands already in {seen[key]}')
        seen[key] = row.where


class Vocabulary:
    """States, substates, errors, hints and classes."""

    def __init__(self, folder):
        def table(name):
            return read(os.path.join(folder, name + '.tsv'))
        self.states, self.substates, self.errors = table('states'), table('substates'), table('errors')
        self.hints, self.classes = table('hints'), table('classes')
        for rows in (self.states, self.substates, self.errors):
            unique(rows, 'number')
            unique(rows, 'symbol')
        unique(self.hints, 'hint')
        unique(self.classes, 'class')
        self.symbols = {row.number('number'): row['symbol'] for row in self.errors}
        self.hint_keys = {row['hint'] for row in self.hints}
        self.class_names = [row['class'] for row in self.classes]
        for row in self.states + self.substates + self.errors:
            if not row['text']:
                row.fail('no text')
        for row in self.errors:
            self.check_class_and_hint(row)

    def check_class_and_hint(self, row):
        if row['class'] not in self.class_names:
            row.fail(f'unknown class "{row["class"]}"')
        if row['hint'] not in self.hint_keys:
            row.fail(f'unknown hint "{row["hint"]}"')

    def check_error(self, row, column):
        number = row.number(column)
        if number not in self.symbols:
            row.fail(f'{column}: {number} is no error of the vocabulary')
        return number


class Mapping:
    """The tables of service/mapping."""

    def __init__(self, folder, vocabulary):
        self.reasons, self.states, self.phases = {}, {}, []
        for name in sorted(os.listdir(folder)):
            if not name.endswith('.tsv'):
                continue
            rows, stem = read(os.path.join(folder, name)), name[:-4]
            if stem == 'ppp_status':
                self.phases = self.checked_phases(rows, vocabulary)
            elif stem in STATE_TABLES:
                self.states[stem] = self.checked_states(rows, vocabulary)
            else:
                self.reasons[stem] = self.checked_reasons(stem, rows, vocabulary)
        self.by_dbus_name()

    @staticmethod
    def checked_reasons(stem, rows, vocabulary):
        unique(rows, 'number')
        for row in rows:
            error = vocabulary.check_error(row, 'ras_error')
            if vocabulary.symbols[error] != row['ras_symbol']:
                row.fail(f'{error} is {vocabulary.symbols[error]}, not {row["ras_symbol"]}')
            if row['before_connected']:
                vocabulary.check_error(row, 'before_connected')
            if row['specific'] not in ('y', 'n'):
                row.fail(f'specific: y or n is expected, not "{row["specific"]}"')
            vocabulary.check_class_and_hint(row)
            if not (stem in SPECIAL and ':' in row['number']):
                row.number('number')
        return rows

    @staticmethod
    def checked_states(rows, vocabulary):
        unique(rows, 'number', 'kind')
        known = {row['number']: row['symbol'] for row in vocabulary.states}
        for row in rows:
            row.number('number')
            if row['kind'] not in KINDS:
                row.fail(f'unknown kind "{row["kind"]}"')
            if row['rasconnstate'] and known.get(row['rasconnstate']) != row['ras_name']:
                row.fail(f'{row["rasconnstate"]} is not {row["ras_name"]}')
        return rows

    @staticmethod
    def checked_phases(rows, vocabulary):
        unique(rows, 'number')
        for row in rows:
            row.number('number')
            for column in ('ends_pppoe', 'ends_serial'):
                if row[column]:
                    vocabulary.check_error(row, column)
        return rows

    def by_dbus_name(self):
        """Every row that a D-Bus error name carries, sorted by that name."""
        rows = []
        for stem, table in self.reasons.items():
            for row in table:
                if row['number'].startswith('dbus:'):
                    rows.append((row['name'], row))
                elif row.get('dbus_error'):
                    rows.append((row['dbus_error'], row))
        seen = {}
        for name, row in rows:
            if name in seen:
                row.fail(f'the D-Bus error {name} stands already in {seen[name]}')
            seen[name] = row.where
        self.dbus = sorted(rows, key=lambda item: item[0].encode())
