"""The worker behind one queue: resident, so that a ring is answered in milliseconds; asked to stop, it drains."""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from types import FrameType

from redis import RedisError
from redis.client import Pipeline
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from gateway.orphans import go_when_parent_goes
from gateway.wiring import Gateway, open_gateway
from plp.errors import TocsinError
from plp.ports import Door
from workers.scheduler import Scheduler
from workers.stopping import STOPPING, hear_it_once

_log = logging.getLogger(__name__)
_FORGOTTEN_AFTER = 60
"""Seconds after which RQ believes a silent worker dead; the clock's sweep does not wait for that."""
_TRY_AGAIN_AFTER = 1.0  # seconds
_LOOK_UP_EVERY = 5  # seconds
_ASK_AGAIN_AFTER, _ENDS_WITHIN = 0.2, 10.0  # seconds


class DrainingWorker(SimpleWorker):
    """RQ's worker, but the first signal lets the batch at hand end and no later one breaks it off."""

    # RQ would wait for up to a minute after Redis is back.
    max_connection_wait_time = 5.0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop at once when idle, else after the batch; RQ would speak to Redis here, which may be away."""
        del signum, frame
        hear_it_once()
        self._stop_requested = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    @property
    def dequeue_timeout(self) -> int:
        """Seconds to wait for a ring before it looks whether to stop: a signal's exception may be swallowed."""
        return _LOOK_UP_EVERY

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """RQ does this before each wait and after each job."""
        if STOPPING.is_set() and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        super().heartbeat(timeout, pipeline)

    def _start_scheduler(self, *_: object) -> None:
        """RQ would begin one of its own."""
        self.scheduler = Scheduler(
            self.queues, connection=self.connection, logging_level="WARNING", serializer=self.serializer
        )
        self.scheduler.acquire_locks(auto_start=True)  # type: ignore[no-untyped-call]

    def stop_scheduler(self) -> None:
        """RQ asks its scheduler once and waits for ever: one that was being born had not learned to listen yet."""
        process: BaseProcess | None = getattr(self.scheduler, "_process", None)
        if process is not None:
            end(process)

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """Never: what is claimed is submitted and recorded first."""


def end(process: BaseProcess, *, within: float = _ENDS_WITHIN) -> None:
    """Ask this child to stop until it does; one that has not after so many seconds is stopped for good."""
    until = time.monotonic() + within
    while process.is_alive() and time.monotonic() < until:
        process.terminate()
        process.join(_ASK_AGAIN_AFTER)
    process.kill()
    process.join()


def work(door: Door) -> None:
    """Answer this door until told to stop; what was left before the start is done first.

    Redis may come and go meanwhile: the worker begins anew each time.
    """
    gateway = open_gateway()
    # RQ forks its scheduler off; killed with -9 we could not take it along, and it would go on for ever.
    os.register_at_fork(after_in_child=go_when_parent_goes)
    gateway.bell.ring(door)
    with suppress(StopRequested):
        while not STOPPING.is_set():
            _answer_until_it_ends(gateway, door)
            STOPPING.wait(_TRY_AGAIN_AFTER)
    for scheduler in active_children():  # begun as the signal came: Python would wait for it without end
        end(scheduler)


def _answer_until_it_ends(gateway: Gateway, door: Door) -> None:
    try:
        worker = DrainingWorker(
            [door.value],
            connection=gateway.redis,
            serializer=JSONSerializer,
            worker_ttl=_FORGOTTEN_AFTER,
        )
        worker.work(with_scheduler=True, logging_level="WARNING")
    except (RedisError, OSError, TocsinError) as away:
        _log.warning("worker_begins_anew queue=%s why=%s", door, type(away).__name__)
