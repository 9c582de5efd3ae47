"""A database that somebody else holds, or that has gone quiet: whoever waits is told so soon, and nothing is undone."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from plp.errors import StoreBusy
from store import SqlStore, is_current, migrate, open_store
from store.address import read_url
from store.engines import beside
from store.lock import PATIENCE, WriterLock
from store.patient import ANSWERS_WITHIN
from tests.postgres import Postgres, running_postgres
from tests.waiting import eventually

CARRIERS_CEILING = 15


@contextmanager
def held_by_another(path: Path) -> Iterator[None]:
    """Another lock on the same file, as another process has one."""
    taken, enough = Event(), Event()

    def hold() -> None:
        with WriterLock(path).held():
            taken.set()
            enough.wait(60)

    holder = Thread(target=hold)
    holder.start()
    assert taken.wait(5)
    try:
        yield
    finally:
        enough.set()
        holder.join()


def take_a_turn(lock: WriterLock) -> None:
    """Write something."""
    with lock.held():
        pass


def somebody_stands_in(doorway: Path) -> bool:
    """Whether somebody waits to be the next."""
    with doorway.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_all_who_write_to_a_file_stand_before_one_lock_whatever_they_call_it(tmp_path: Path) -> None:
    (tmp_path / "also").symlink_to(tmp_path)

    names = [tmp_path / "tocsin.db", tmp_path / "also" / "tocsin.db"]

    assert len({beside(read_url(f"sqlite:///{name}")) for name in names}) == 1


def test_whoever_waits_in_vain_for_the_lock_is_told(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", patience=0.1)

    with held_by_another(tmp_path / "lock"), pytest.raises(StoreBusy), lock.held():
        pass


def test_after_one_has_waited_in_vain_the_next_waits_less_until_somebody_gets_it(tmp_path: Path) -> None:
    # given
    lock = WriterLock(tmp_path / "lock", patience=1.0)

    # when
    with held_by_another(tmp_path / "lock"):
        first, second = seconds_in_vain(lock), seconds_in_vain(lock)
    with lock.held():
        pass
    with held_by_another(tmp_path / "lock"):
        third = seconds_in_vain(lock)

    # then
    assert first >= 1.0 > second
    assert third >= 1.0


def test_threads_behind_one_that_waits_are_told_too(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", patience=0.3)

    with held_by_another(tmp_path / "lock"):
        began = time.monotonic()
        waiting = [Thread(target=seconds_in_vain, args=[lock]) for _ in range(8)]
        for each in waiting:
            each.start()
        for each in waiting:
            each.join()

    assert time.monotonic() - began < 3


def test_a_lock_let_go_in_time_is_taken(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", patience=20)
    got = Event()

    def take() -> None:
        with lock.held():
            got.set()

    waiting = Thread(target=take)
    with held_by_another(tmp_path / "lock"):
        waiting.start()
        assert not got.wait(0.2)

    assert got.wait(5)
    waiting.join()


def test_whoever_leaves_the_lock_sees_whether_another_process_waits(tmp_path: Path) -> None:
    # given
    here, there = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    take_a_turn(here)
    assert not here.crowded

    # when
    with here.held():
        waiting = Thread(target=take_a_turn, args=[there])
        waiting.start()
        assert eventually(lambda: somebody_stands_in(tmp_path / "lock.next"))
    waiting.join()

    # then
    assert here.crowded
    assert not there.crowded


def test_our_patience_is_well_within_the_carriers() -> None:
    assert 2 * PATIENCE < CARRIERS_CEILING  # the lock, then SQLite's own
    assert ANSWERS_WITHIN + 5 < CARRIERS_CEILING  # a silent connection, then a new one


@pytest.mark.slow
def test_another_program_that_writes_to_the_file_is_waited_for_a_few_seconds(tmp_path: Path) -> None:
    # given
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    migrate(url)
    store = open_store(url)
    other = sqlite3.connect(tmp_path / "tocsin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    # when
    began = time.monotonic()
    with pytest.raises(StoreBusy, match="locked"), store.write():
        pass
    waited = time.monotonic() - began

    # then
    assert waited < PATIENCE + 3
    with pytest.raises(StoreBusy, match="a moment ago"), store.write():
        pass
    with store.read() as book:
        assert book.cascades.all() == [], "who only reads waits for nobody"
    other.execute("ROLLBACK")
    assert eventually(lambda: is_written(store))
    store.close()
    other.close()


@pytest.mark.slow
def test_a_server_that_has_stopped_is_not_waited_for_for_ever_and_is_believed_again() -> None:
    # given
    with running_postgres() as server, server.fresh_database() as url:
        migrate(url)
        store = open_store(url)
        with store.read() as book:
            assert book.cascades.all() == []

        # when
        backend = its_backend(server)
        os.kill(backend, signal.SIGSTOP)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            waited = seconds_until_refused(store)
        finally:
            os.kill(server.pid, signal.SIGCONT)
            os.kill(backend, signal.SIGCONT)

        # then
        assert waited < CARRIERS_CEILING
        assert eventually(lambda: is_written(store))
        store.close()


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a database whose machine takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"postgresql://tocsin@127.0.0.1:{listening.getsockname()[1]}/tocsin"


def test_whether_a_silent_server_is_up_to_date_is_not_asked_for_ever(silent_server: str) -> None:
    asked = ThreadPoolExecutor(1).submit(is_current, silent_server)

    assert asked.result(timeout=30) is False


def test_a_silent_server_is_not_waited_for_when_a_process_begins(silent_server: str) -> None:
    begun = ThreadPoolExecutor(1).submit(migrate, silent_server)

    with pytest.raises(StoreBusy, match="cannot be opened"):
        begun.result(timeout=30)


def is_written(store: SqlStore) -> bool:
    """Whether the database does as asked again."""
    try:
        with store.write() as book:
            return book.cascades.all() == []
    except StoreBusy:
        return False


def its_backend(server: Postgres) -> int:
    """The server's process that serves the store's one connection."""
    with psycopg.connect(host=str(server.folder), user="tocsin", dbname="postgres") as asking:
        found = asking.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'tocsin'").fetchall()
    [(pid,)] = found
    return int(pid)


def seconds_until_refused(store: SqlStore) -> float:
    """How long the store waits before it gives up."""
    began = time.monotonic()
    with pytest.raises(StoreBusy), store.read() as book:
        book.cascades.all()
    return time.monotonic() - began


def seconds_in_vain(lock: WriterLock) -> float:
    """How long a lock is waited for."""
    began = time.monotonic()
    with pytest.raises(StoreBusy), lock.held():
        pass
    return time.monotonic() - began
