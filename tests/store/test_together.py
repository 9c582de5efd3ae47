"""Writers of one process share a commit, and never each other's failures."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from plp.errors import StoreBusy
from store.address import read_url
from store.engines import sqlite_engine
from store.lock import WriterLock
from store.together import LONGEST, MOST, Together
from tests.waiting import eventually


class StandingClock:
    """Shows the same time until it is set."""

    def __init__(self) -> None:
        self.shows, self.looked_at = 0.0, 0

    def __call__(self) -> float:
        self.looked_at += 1
        return self.shows


class Database:
    """A table of numbers, how often it was committed to, and whoever writes together."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock()
        self.engine: Engine = sqlite_engine(read_url(f"sqlite:///{folder / 'numbers.db'}"), begin="BEGIN IMMEDIATE")
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
        self.together = Together(self.engine, WriterLock(folder / "lock"), monotonic=self.clock)
        self.commits = 0
        event.listen(self.engine, "commit", self._count)

    def _count(self, connection: object) -> None:
        self.commits += 1

    def write(self, number: int) -> None:
        """One part."""
        with self.together.writing() as connection:
            connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})

    def write_slowly(self, number: int, inside: Event, go_on: Event) -> None:
        """One part that tells when it has written, and ends when it may."""
        with self.together.writing() as connection:
            connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})
            inside.set()
            assert go_on.wait(5)

    def written(self) -> list[int]:
        """What another connection sees."""
        with self.engine.connect() as connection:
            return list(connection.execute(text("SELECT number FROM numbers ORDER BY number")).scalars())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path)
    yield made
    made.engine.dispose()


def test_whoever_is_told_that_it_is_written_finds_it_written(database: Database) -> None:
    def write_and_look(number: int) -> bool:
        database.write(number)
        return number in database.written()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(write_and_look, range(200)))

    assert all(found)
    assert database.written() == list(range(200))


def test_those_who_wait_are_committed_together_so_many_at_a_time(database: Database) -> None:
    inside, go_on = Event(), Event()

    with ThreadPoolExecutor(6) as pool:
        slow = pool.submit(database.write_slowly, 0, inside, go_on)
        assert inside.wait(5)
        others = [pool.submit(database.write, number) for number in range(1, 6)]
        assert eventually(lambda: database.together.waiting == 5)
        go_on.set()
        for each in (slow, *others):
            each.result(5)

    assert database.written() == list(range(6))
    assert database.commits == math.ceil(6 / MOST)


def test_a_transaction_that_lasts_long_takes_nobody_in_any_more(database: Database) -> None:
    inside, go_on = Event(), Event()

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(database.write_slowly, 0, inside, go_on)
        assert inside.wait(5)
        other = pool.submit(database.write, 1)
        assert eventually(lambda: database.together.waiting == 1)
        database.clock.shows += LONGEST + 0.001
        go_on.set()
        slow.result(5)
        other.result(5)

    assert database.commits == 2


def test_a_process_that_waited_long_for_another_brings_all_who_wait_with_it(database: Database, tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        with WriterLock(tmp_path / "lock").held():
            writing = [pool.submit(database.write, number) for number in range(16)]
            assert eventually(lambda: database.together.waiting == 15 and database.clock.looked_at == 1)
            database.clock.shows += 2 * LONGEST
        for each in writing:
            each.result(5)

    assert database.written() == list(range(16))
    assert database.commits == 1


def test_a_part_that_fails_is_undone_alone(database: Database) -> None:
    database.write(3)
    begin = Barrier(8)

    def write(number: int) -> str:
        begin.wait(5)
        try:
            database.write(number)
        except IntegrityError:
            return "refused"
        return "written"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(write, range(8)))

    assert told == ["written", "written", "written", "refused", "written", "written", "written", "written"]
    assert database.written() == list(range(8))


def test_what_a_failing_part_wrote_before_it_failed_is_undone_and_nothing_else(database: Database) -> None:
    inside, go_on = Event(), Event()

    def fails() -> None:
        with database.together.writing() as connection:
            connection.execute(text("INSERT INTO numbers VALUES (2)"))
            raise LookupError

    with ThreadPoolExecutor(3) as pool:
        slow = pool.submit(database.write_slowly, 1, inside, go_on)
        assert inside.wait(5)
        others = [pool.submit(fails), pool.submit(database.write, 3)]
        assert eventually(lambda: database.together.waiting == 2)
        go_on.set()
        slow.result(5)
        with pytest.raises(LookupError):
            others[0].result(5)
        others[1].result(5)

    assert database.written() == [1, 3]
    assert database.commits == 1


def test_whoever_closes_commits_what_is_open(database: Database) -> None:
    inside, go_on = Event(), Event()

    with ThreadPoolExecutor(2) as pool:
        writes = pool.submit(database.write_slowly, 1, inside, go_on)
        assert inside.wait(5)
        closes = pool.submit(database.together.close)
        database.together.waiting += 1  # somebody is expected to join, who will give up
        go_on.set()
        writes.result(5)
        closes.result(5)

    assert database.written() == [1]


def test_whoever_was_promised_a_commit_does_it_himself_when_nobody_joins_after_all(database: Database) -> None:
    inside, go_on = Event(), Event()

    with ThreadPoolExecutor(1) as pool:
        writes = pool.submit(database.write_slowly, 1, inside, go_on)
        assert inside.wait(5)
        database.together.waiting += 1
        looked_at = database.clock.looked_at
        go_on.set()
        assert eventually(lambda: database.clock.looked_at > looked_at), "whether to wait for him"
        assert database.commits == 0
        database.together.waiting -= 1
        writes.result(5)

    assert database.written() == [1]


def test_a_commit_that_fails_is_told_to_everybody_in_it(database: Database) -> None:
    inside, go_on, told = Event(), Event(), []

    def refuse(connection: object) -> None:
        raise OSError("no space left on the device")

    def first() -> None:
        try:
            with database.together.writing() as connection:
                connection.execute(text("INSERT INTO numbers VALUES (1)"))
                inside.set()
                assert go_on.wait(5)
        except OSError as error:
            told.append(error)

    def second() -> None:
        try:
            database.write(2)
        except OSError as error:
            told.append(error)

    event.listen(database.engine, "commit", refuse)
    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    assert inside.wait(5)
    threads[1].start()
    assert eventually(lambda: database.together.waiting == 1)
    go_on.set()
    for each in threads:
        each.join(5)
    event.remove(database.engine, "commit", refuse)

    assert len(told) == 2
    database.write(4)
    assert database.written() == [4]


def test_a_transaction_that_the_disk_ended_is_told_to_everybody_in_it(database: Database) -> None:
    inside, go_on, told = Event(), Event(), []

    def first() -> None:
        try:
            with database.together.writing() as connection:
                connection.execute(text("INSERT INTO numbers VALUES (1)"))
                inside.set()
                assert go_on.wait(5)
        except StoreBusy as busy:
            told.append(busy)

    def second() -> None:
        with database.together.writing() as connection:
            connection.connection.dbapi_connection.rollback()  # type: ignore[union-attr]  # as SQLite does when the disk is full
            raise OSError("disk full")

    holder = Thread(target=first)
    holder.start()
    assert inside.wait(5)
    with ThreadPoolExecutor(1) as pool:
        failing = pool.submit(second)
        assert eventually(lambda: database.together.waiting == 1)
        go_on.set()
        with pytest.raises(OSError, match="disk full"):
            failing.result(5)
    holder.join(5)

    assert len(told) == 1
    assert database.written() == []
    database.write(5)
    assert database.written() == [5]


def test_while_another_program_holds_the_lock_all_who_wait_are_told_at_once(tmp_path: Path) -> None:
    database, lock = Database(tmp_path), WriterLock(tmp_path / "lock", patience=1.0)
    patient = Together(database.engine, lock)

    def write(number: int) -> float:
        began = time.monotonic()
        with pytest.raises(StoreBusy), patient.writing():
            pass
        return time.monotonic() - began

    with WriterLock(tmp_path / "lock").held():
        write(0)
        with ThreadPoolExecutor(8) as pool:
            took = list(pool.map(write, range(8)))
    database.engine.dispose()

    assert max(took) < 1.0, "one after the other they would have waited two seconds"
