# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the simulator was told to do wrong: answers and delays that a test puts in the way of commands."""
import re


class Faults:
    def __init__(self, delay=0):
        self.delay = delay
        self.answers, self.delays = [], []

    def add_answer(self, pattern, answer):
        """An empty answer: the command is never answered."""
        self.answers.append((re.compile(pattern, re.IGNORECASE), answer))

    def add_delay(self, pattern, seconds):
        self.delays.append((re.compile(pattern, re.IGNORECASE), seconds))

    def clear(self):
        self.delay = 0
        self.answers, self.delays = [], []

    def answer_to(self, line):
        return next((answer for pattern, answer in self.answers if pattern.search(line)), None)

    def delay_of(self, line):
        return self.delay + sum(seconds for pattern, seconds in self.delays if pattern.search(line))
