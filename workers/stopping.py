"""The wish to stop, as this process has heard it: whoever does something in batches looks here between two of them."""

from __future__ import annotations

import signal
from queue import Empty, SimpleQueue


class Wish:
    """Like an Event, but made to be set by a handler of signals.

    An Event holds a lock while it is set or begins to wait; a second signal in that moment runs its handler in the same
    thread, which would wait for itself for ever.  A SimpleQueue may be put into from a handler.
    """

    def __init__(self) -> None:
        self._told = False
        self._wakes: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """Note it, and wake whoever waits."""
        self._told = True
        self._wakes.put(None)

    def is_set(self) -> bool:
        """Whether it was noted."""
        return self._told

    def wait(self, seconds: float) -> bool:
        """Wait until it is noted, so many seconds at most; tells whether it was."""
        if not self._told:
            try:
                self._wakes.get(timeout=seconds)
            except Empty:
                pass
        return self._told


STOPPING = Wish()
"""Set once by the signal and never cleared: a process that was asked to stop takes up nothing new."""


def hear_it_once() -> None:
    """Note the wish; whoever is impatient and asks again is not heard, not even while Python itself is leaving."""
    for further in (signal.SIGTERM, signal.SIGINT):
        signal.signal(further, signal.SIG_IGN)
    STOPPING.set()
