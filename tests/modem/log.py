# SPDX-License-Identifier: LGPL-2.1-or-later
"""What went over the lines, one event a line: seconds since the start, port, mark, text.

Marks: -> a command came, <- an answer went, -- something happened, ** a control command, !! an error of the system."""
import sys
import time


class Log:
    def __init__(self, path, verbose):
        self.began = time.monotonic()
        self.file = open(path, 'a', encoding='utf-8', buffering=1) if path else None     # open as long as the process
        self.verbose = verbose

    def write(self, port, mark, text):
        line = f'{time.monotonic() - self.began:9.3f} {port} {mark} {text}'
        if self.file:
            self.file.write(line + '\n')
        if self.verbose:
            print(line, file=sys.stderr, flush=True)
