"""The rates shared by all workers: one generic cell rate algorithm in Redis, and a share of it when Redis is away.

A permit is one theoretical arrival time kept in Redis and moved on by 1/R seconds (GCRA); half an interval of slack
makes good for late looks, so that no sliding second ever holds more than R + 1.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock

from redis import Redis, RedisError

from plp.errors import TocsinError
from plp.forecast import Rates
from plp.ports import Door

_MILLION = 1_000_000
_SLACK = 0.5
_SHARE = 0.5
"""What one process allows itself alone: calls worker and clock may both be at work without Redis."""

_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, slack, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - slack)
local taken = 0
while taken < most and due <= now do
  due = due + interval
  taken = taken + 1
end
if taken > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', 60000)
end
return {taken, math.max(due - now, 0)}
"""


class SharedPace:
    """Permits for calls and texts; every process of the installation takes from the same ones."""

    def __init__(self, connection: Redis, rates: Rates, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._take = connection.register_script(_TAKE)
        self._per_second: Mapping[Door, float] = {
            Door.CALLS: rates.calls_per_second,
            Door.TEXTS: rates.texts_per_second,
        }
        self._monotonic = monotonic
        self._alone: dict[Door, float] = {}
        self._waits: dict[Door, float] = {}
        self._lock = Lock()

    def take(self, door: Door, most: int) -> int:
        """Take up to `most` permits that are free now."""
        interval = _MILLION / self._per_second[door]
        try:
            taken, wait = self._take(keys=[f"tocsin:pace:{door.value}"], args=[interval, interval * _SLACK, most])
        except (RedisError, OSError, TocsinError):
            return self._take_alone(door)
        self._waits[door] = int(wait) / _MILLION
        return int(taken)

    def wait(self, door: Door) -> timedelta:
        """How long until the next permit, as of the last `take`."""
        return timedelta(seconds=self._waits.get(door, 0.0))

    def _take_alone(self, door: Door) -> int:
        interval = 1 / (self._per_second[door] * _SHARE)
        with self._lock:
            now = self._monotonic()
            due = self._alone.get(door, now)
            self._waits[door] = max(due - now, 0)
            if due > now:
                return 0
            self._alone[door] = now + interval
            self._waits[door] = interval
            return 1
