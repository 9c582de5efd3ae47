"""Waiting in tests: a condition is looked at again and again until it holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

Seen = TypeVar("Seen")


def wait_until(condition: Callable[[], Seen], limit: float = 10.0) -> Seen:
    """What the condition gives once it is true; fails the test when it is not within so many seconds."""
    until, nobody = time.monotonic() + limit, Event()
    while not (seen := condition()):
        assert time.monotonic() < until, f"still not so after {limit:g} s; last seen: {seen!r}"
        nobody.wait(0.005)
    return seen
