"""A connection to PostgreSQL that does not wait for ever for a server that has gone quiet."""

from __future__ import annotations

from typing import TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

ANSWERS_WITHIN = 8.0
"""Seconds; the server itself breaks off what takes longer than seven, unless it is stopped or cut off."""
_LOOKS_EVERY = 0.1  # seconds, at whether Ctrl-C was pressed

Result = TypeVar("Result")


class PatientConnection(psycopg.Connection[TupleRow]):
    """Raises psycopg.OperationalError when no answer comes in time, and is closed then."""

    def wait(self, gen: PQGen[Result], interval: float = _LOOKS_EVERY, timeout: float | None = None) -> Result:
        """Wait for the server, for so long at most."""
        try:
            return super().wait(gen, interval, timeout=ANSWERS_WITHIN if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # an answer that comes later must not be taken for another question's
            raise
