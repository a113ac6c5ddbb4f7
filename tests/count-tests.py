#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""count-tests.py TESTLOG.json: prints "PASSED FAILED" of one run of meson test.

Each TAP line counts; a test that prints no TAP counts as one.  A test that ended
badly, timed out or was skipped is at least one failure, and so is an empty run.
What failed is named on standard error, with the end of what it printed."""
import json
import re
import sys


def count(test):
    lines = test.get('stdout', '').splitlines()
    good = sum(1 for line in lines if re.match(r'ok\b', line) and not re.search(r'#\s*(skip|todo)', line, re.I))
    bad = sum(1 for line in lines if re.match(r'not ok\b', line) or re.match(r'ok\b.*#\s*(skip|todo)', line, re.I))
    if test['result'] == 'OK':
        return (good, bad) if good or bad else (1, 0)
    return good, max(bad, 1)


def main():
    passed = failed = 0
    with open(sys.argv[1], encoding='utf-8') as log:
        for line in log:
            test = json.loads(line)
            good, bad = count(test)
            passed, failed = passed + good, failed + bad
            if bad:
                tail = (test.get('stdout', '') + '\n' + test.get('stderr', '')).splitlines()[-25:]
                print(f'FAILED {test["name"]} ({test["result"]})\n  ' + '\n  '.join(tail), file=sys.stderr)
    if passed + failed == 0:
        print(f'{sys.argv[1]}: no test ran', file=sys.stderr)
        failed = 1
    print(passed, failed)


main()
