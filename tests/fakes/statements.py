"""What SQLite is asked, for stories that count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool


@contextmanager
def statements() -> Iterator[list[str]]:
    """Whatever SQLite is asked meanwhile by those who read, also by statements that pass SQLAlchemy by.

    Those who write keep one connection, which is not checked out anew.
    """
    asked: list[str] = []

    def listens(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(Pool, "checkout", listens)
    try:
        yield asked
    finally:
        event.remove(Pool, "checkout", listens)
