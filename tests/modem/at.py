# SPDX-License-Identifier: LGPL-2.1-or-later
"""The language of AT commands (ITU-T V.250, 3GPP TS 27.007): cutting lines into commands and commands into parts."""
import re


class CmeError(Exception):
    """The command answers +CME ERROR: code, or ERROR where +CMEE=0 (TS 27.007, 9.2)."""

    NO_SIM, PIN, PUK, SIM_FAILURE, WRONG_PASSWORD = 10, 11, 12, 13, 16
    OPERATION_NOT_ALLOWED, NOT_SUPPORTED, NO_NETWORK, INCORRECT_PARAMETERS = 3, 4, 30, 50

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Unsupported(Exception):
    """The command answers ERROR."""


def split_line(line):
    """'E0V1+COPS=3,2;+COPS?' -> ['E0', 'V1', '+COPS=3,2', '+COPS?']; a dial command takes the rest of the line."""
    commands, rest = [], line.strip()
    while rest:
        if rest[0] in '+*^$%#':
            pattern = r'(?:"[^"]*"|[^;"])+'
        elif rest[0] in 'dD':
            pattern = r'.*'
        else:
            pattern = r'&[A-Za-z]\d*|[Ss]\d+(?:=\d+|\?)|[A-Za-z]\d*\??|.'
        match = re.match(pattern, rest)
        commands.append(match.group(0).strip() if match else rest)
        rest = rest[match.end():].lstrip('; ') if match else ''
    return commands


def parse_extended(text):
    """'+CREG=2' -> ('+CREG', 'set', ['2']); the kinds are do, read, test and set."""
    match = re.match(r'([+*^$%#][A-Z0-9]+)(.*)$', text, re.IGNORECASE)
    if not match:
        raise Unsupported
    name, rest = match.group(1).upper(), match.group(2)
    kinds = {'': 'do', '?': 'read', '=?': 'test'}
    if rest in kinds:
        return name, kinds[rest], []
    if not rest.startswith('='):
        raise Unsupported
    values = re.findall(r'(?:^|,)((?:"[^"]*"|[^,"])*)', rest[1:])
    return name, 'set', [value.strip().strip('"') for value in values]
