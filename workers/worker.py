"""The worker behind one queue: resident, so that a ring is answered in milliseconds."""

from __future__ import annotations

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from gateway.wiring import open_gateway
from plp.ports import Door

_FORGOTTEN_AFTER = 60
"""Seconds after which RQ believes a silent worker dead; the clock's sweep does not wait for that."""


def work(door: Door) -> None:
    """Answer this door until told to stop; what was left before the start is done first."""
    gateway = open_gateway()
    gateway.bell.ring(door)
    worker = SimpleWorker(
        [door.value],
        connection=gateway.redis,
        serializer=JSONSerializer,
        worker_ttl=_FORGOTTEN_AFTER,
    )
    worker.work(with_scheduler=True, logging_level="WARNING")
