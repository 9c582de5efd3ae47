"""The wish to stop, as this process has heard it: whoever does something in batches looks here between two of them."""

from __future__ import annotations

import signal
from threading import Event

STOPPING = Event()
"""Set once by the signal and never cleared: a process that was asked to stop takes up nothing new."""


def hear_it_once() -> None:
    """Note the wish; whoever is impatient and asks again is not heard, not even while Python itself is leaving."""
    STOPPING.set()
    for further in (signal.SIGTERM, signal.SIGINT):
        signal.signal(further, signal.SIG_IGN)
