# SPDX-License-Identifier: LGPL-2.1-or-later
"""scenarios.py GROUP [--only NAME] [--record FILE] [--by-nmcli]: scenarios with real PPP, inside the guest.  Prints TAP.

A scenario is a function of a Stage in the module of its group.  One that yields waits long for upstream: all of those are begun
first, and looked at again last."""
import argparse
import importlib
import inspect
import traceback

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

    def finish(self, number, group, record_to):
        self.step()
        if record_to:
            self.stage.await_aftermath()
        remarks = []
        try:
            self.stage.close()
            remarks = self.stage.remarks()
        except Exception:
            self.failure = self.failure or traceback.format_exc()
        if record_to:
            with open(record_to, 'w', encoding='ascii') as file:
                file.writelines(line + '\n' for line in self.stage.lines)
        if self.failure:
            remarks += self.stage.lines + self.failure.splitlines()
        print(f'{"not ok" if self.failure else "ok"} {number} /guest/{group}/{self.name}')
        print(''.join(f'# {line}\n' for line in remarks), end='', flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('group')
    parser.add_argument('--only')
    parser.add_argument('--record')
    parser.add_argument('--by-nmcli', action='store_true')
    options = parser.parse_args()
    group = importlib.import_module(options.group)
    tests = [test for test in group.SCENARIOS if options.only in (None, test.__name__.replace('_', '-'))]
    print(f'1..{len(tests)}', flush=True)
    stage = Stage('set-up')
    group.set_up(stage)
    stage.close()
    # The service forgets sooner what nmcli dialled: then nothing waits.
    long = [test for test in tests if inspect.isgeneratorfunction(test) and not options.by_nmcli]
    waiting = [Attempt(test, options.by_nmcli) for test in long]
    for attempt in waiting:
        attempt.step()
    number = 0
    for number, test in enumerate((test for test in tests if test not in long), 1):
        attempt = Attempt(test, options.by_nmcli)
        attempt.step()
        attempt.finish(number, options.group, options.record)
    for number, attempt in enumerate(waiting, number + 1):
        attempt.finish(number, options.group, options.record)


main()
