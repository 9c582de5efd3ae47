"""Whoever was waited for in vain is left alone for a while: a Redis that hangs must not hold up every ring."""

from __future__ import annotations

import time
from collections.abc import Callable

LEFT_ALONE = 10.0
"""Seconds; a Redis that refuses at once costs no time, and is asked again each time."""


class Absence:
    """Remembers since when somebody has not answered; safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until = float("-inf")

    def lasts(self) -> bool:
        """Whether it is too early to ask again."""
        return self._monotonic() < self._until

    def begins(self) -> None:
        """Note that somebody was waited for in vain."""
        self._until = self._monotonic() + LEFT_ALONE
