# SPDX-License-Identifier: LGPL-2.1-or-later
"""The simulator's one thread: descriptors and timers."""
import heapq
import itertools
import selectors
import time


class Loop:
    """Calls back when a descriptor is ready or a time has come.  Errors of one callback do not end the others."""

    def __init__(self, log):
        self.log = log
        self.selector = selectors.DefaultSelector()
        self.timers = []
        self.order = itertools.count()

    def after(self, seconds, call):
        heapq.heappush(self.timers, (time.monotonic() + max(seconds, 0), next(self.order), call))

    def watch(self, file, call, writing=False):
        """CALL runs while FILE can be read; with WRITING also when it can be written."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
        if file in self.selector.get_map():
            self.selector.modify(file, events, call)
        else:
            self.selector.register(file, events, call)

    def unwatch(self, file):
        if file in self.selector.get_map():
            self.selector.unregister(file)

    def run(self):
        while True:
            self.run_timers()
            wait = self.timers[0][0] - time.monotonic() if self.timers else None
            for key, _events in self.selector.select(wait if wait is None else max(wait, 0)):
                if self.selector.get_map().get(key.fd) is key:      # an earlier callback may have closed it
                    self.guarded(key.data)

    def run_timers(self):
        now = time.monotonic()
        while self.timers and self.timers[0][0] <= now:
            self.guarded(heapq.heappop(self.timers)[2])

    def guarded(self, call):
        try:
            call()
        except OSError as error:        # a descriptor that went away under us; what is lost is in the log
            self.log.write('-', '!!', repr(error))
