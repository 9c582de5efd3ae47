"""The truth in SQL: a book to read, a book to write, one transaction a book."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from plp.errors import StoreBusy
from store.access import SqlAccess
from store.address import read_url
from store.alerts import SqlAlerts
from store.attempts import make_usual_moves
from store.audit import Gauges
from store.cap import SqlCapMessages
from store.cascades import SqlCascades
from store.conversations import SqlConversations
from store.engines import Engines
from store.errands import Errands
from store.ledger import Ledger
from store.pages import SqlPages
from store.people import SqlPeople
from store.records import Records
from store.reports import Reports
from store.templates import Templates
from store.trust import Trust
from store.worded import word_all
from store.years import Years

if TYPE_CHECKING:
    from plp.book import Store

_log = logging.getLogger(__name__)

_ALONE, _IN_A_CROWD = 500, 50
"""Rows in one transaction: five hundred are written in 35 ms, in which no caller's key could be."""


class SqlBook:
    """The store, opened: its areas on one connection."""

    def __init__(self, connection: Connection, *, writable: bool) -> None:
        self.people = SqlPeople(connection)
        self.trust = Trust(connection)
        self.alerts = SqlAlerts(connection)
        self.cascades = SqlCascades(connection)
        self.conversations = SqlConversations(connection)
        self.errands = Errands(connection)
        self.reports = Reports(connection)
        self.records = Records(connection)
        self.ledger = Ledger(connection)
        self.templates = Templates(connection)
        self.access = SqlAccess(connection)
        self.pages = SqlPages(connection)
        self.cap = SqlCapMessages(connection)
        self.years = Years(connection)
        self.writable = writable
        self.afterwards: list[Callable[[], object]] = []
        self._connection = connection

    def after_commit(self, then: Callable[[], object]) -> None:
        """See the port; done in the order given, when the lock is free again."""
        self.afterwards.append(then)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """A part that fails alone: an exception undoes it and what it wanted done afterwards, not the rest."""
        promised = len(self.afterwards)
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:  # whatever undoes the part undoes what it promised; it is raised on
            del self.afterwards[promised:]
            raise


class _Open(threading.local):
    """The book this thread has open."""

    book: SqlBook | None = None


class SqlStore:
    """The store on SQLite or PostgreSQL; to be shared by threads, and safe to carry through a fork."""

    _made: Engines | None
    _parents: Engines | None = None

    def __init__(self, url: str, *, now: Callable[[], datetime]) -> None:
        self._url = read_url(url)
        self._now = now
        self._renew()
        ours = weakref.WeakMethod(self._leave_to_parent)
        os.register_at_fork(after_in_child=lambda: (leave := ours()) and leave())

    @contextmanager
    def read(self) -> Iterator[SqlBook]:
        """See the port."""
        if self._open.book is not None:
            yield self._open.book
            return
        with self._engines().reading() as connection:
            book = SqlBook(connection, writable=False)
            with self._opened(book):
                yield book
        _do(book.afterwards)

    @contextmanager
    def write(self) -> Iterator[SqlBook]:
        """See the port.  A joined book that fails undoes its own part, even if the exception goes no further.

        Raises RuntimeError within a book that this thread has open to read only.
        """
        outer = self._open.book
        if outer is not None:
            if not outer.writable:
                raise RuntimeError("this thread has the book open to read; open it to write from the beginning")
            with outer.joined():
                yield outer
            return
        with self._engines().writing() as connection:
            book = SqlBook(connection, writable=True)
            with self._opened(book):
                yield book
        _do(book.afterwards)

    def gauges(self) -> dict[str, float]:
        """See the port: due_deliveries (and due_voice, due_sms), live_calls, unaccounted_members,
        reports_waiting and reports_waiting_too_long."""
        with self._engines().reading() as connection:
            return Gauges(connection).at(self._now())

    def batch(self) -> int:
        """See the port."""
        return _IN_A_CROWD if self._engines().crowded else _ALONE

    def prepare(self) -> None:
        """Word what callbacks and turns will ask.  Raises StoreBusy."""
        make_usual_moves()
        with self._engines().reading() as connection:
            word_all(connection.dialect)

    def close(self) -> None:
        """Close every connection of this process; the next book opens new ones."""
        with self._making:
            engines, self._made = self._made, None
        if engines is not None:
            engines.close()

    @contextmanager
    def _opened(self, book: SqlBook) -> Iterator[None]:
        self._open.book = book
        try:
            yield
        finally:
            self._open.book = None

    def _engines(self) -> Engines:
        with self._making:
            if self._made is None:
                self._made = Engines(self._url)
            return self._made

    def _renew(self) -> None:
        self._making = threading.Lock()
        self._open = _Open()
        self._made = None

    def _leave_to_parent(self) -> None:
        """Start afresh in a child process; the parent's connections are kept, unused, never closed by us."""
        self._parents = self._made
        self._renew()


def utc_now() -> datetime:
    """The present moment; only the gauges ask it, everybody else hands the time in."""
    return datetime.now(UTC)


def open_store(url: str, *, now: Callable[[], datetime] = utc_now) -> SqlStore:
    """Open the store at this URL; nothing is connected before the first book, and nothing is migrated."""
    return SqlStore(url, now=now)


def _do(afterwards: list[Callable[[], object]]) -> None:
    """Each for itself: what is committed stays so, and whoever wrote it must not be told otherwise."""
    for then in afterwards:
        try:
            then()
        except StoreBusy as busy:
            _log.warning("not_done_after_commit why=%s", busy)


if TYPE_CHECKING:

    def _keeps_the_port(store: SqlStore) -> Store:
        return store
