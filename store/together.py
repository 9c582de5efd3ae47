"""Writers of one process commit together: what waits for a turn joins the transaction that is open.

A commit costs a write to the disk, and whoever waits for SQLite's one writer would pay it again.  A part that fails
is undone alone; nobody is told that his part is written before the commit that holds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from sqlalchemy import Connection, Engine

from plp.errors import StoreBusy
from store.lock import WriterLock

MOST = 4
"""Parts in one transaction: another process that waits meanwhile loses more by a fifth than this one gains.

One that waited long for another may use half that time, or `LONGEST`, for as many parts as wait.
"""
LONGEST = 0.02
"""Seconds after which a transaction takes nobody in any more: another process waits for its turn too."""
_LOOK = 0.01
"""Seconds after which whoever was promised a commit looks whether he must do it himself."""


@dataclass(eq=False)
class _Open:
    """A transaction, and what ends it."""

    connection: Connection
    ends: ExitStack
    fair_until: float
    until: float
    parts: int = 0
    done: Event = field(default_factory=Event)
    error: BaseException | None = None


class Together:
    """The one who writes for a whole process; to be shared by its threads."""

    def __init__(self, engine: Engine, lock: WriterLock, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._lock, self._monotonic = engine, lock, monotonic
        self._turn = Lock()
        self._counting = Lock()
        self.waiting = 0
        """How many wait for their turn."""
        self._open: _Open | None = None
        self._kept: Connection | None = None

    def close(self) -> None:
        """Close the connection that is kept from one transaction to the next."""
        with self._turn:
            if self._open is not None:
                self._commit(self._open)
            self._drop()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A part of a transaction: written when this ends, undone by an exception.  Raises StoreBusy."""
        self._wait_for_turn()
        try:
            mine = self._open or self._begin()
            mine.parts += 1
            try:
                with self._part(mine):
                    yield mine.connection
            except BaseException as error:  # whatever ended the transaction; it is raised on
                self._lose_if_gone(mine, error)
                raise
            finally:
                if not self._may_wait(mine):
                    self._commit(mine)
        finally:
            self._turn.release()
        self._see_through(mine)

    def _wait_for_turn(self) -> None:
        with self._counting:
            self.waiting += 1
        try:
            # As long as for the lock itself: while another program holds it, all who wait are told at once.
            waits = self._lock.waits
            if not self._turn.acquire(timeout=waits):
                raise StoreBusy(f"this process has been waiting for the database for more than {waits:g} s")
        finally:
            with self._counting:
                self.waiting -= 1

    def _begin(self) -> _Open:
        with ExitStack() as ends:
            came = self._monotonic()
            ends.enter_context(self._lock.held())
            now = self._monotonic()
            if self._kept is None:
                self._kept = self._engine.connect()
            ends.callback(self._drop_unless_sound)
            self._kept.begin()
            self._open = _Open(self._kept, ends.pop_all(), now + (now - came) / 2, now + LONGEST)
        return self._open

    def _drop_unless_sound(self) -> None:
        """A connection whose transaction did not end as it should is not used again."""
        if self._kept is not None and (self._kept.invalidated or self._kept.in_transaction()):
            self._kept.invalidate()
            self._drop()

    def _drop(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    @staticmethod
    def _part(mine: _Open) -> AbstractContextManager[object]:
        """The first needs no savepoint of its own: should it fail, nothing else is undone with it."""
        return _Alone(mine.connection) if mine.parts == 1 else _Beside(mine.connection)

    def _may_wait(self, mine: _Open) -> bool:
        """Whether somebody waits who may join before the commit."""
        now = self._monotonic()
        if mine.done.is_set() or now > mine.until or (mine.parts >= MOST and now >= mine.fair_until):
            return False
        return self.waiting > 0

    def _lose_if_gone(self, mine: _Open, error: BaseException) -> None:
        """A full disk ends the whole transaction, not only the part that met it."""
        alive = mine.connection.in_transaction() and _driver_is_in_transaction(mine.connection)
        if not alive and not mine.done.is_set():
            mine.error = StoreBusy(f"the transaction was lost ({type(error).__name__})") if mine.parts > 1 else None
            self._end(mine)

    def _commit(self, mine: _Open) -> None:
        if mine.done.is_set():
            return
        try:
            mine.connection.commit()
        except BaseException as error:  # noqa: BLE001  # everybody who took part must hear of it
            mine.error = error
            mine.connection.invalidate()  # nobody knows what its driver believes
        self._end(mine)

    def _end(self, mine: _Open) -> None:
        self._open = None
        try:
            mine.ends.close()
        finally:
            mine.done.set()

    def _see_through(self, mine: _Open) -> None:
        """Wait for the commit; whoever was expected to join may have given up, then nobody else ends it."""
        while not mine.done.wait(_LOOK):
            if self._turn.acquire(blocking=False):
                try:
                    if not self._may_wait(mine):
                        self._commit(mine)
                finally:
                    self._turn.release()
        if mine.error is not None:
            raise mine.error


class _Alone(AbstractContextManager[None]):
    """The first part of a transaction: undone with the whole of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            self._connection.rollback()


class _Beside(AbstractContextManager[None]):
    """A later part: undone alone.  Said to the driver: SQLAlchemy's own savepoint takes five times as long."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.exec_driver_sql("SAVEPOINT part")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None and _driver_is_in_transaction(self._connection):
            self._connection.exec_driver_sql("ROLLBACK TO part")
        if _driver_is_in_transaction(self._connection):
            self._connection.exec_driver_sql("RELEASE part")


def _driver_is_in_transaction(connection: Connection) -> bool:
    return bool(connection.connection.dbapi_connection.in_transaction)  # type: ignore[union-attr]
