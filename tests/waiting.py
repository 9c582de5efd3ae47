"""Waiting in tests for something that another process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event


def eventually(true: Callable[[], object], *, within: float = 20.0) -> bool:
    """Look every 20 ms until something is true; False when it is not within so many seconds."""
    until, nobody = time.monotonic() + within, Event()
    while not true():
        if time.monotonic() > until:
            return False
        nobody.wait(0.02)
    return True
