"""The rates shared by all workers: one generic cell rate algorithm in Redis, and a share of it when Redis is away.

A permit is one moment to leave, each 1/R seconds after the one before, kept in Redis for all (GCRA).  Moments are
given out a little ahead, so that the allowance is used although looking and claiming take time.  Whoever leaves is
written down, and whoever is late waits while the second is full: no sliding second ever holds more than R + 1.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Lock

from redis import Redis, RedisError
from redis import TimeoutError as NoAnswer

from gateway.absence import Absence
from plp.errors import TocsinError
from plp.forecast import Rates
from plp.ports import Door

_MILLION = 1_000_000
_SHARE = 0.5
"""What one process allows itself alone: calls worker and clock may both be at work without Redis."""
_MOST = 1000
"""Permits at a time."""
_AHEAD = 0.1
"""Seconds ahead of which permits are given out: what is urgent waits no longer behind what has its permit."""
_CATCH_UP = 0.2
"""Seconds of permits nobody asked for in time that may still be used."""
_WAY = 0.05
"""Seconds by which two requests may draw nearer on their way to the carrier, at most; less where the rate is high."""

_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, ahead, catch_up = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local most = tonumber(ARGV[4])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - catch_up)
local moments = {}
while #moments < most and due <= now + ahead do
  moments[#moments + 1] = string.format('%.0f', math.max(due - now, 0))
  due = due + interval
end
if #moments > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', 60000)
end
return {string.format('%.0f', math.max(due - now - ahead, 0)), unpack(moments)}
"""

_LEAVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most, second, many = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local left = 0
while left < many do
  local before = tonumber(redis.call('LINDEX', KEYS[1], most - 1) or '0')
  if before > now - second then
    return {left, string.format('%.0f', before + second - now)}
  end
  redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('LTRIM', KEYS[1], 0, most - 1)
  left = left + 1
end
redis.call('PEXPIRE', KEYS[1], 60000)
return {left, '0'}
"""


class SharedPace:
    """Permits for calls and texts; every process of the installation takes from the same ones."""

    def __init__(self, connection: Redis, rates: Rates, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._take = connection.register_script(_TAKE)
        self._leave = connection.register_script(_LEAVE)
        self._per_second: Mapping[Door, float] = {
            Door.CALLS: rates.calls_per_second,
            Door.TEXTS: rates.texts_per_second,
        }
        self._monotonic = monotonic
        self._alone: dict[Door, float] = {}
        self._waits: dict[Door, float] = {}
        self._lock = Lock()
        self._absence = Absence(monotonic)

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """See the port: those of the next tenth of a second."""
        arguments = [_MILLION / self._per_second[door], _AHEAD * _MILLION, _CATCH_UP * _MILLION, min(most, _MOST)]
        if self._absence.lasts():
            return self._take_alone(door)
        try:
            wait, *moments = self._take(keys=[f"tocsin:pace:{door.value}"], args=arguments)
        except (RedisError, OSError, TocsinError) as away:
            self._note(away)
            return self._take_alone(door)
        self._waits[door] = int(wait) / _MILLION
        return [timedelta(microseconds=int(moment)) for moment in moments]

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """See the port; R + 1 in a second, and a little more than a second, for the way may shorten it."""
        per_second = self._per_second[door]
        second = _MILLION * (1 + min(_WAY, 0.9 / per_second))
        arguments = [math.floor(per_second) + 1, second, min(many, _MOST)]
        if self._absence.lasts():
            return many, timedelta(0)  # alone, one permit at a time is given out
        try:
            left, wait = self._leave(keys=[f"tocsin:left:{door.value}"], args=arguments)
        except (RedisError, OSError, TocsinError) as away:
            self._note(away)
            return many, timedelta(0)
        return int(left), timedelta(microseconds=int(wait))

    def wait(self, door: Door) -> timedelta:
        """How long until the next permit, as of the last `take`."""
        return timedelta(seconds=self._waits.get(door, 0.0))

    def _note(self, away: Exception) -> None:
        """One that refuses costs no time; one that is silent would hold up every call."""
        if isinstance(away, NoAnswer):
            self._absence.begins()

    def _take_alone(self, door: Door) -> Sequence[timedelta]:
        interval = 1 / (self._per_second[door] * _SHARE)
        with self._lock:
            now = self._monotonic()
            due = self._alone.get(door, now)
            self._waits[door] = max(due - now, 0)
            if due > now:
                return []
            self._alone[door] = now + interval
            self._waits[door] = interval
            return [timedelta(0)]
