"""What this process itself let leave in the last second: a Redis that was emptied remembers nothing of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Departures:
    """Moments at which orders left, forgotten after so many seconds; one thread at a time."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds, self._monotonic = seconds, monotonic
        self._moments: deque[float] = deque()

    def __len__(self) -> int:
        """How many there were."""
        while self._moments and self._moments[0] <= self._monotonic() - self._seconds:
            self._moments.popleft()
        return len(self._moments)

    def add(self, many: int) -> None:
        """So many leave now."""
        self._moments.extend([self._monotonic()] * many)

    def fewer_in(self, most: int) -> float:
        """Seconds until there were fewer than `most`."""
        room = most - len(self)
        return 0.0 if room > 0 else self._moments[-room] + self._seconds - self._monotonic()
