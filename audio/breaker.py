"""Leaves an engine alone for a while after it could not be reached, so that 300 phrases do not wait 300 times."""

from __future__ import annotations

import time
from collections.abc import Callable

REST = 60.0  # seconds


class Breaker:
    """Which engines rest, until when, and why; shared by threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, rest: float = REST) -> None:
        """`clock` gives seconds that only go forward; `rest` is in seconds."""
        self._clock, self._rest = clock, rest
        self._resting: dict[str, tuple[float, str]] = {}

    def trip(self, engine: str, reason: str) -> None:
        """From now on the engine rests."""
        self._resting[engine] = (self._clock() + self._rest, reason)

    def why_resting(self, engine: str) -> str | None:
        """Why the engine is to be left alone just now; None when it may be asked."""
        until, reason = self._resting.get(engine, (float("-inf"), ""))
        return f"left alone for a while: {reason}" if self._clock() < until else None
