"""How many requests a minute a token may make: counted in Redis for all processes, by each alone when it is away."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis, RedisError
from redis import TimeoutError as NoAnswer

from gateway.absence import Absence
from plp.errors import TocsinError

_PREFIX = "tocsin:allowance"


class Allowance:
    """Counts what was asked in the last minute; a Redis that is away refuses nobody, it only makes counting coarser."""

    def __init__(self, connection: Redis | None = None, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._alone = MovingWindowRateLimiter(MemoryStorage())
        self._together: MovingWindowRateLimiter | None = None
        if connection is not None:
            pool = connection.connection_pool  # with the time-outs, and the way to an embedded server or a Sentinel
            shared = RedisStorage("redis://", connection_pool=pool, key_prefix=_PREFIX)
            self._together = MovingWindowRateLimiter(shared)
        self._absence = Absence(monotonic)

    def used_up(self, who: str, per_minute: int) -> int:
        """Take one request of this minute's; 0 when it may go, else how many seconds to wait for the next."""
        if self._together is not None and not self._absence.lasts():
            try:
                return _taken(self._together, who, per_minute)
            except (RedisError, OSError, TocsinError) as away:
                if isinstance(away, NoAnswer):
                    self._absence.begins()
        return _taken(self._alone, who, per_minute)


def _taken(limiter: MovingWindowRateLimiter, who: str, per_minute: int) -> int:
    item = RateLimitItemPerMinute(per_minute)
    if limiter.hit(item, who):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(item, who).reset_time - time.time()))
