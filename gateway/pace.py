"""The rates shared by all processes that dial: one generic cell rate algorithm in Redis, a share of it without Redis.

A permit is one moment to leave, each 1/R seconds after the one before, kept in Redis for all (GCRA).  Moments are
given out a little ahead, so that the allowance is used although looking and claiming take time.  Whoever leaves is
written down, and whoever is late waits while the second is full: no sliding second ever holds more than R + 1.

Each process also remembers what it took and let leave itself, lest an emptied Redis give the same second out twice:
whoever misses there what he knows to have left fills the second.  It remembers how many dial, the clocks that stand by
included: without Redis it goes on at its share.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Lock
from uuid import uuid4

from redis import Redis, RedisError
from redis import TimeoutError as NoAnswer

from gateway.absence import Absence
from gateway.departures import Departures
from plp.errors import TocsinError
from plp.forecast import Rates
from plp.ports import Door

_MILLION = 1_000_000
_FEWEST = 2
"""Calls worker and clock: so many may be at work without Redis, even if one of them has never been seen."""
_JOBS_LAST = 60.0
"""Seconds after which a worker that lost Redis has ended its job: from then on only the clocks dial."""
_MOST = 1000
"""Permits at a time."""
_AHEAD = 0.1
"""Seconds ahead of which permits are given out: what is urgent waits no longer behind what has its permit."""
_CATCH_UP = 0.2
"""Seconds of permits nobody asked for in time that may still be used."""
_WAY = 0.05
"""Seconds by which two requests may draw nearer on their way to the carrier, at most."""
_USED = 0.992
"""Of the rate so much is used at least: where it is high, requests are kept less than `_WAY` apart for it."""

_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, ahead, catch_up = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local most, known = tonumber(ARGV[4]), tonumber(ARGV[5])
known = math.min(known, now + ahead + interval)
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), known, now - catch_up)
local moments = {}
while #moments < most and due <= now + ahead do
  moments[#moments + 1] = string.format('%.0f', math.max(due - now, 0))
  due = due + interval
end
if #moments > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', 60000)
end
redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - 30000000))
redis.call('PEXPIRE', KEYS[2], 30000)
local wait = string.format('%.0f', math.max(due - now - ahead, 0))
return {string.format('%.0f', due), redis.call('ZCARD', KEYS[2]), wait, unpack(moments)}
"""

_LEAVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most, second, many, known = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call('LLEN', KEYS[1]) < known then
  -- It was emptied: nobody can tell how full this second is, so it counts as full.
  for _ = 1, most do
    redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
  end
end
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
        self._me = uuid4().hex
        self._known: dict[Door, int] = {}
        self._dialling: dict[Door, int] = {}
        self._departures = {door: Departures(self._second(door), monotonic) for door in self._per_second}
        self._gone_since: float | None = None
        self._alone: dict[Door, float] = {}
        self._waits: dict[Door, float] = {}
        self._lock, self._leaving = Lock(), Lock()
        self._absence = Absence(monotonic)

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """See the port: those of the next tenth of a second."""
        if self._absence.lasts():
            return self._take_alone(door, most)
        keys = [f"tocsin:pace:{door.value}", f"tocsin:dialling:{door.value}"]
        interval, known = _MILLION / self._per_second[door], self._known.get(door, 0)
        arguments: list[float | str] = [interval, _AHEAD * _MILLION, _CATCH_UP * _MILLION, min(most, _MOST), known]
        try:
            due, dialling, wait, *moments = self._take(keys=keys, args=[*arguments, self._me])
        except (RedisError, OSError, TocsinError) as away:
            self._note(away)
            return self._take_alone(door, most)
        self._gone_since = None
        self._known[door], self._dialling[door] = int(due), int(dialling)
        self._waits[door] = int(wait) / _MILLION
        return [timedelta(microseconds=int(moment)) for moment in moments]

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """See the port; R + 1 in a second, and a little more than a second, for the way may shorten it."""
        most, own = math.floor(self._per_second[door]) + 1, self._departures[door]
        with self._leaving:
            if self._absence.lasts():
                return self._leave_alone(door, many)
            if full := own.fewer_in(most):
                return 0, timedelta(seconds=full)
            arguments = [most, self._second(door) * _MILLION, min(many, most - len(own)), len(own)]
            try:
                left, wait = map(int, self._leave(keys=[f"tocsin:left:{door.value}"], args=arguments))
            except (RedisError, OSError, TocsinError) as away:
                self._note(away)
                return self._leave_alone(door, many)
            self._gone_since = None
            own.add(left)
            return left, timedelta(microseconds=wait)

    def wait(self, door: Door) -> timedelta:
        """How long until the next permit, as of the last `take`."""
        return timedelta(seconds=self._waits.get(door, 0.0))

    def _second(self, door: Door) -> float:
        rate = self._per_second[door]
        return min(1 + _WAY, (rate + 1) / (_USED * rate))

    def _note(self, away: Exception) -> None:
        """One that refuses costs no time; one that is silent would hold up every call."""
        if self._gone_since is None:
            self._gone_since = self._monotonic()
        if isinstance(away, NoAnswer):
            self._absence.begins()

    # ---- without Redis

    def _take_alone(self, door: Door, most: int) -> Sequence[timedelta]:
        sharing, share = self._share(door)
        interval = max(sharing / self._per_second[door], self._second(door) / share)
        with self._lock:
            now = self._monotonic()
            due = max(self._alone.get(door, now), self._begins(door))
            self._waits[door] = max(due - now, 0)
            if due > now or not most:
                return []
            self._alone[door] = now + interval
            self._waits[door] = interval
            return [timedelta(0)]

    def _leave_alone(self, door: Door, many: int) -> tuple[int, timedelta]:
        if (early := self._begins(door) - self._monotonic()) > 0:
            return 0, timedelta(seconds=early)
        own, most = self._departures[door], self._share(door)[1]
        left = min(many, max(most - len(own), 0))
        own.add(left)
        return left, timedelta(seconds=0 if left else own.fewer_in(most))

    def _share(self, door: Door) -> tuple[int, int]:
        """With how many processes the rate is shared, and how many of R + 1 may leave here in any second."""
        lost, dialling = self._gone_since, max(self._dialling.get(door, 0), _FEWEST)
        sharing = dialling if lost is None or self._monotonic() - lost < _JOBS_LAST else _FEWEST
        return sharing, max(math.floor(self._per_second[door] + 1) // sharing, 1)

    def _begins(self, door: Door) -> float:
        """When the second in which others may have used the whole rate is over."""
        gone_since = self._gone_since
        return (self._monotonic() if gone_since is None else gone_since) + self._second(door)
