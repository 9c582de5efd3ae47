"""RQ's scheduler, the child process that turns a ring for a later second into a ring: it outlives Redis being away."""

from __future__ import annotations

import logging
import time

from redis import RedisError
from rq.scheduler import RQScheduler

from plp.errors import TocsinError

_log = logging.getLogger(__name__)


class Scheduler(RQScheduler):
    """RQ's own dies with a traceback when Redis does not answer, and is begun anew after ten minutes only."""

    def work(self) -> None:
        """Look every second for what is due, until asked to stop."""
        while not self._stop_requested:
            try:
                super().work()  # type: ignore[no-untyped-call]
            except (RedisError, OSError, TocsinError) as away:
                _log.warning("scheduler_begins_anew queue=%s why=%s", *self._queue_names, type(away).__name__)
                time.sleep(self.interval)
