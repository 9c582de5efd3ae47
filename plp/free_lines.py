"""How many lines are surely free, without counting every call under way for each that ends."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from threading import Lock

from plp.forecast import Rates

KNOWN_FOR = timedelta(seconds=1)
"""How long a count says anything."""
_OTHERS = 3.0
"""Seconds of the allowance that others may have used since: one has passed, the rest was permitted ahead or late."""


class FreeLines:
    """What one process knows of the lines since it counted last; to be shared by its threads.

    No more lines can be taken than calls may start, and this process knows which ones it took itself.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted_at: datetime | None = None
        self._free = 0

    def counted(self, free: int, now: datetime) -> None:
        """Note how many were free."""
        with self._lock:
            self._free, self._counted_at = free, now

    def taken(self, many: int) -> None:
        """Note how many this process has taken."""
        with self._lock:
            self._free -= many

    def surely(self, now: datetime, rates: Rates) -> int:
        """At least so many are free; 0 when nothing is known."""
        with self._lock:
            if self._counted_at is None or not timedelta(0) <= now - self._counted_at < KNOWN_FOR:
                return 0
            return max(0, self._free - math.ceil(_OTHERS * (rates.calls_per_second + 1)))
