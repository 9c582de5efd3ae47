"""How each database is opened to read and to write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from plp.errors import StoreBusy
from store.lock import PATIENCE, WriterLock
from store.patient import PatientConnection
from store.place import make_place
from store.together import Together

# A statement or a wait this long is a fault: a caller must be answered within the carrier's fifteen seconds.
_PATIENCE = {
    "timezone": "UTC",
    "statement_timeout": "7s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
# A plan outlives the small tables it was made for, so none may read a table from end to end (ADR 30).
_PLANS = {"enable_seqscan": "off", "jit": "off"}

_RESTED = 1.0
"""Seconds after which a connection to PostgreSQL may have been cut without anybody having noticed."""

_IN_VAIN, _A_MOMENT = 3.0, 1.0
"""Seconds after which a wait counts as in vain, and for which nobody else is kept waiting then."""


def beside(url: URL) -> Path:
    """The lock file of an SQLite database: one for all who write to that file, whatever they call it."""
    return Path(f"{Path(str(url.database)).resolve()}.lock")


class Engines:
    """The connections of one process to one database, made when first needed."""

    def __init__(self, url: URL) -> None:
        self._lock = WriterLock(beside(url)) if url.get_backend_name() == "sqlite" else None
        self._away_until = 0.0
        if self._lock:
            make_place(Path(str(url.database)))
            self._writers = sqlite_engine(url, begin="BEGIN IMMEDIATE")
            self._readers = sqlite_engine(url, begin="BEGIN", query_only=True)
            self._together = Together(self._writers, self._lock)
        else:
            self._writers = postgres_engine(url)
            # One snapshot for a whole book: what is read together adds up.
            self._readers = self._writers.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, on one snapshot; on SQLite it waits for nobody."""
        unless_away = nullcontext() if self._lock else self._unless_away()
        with unless_away, _told_plainly(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end, undone by an exception.  Raises StoreBusy."""
        turn = self._together.writing() if self._lock else self._writers.begin()
        with self._unless_away(), _told_plainly(), turn as connection:
            yield connection

    @property
    def crowded(self) -> bool:
        """Whether other processes wait for their turn to write: only SQLite has turns."""
        return self._lock is not None and self._lock.crowded

    @contextmanager
    def _unless_away(self) -> Iterator[None]:
        """Whoever comes right after one has waited in vain is told at once: callers must not queue behind callers."""
        began = time.monotonic()
        if began < self._away_until:
            raise StoreBusy("the database has kept somebody waiting in vain a moment ago")
        try:
            yield
        except StoreBusy:
            if time.monotonic() - began > _IN_VAIN:
                self._away_until = time.monotonic() + _A_MOMENT
            raise

    def close(self) -> None:
        """Close every connection."""
        if self._lock:
            self._together.close()
        self._writers.dispose()
        self._readers.dispose()
        if self._lock:
            self._lock.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Raises StoreBusy for a database that is locked, full, stopped or cut off; it repeats no parameter."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
            raise  # a book opened to read was written in: our mistake, asking again mends nothing
        first_line = str(_what_began_it(error).orig).partition("\n")[0]
        raise StoreBusy(f"the database does not do as asked ({first_line})") from error


def _what_began_it(error: OperationalError) -> OperationalError:
    """A full disk ends SQLite's transaction by itself: that there is nothing left to undo would hide it."""
    began, before = error, error.__context__
    while before is not None:
        began = before if isinstance(before, OperationalError) else began
        before = before.__context__
    return began


def postgres_engine(url: URL, *, monotonic: Callable[[], float] = time.monotonic) -> Engine:
    """READ COMMITTED over a pool that looks whether a connection still lives when it has rested.

    SQLAlchemy would look each time: one question more in every callback.
    """
    options = " ".join(f"-c {name}={value}" for name, value in (_PATIENCE | _PLANS).items())
    engine = create_engine(
        url,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "tocsin"},
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=24,
        pool_recycle=1800,
        hide_parameters=True,  # an error would carry numbers and hashes into a log
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, words: list[Any], named: dict[str, Any]) -> PatientConnection:
        return PatientConnection.connect(*words, **named)

    @event.listens_for(engine, "checkin")
    def _rest(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if monotonic() - record.info.get("rests_since", monotonic()) > _RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as dead:
                raise InvalidatePoolError from dead  # most likely all of them are

    return engine


def sqlite_engine(url: URL, *, begin: str, query_only: bool = False, foreign_keys: bool = True) -> Engine:
    """WAL, so that readers never wait; every transaction opened by the statement given.

    Without `foreign_keys` nobody sees to it that what a row names exists: for migrations, which replace whole tables.

    synchronous=FULL: each commit is on the disk before it returns.  NORMAL would survive our own crash,
    but after a power cut the last attempts would be forgotten, and their members rung twice.
    """
    engine = create_engine(url, max_overflow=-1, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        patience = f"busy_timeout={PATIENCE * 1000:.0f}"
        for setting in (patience, "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
