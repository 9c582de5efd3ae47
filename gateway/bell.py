"""The doorbell: an RQ job that says only which door to open; the store knows what is to be done."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime, timedelta

from redis import Redis, RedisError
from redis import TimeoutError as NoAnswer
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from gateway.absence import Absence
from plp.errors import TocsinError
from plp.ports import Clock, Door

_log = logging.getLogger(__name__)

JOB = "workers.jobs.answer"
"""Enqueued by name: the gateway knows no worker."""
JOB_LASTS = 120
"""Seconds a job may take before RQ ends it; deliveries stop by themselves long before."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_STILL_HEARD = timedelta(seconds=1)
"""For so long a ring for a later second is not repeated: calls that end together are tried again together, and asking
Redis costs a callback more than all it writes."""


class RqBell:
    """Rings by Redis; a ring that is lost is made good by the clock's sweep."""

    def __init__(self, connection: Redis, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._absence = Absence()
        self._rung: dict[str, datetime] = {}

    def ring(self, door: Door, *, at: datetime | None = None) -> None:
        """Wake the worker of this queue, now or at a moment (in whole seconds, never too early)."""
        if self._absence.lasts():
            return
        try:
            if at is None or at <= self._clock.now():
                self._now(door)
            else:
                self._later(door, at)
        except (RedisError, OSError, TocsinError) as away:
            if isinstance(away, NoAnswer):
                self._absence.begins()
            _log.warning("bell_not_heard door=%s why=%s", door, type(away).__name__)

    def is_heard(self) -> bool:
        """Whether Redis answers."""
        if self._absence.lasts():
            return False
        try:
            return bool(self._connection.ping())
        except NoAnswer:
            self._absence.begins()
            return False
        except (RedisError, OSError, TocsinError):
            return False

    def _queue(self, door: Door) -> Queue:
        return Queue(door.value, connection=self._connection, serializer=JSONSerializer)

    def _now(self, door: Door) -> None:
        queue = self._queue(door)
        if len(queue):  # a job that has not begun yet will see everything that is in the store by then
            return
        queue.enqueue(JOB, door.value, job_timeout=JOB_LASTS, result_ttl=0, failure_ttl=3600)

    def _later(self, door: Door, at: datetime) -> None:
        now, second = self._clock.now(), math.ceil(at.timestamp())
        ring = f"{door.value}-{second}"
        if now - self._rung.get(ring, _LONG_AGO) < _STILL_HEARD:
            return
        wait = datetime.fromtimestamp(second, UTC) - now
        try:
            self._queue(door).enqueue_in(
                max(wait, timedelta(0)),
                JOB,
                door.value,
                job_id=ring,
                unique=True,
                job_timeout=JOB_LASTS,
                result_ttl=0,
                failure_ttl=3600,
            )
        except DuplicateJobError:
            pass  # one ring per due second is enough
        self._rung = {each: when for each, when in self._rung.copy().items() if now - when < _STILL_HEARD} | {ring: now}
