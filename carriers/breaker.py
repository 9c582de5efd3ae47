"""A breaker: after several failures in a row the carrier is left in peace for a while, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

TOLERATED = 5
SHORTEST, LONGEST = 2.0, 30.0
PROBE_LEASE = 30.0
"""Seconds after which a probe that never reported (its thread was killed) no longer bars the way."""


class Breaker:
    """Closed, open for a growing while, or half open; safe to share between threads.

    Seconds come from the monotonic clock that is handed in.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        tolerated: int = TOLERATED,
        shortest: float = SHORTEST,
        longest: float = LONGEST,
    ) -> None:
        self._monotonic = monotonic
        self._tolerated, self._shortest, self._longest = tolerated, shortest, longest
        self._lock = Lock()
        self._failures = 0
        self._pause = shortest
        self._open_until: float | None = None
        self._probed_until: float | None = None

    def wait(self) -> float:
        """Tell how many seconds to stay away; 0 lets this one request through.

        Once the pause is over exactly one request passes; the others wait for what becomes of it.
        """
        with self._lock:
            if self._open_until is None:
                return 0.0
            now = self._monotonic()
            if now < self._open_until:
                return self._open_until - now
            if self._probed_until is not None and now < self._probed_until:
                return self._shortest
            self._probed_until = now + PROBE_LEASE
            return 0.0

    def answered(self) -> None:
        """Note that the carrier answered, whatever it said: the way is free again."""
        with self._lock:
            self._failures, self._pause = 0, self._shortest
            self._open_until = self._probed_until = None

    def failed(self) -> None:
        """Note that no usable answer came; the one too many opens the breaker, a failed probe doubles the pause."""
        with self._lock:
            now = self._monotonic()
            if self._open_until is None:
                self._failures += 1
                if self._failures >= self._tolerated:
                    self._open_until = now + self._pause
            elif now >= self._open_until:
                self._pause = min(self._pause * 2, self._longest)
                self._open_until, self._probed_until = now + self._pause, None
            # Else the request was on its way before the breaker opened: it tells nothing new.
