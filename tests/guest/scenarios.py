# SPDX-License-Identifier: LGPL-2.1-or-later
"""scenarios.py GROUP [--only NAME] [--times N] [--rows FILE] [--record FILE] [--by-nmcli]: scenarios with real PPP, inside the guest.
Prints TAP.

A scenario is a function of a Stage in the module of its group.  One that yields waits long for upstream: all of those are begun
first, and looked at again last."""
import argparse
import importlib
import inspect
import os
import sys
import traceback

from outcomes import difference, write_rows
from stage import Stage


class Attempt:
    """One scenario on its way."""

    def __init__(self, function, by_nmcli):
        self.function, self.failure, self.rest = function, None, None
        self.name = function.__name__.replace('_', '-')
        self.stage = Stage(self.name, by_nmcli)

    def step(self):
        """Runs it, or goes on behind its yield."""
        try:
            if self.rest is None:
                self.rest = self.function(self.stage) or iter(())
            next(self.rest, None)
        except Exception:           # every failure is told, and the rest still runs
            self.failure = self.failure or traceback.format_exc()

    def finish(self, record_to):
        self.step()
        try:
            if record_to:
                self.stage.await_aftermath()
            self.stage.close()
        except Exception:
            self.failure = self.failure or traceback.format_exc()
        if record_to:
            write_recording(record_to, self.stage.lines)


def write_recording(name, lines):
    with open(name, 'w', encoding='ascii') as file:
        file.writelines(line + '\n' for line in lines)


def attempts_of_round(tests, by_nmcli, record_to):
    """Each scenario once; those that wait come last.  The service forgets sooner what nmcli dialled: then nothing waits."""
    waiting = [Attempt(test, by_nmcli) for test in tests if inspect.isgeneratorfunction(test) and not by_nmcli]
    for attempt in waiting:
        attempt.step()
    for test in tests:
        if test not in [attempt.function for attempt in waiting]:
            attempt = Attempt(test, by_nmcli)
            attempt.step()
            attempt.finish(record_to)
            yield attempt
    for attempt in waiting:
        attempt.finish(record_to)
        yield attempt


class Report:
    """TAP: a scenario is ok if all its runs are, and all have the same edges."""

    def __init__(self, group, times, rows_to):
        self.group, self.times, self.rows_to = group, times, rows_to
        self.runs, self.recordings, self.failed, self.number = {}, {}, set(), 0

    def take(self, attempt):
        runs = self.runs.setdefault(attempt.name, [])
        runs.append(attempt.stage.outcomes)
        self.recordings.setdefault(attempt.name, []).append(attempt.stage.lines)
        remarks = [remark for outcome in attempt.stage.outcomes for remark in outcome.remarks()]
        if attempt.failure:
            self.failed.add(attempt.name)
            remarks += attempt.failure.splitlines()
        if len(runs) == self.times:
            remarks += self.conclude(attempt.name, runs)
        else:
            remarks = [f'{len(runs)}. {attempt.name}', *(remarks if attempt.failure else [])]
        print(''.join(f'# {line}\n' for line in remarks), end='', flush=True)

    def conclude(self, name, runs):
        self.number += 1
        unlike = difference(runs)
        if unlike:
            self.failed.add(name)
        for turn, lines in enumerate(self.recordings.pop(name) if name in self.failed else [], 1):
            write_recording(os.path.join(os.environ['GUEST_SHARED'], f'{name}-{turn}.jsonl'), lines)
        print(f'{"not ok" if name in self.failed else "ok"} {self.number} /guest/{self.group}/{name}')
        if self.rows_to and all(len(run) == len(runs[0]) for run in runs):
            with open(self.rows_to, 'a', encoding='ascii') as file:
                write_rows(file, self.group, name, runs)
        return unlike.splitlines()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('group')
    parser.add_argument('--only')
    parser.add_argument('--times', type=int, default=1)
    parser.add_argument('--rows')
    parser.add_argument('--record')
    parser.add_argument('--by-nmcli', action='store_true')
    options = parser.parse_args()
    group = importlib.import_module(options.group)
    tests = [test for test in group.SCENARIOS if options.only in (None, test.__name__.replace('_', '-'))]
    print(f'1..{len(tests)}', flush=True)
    stage = Stage('set-up')
    group.set_up(stage)
    stage.close()
    report = Report(options.group, options.times, options.rows)
    for _ in range(options.times):
        for attempt in attempts_of_round(tests, options.by_nmcli, options.record):
            report.take(attempt)
    sys.exit(1 if report.failed else 0)


main()
