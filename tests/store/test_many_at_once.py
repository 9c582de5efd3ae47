"""Many threads and processes on one database: nothing is taken twice, nothing is lost, nobody is refused."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from plp.alert import Happening
from plp.call import IncomingText
from plp.cascade import CascadeState, Final
from plp.errors import AlreadyLaunched
from plp.outcome import AttemptState, By
from plp.phone import Line, Phone
from store import SqlStore
from tests.store.crowd import claim_until_empty, in_processes, in_threads, write_a_hundred_lines
from tests.store.town import LEASE, NOON, claim, launch, message, move, neighbour, owed_to, run_of
from tests.waiting import eventually


def test_claims_of_several_processes_never_overlap(store: SqlStore, url: str) -> None:
    _, deliveries = launch(store, [neighbour(number) for number in range(150)])

    taken = [each for batch in in_processes(3, claim_until_empty, url) for each in batch]

    assert sorted(taken) == sorted(each.id for each in deliveries)


@pytest.mark.parametrize("by", [By.VOICE, By.SMS])
def test_claims_of_several_threads_never_overlap(store: SqlStore, by: By) -> None:
    _, deliveries = launch(store, [neighbour(number) for number in range(120)], next_by=by)

    def take() -> list[str]:
        taken: list[str] = []
        while True:
            with store.write() as book:
                claims = book.cascades.claim(by, most=5, now=NOON, lease=LEASE, holding=())
            if not claims:
                return taken
            taken += [each.delivery.id for each in claims]

    taken = [each for batch in in_threads(6, take) for each in batch]

    # On PostgreSQL a worker may find all rows in others' hands and stop: what it left is due still.
    with store.read() as book:
        left = book.cascades.due(by, NOON)
    assert len(set(taken)) == len(taken) == len(deliveries) - left
    assert left == 0 or by is By.SMS


def test_neighbours_behind_one_number_claimed_at_the_same_moment_are_rung_one_after_the_other(store: SqlStore) -> None:
    shared = Phone("+3226200042", Line.LANDLINE)
    launch(store, [neighbour(number, phone=shared) for number in range(8)])
    together = Barrier(8)

    def take() -> int:
        together.wait()
        with store.write() as book:
            return len(book.cascades.claim(By.VOICE, most=1, now=NOON, lease=LEASE, holding=()))

    assert sum(in_threads(8, take)) == 1


def test_workers_that_claim_at_the_same_moment_never_fill_the_same_lines(store: SqlStore) -> None:
    launch(store, [neighbour(number) for number in range(30)])
    together = Barrier(6)

    def take() -> int:
        together.wait()
        with store.write() as book:
            return len(book.cascades.claim(By.VOICE, most=4, now=NOON, lease=LEASE, holding=(), lines=10))

    assert sum(in_threads(6, take)) == 10
    with store.read() as book:
        assert book.cascades.lines_in_use(NOON) == 10


def test_an_attempt_that_was_cancelled_in_the_moment_of_a_claim_is_not_taken_up_again(
    store: SqlStore, url: str
) -> None:
    _, (owed,) = launch(store, [neighbour(1)])
    (put_off,) = claim(store)
    move(store, put_off.attempt, AttemptState.PLANNED)
    with store.write() as book:
        book.cascades.set_next(owed.id, By.VOICE, NOON)

    with ThreadPoolExecutor(1) as worker:
        with store.write() as book:
            assert book.cascades.move_attempt(put_off.attempt.id, AttemptState.CANCELLED)
            claiming = worker.submit(claim, store)
            if url.startswith("postgresql"):
                assert eventually(lambda: _somebody_waits(url))
        claimed = claiming.result()

    assert put_off.attempt.id not in {each.attempt.id for each in claimed}
    with store.read() as book:
        found = book.cascades.attempt(put_off.attempt.id)
    assert found is not None
    assert found.state is AttemptState.CANCELLED


def test_of_two_launches_at_the_same_moment_one_wins_and_the_other_names_it(store: SqlStore) -> None:
    alert = message()
    with store.write() as book:
        book.people.save_members([neighbour(1)])
        book.alerts.add(alert)
    together = Barrier(4)

    def go() -> str:
        together.wait()
        mine = run_of(alert, id=os.urandom(8).hex())
        try:
            with store.write() as book:
                book.cascades.add(mine, [owed_to(neighbour(1), mine)])
        except AlreadyLaunched as refused:
            return refused.cascade
        return mine.id

    assert len(set(in_threads(4, go))) == 1


def test_numbers_given_at_the_same_moment_differ(store: SqlStore) -> None:
    together = Barrier(5)

    def draft() -> int:
        together.wait()
        with store.write() as book:
            number = book.alerts.next_number("tilleuls", 2026)
            book.alerts.add(message(100 + number, number=number, year=2026))
        return number

    assert sorted(in_threads(5, draft)) == [1, 2, 3, 4, 5]


def test_of_two_who_pass_one_at_a_time_the_second_finds_what_the_first_wrote(store: SqlStore) -> None:
    def look_and_write(number: int) -> IncomingText | None:
        with store.write() as book:
            book.conversations.one_at_a_time("text:SM1")
            known = book.conversations.text("SM1")
            if known is None:
                book.conversations.add_text(IncomingText("SM1", None, f"from {number}", NOON))
        return known

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(look_and_write, range(8)))

    assert found.count(None) == 1
    assert len({known.body for known in found if known}) == 1


def test_writers_in_several_processes_never_find_the_database_locked(store: SqlStore, url: str) -> None:
    with store.write() as book:
        book.alerts.add(message())

    assert in_processes(2, write_a_hundred_lines, url) == [100, 100]

    with store.read() as book:
        assert len(book.alerts.history("alert-1")) == 200


def test_who_stops_a_cascade_and_who_ends_its_last_delivery_never_block_each_other(store: SqlStore, url: str) -> None:
    cascade, (ana,) = launch(store, [neighbour(1)])
    going = {CascadeState.RUNNING}

    def stop() -> bool:
        with store.write() as book:
            return book.cascades.move(cascade.id, was=going, to=CascadeState.CANCELLED, at=NOON)

    with ThreadPoolExecutor(1) as officer:
        with store.write() as book:
            book.cascades.finish(ana.id, Final.ACKNOWLEDGED, "a key was pressed")
            stopped = officer.submit(stop)
            if url.startswith("postgresql"):
                assert eventually(lambda: _somebody_waits(url))
            assert book.cascades.move(cascade.id, was=going, to=CascadeState.FINISHED, at=NOON)
        assert stopped.result() is False


def _somebody_waits(url: str) -> bool:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
    return bool(found and found[0])


def test_a_reader_sees_one_moment_while_others_write(store: SqlStore) -> None:
    with store.write() as book:
        book.alerts.add(message())
    line = Happening("alert-1", NOON, "claes", "drafted")

    def write() -> None:
        with store.write() as book:
            book.alerts.note(line)

    with store.read() as book:
        before = book.alerts.history("alert-1")
        in_threads(2, write)
        assert book.alerts.history("alert-1") == before == []
    with store.read() as book:
        assert book.alerts.history("alert-1") == [line, line]


def test_a_child_process_opens_its_own_connections(store: SqlStore) -> None:
    with store.write() as book:
        book.alerts.add(message())
        child = os.fork()
        if child == 0:  # as an RQ worker's horse does, even in the middle of a transaction
            done = 1
            try:
                with store.read() as afresh:
                    done = len(afresh.people.zones()) - 1 + len(afresh.alerts.history("alert-1"))
            finally:
                os._exit(done)
        _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    with store.read() as book:
        assert book.alerts.get("alert-1") == message()


def test_a_child_process_writes_when_the_parent_has_done(store: SqlStore) -> None:
    with store.read() as book:
        book.people.zones()
    child = os.fork()
    if child == 0:
        done = 1
        try:
            with store.write() as book:
                book.alerts.add(message())
            done = 0
        finally:
            os._exit(done)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    with store.write() as book:
        assert book.alerts.get("alert-1") == message()


def test_sqlite_keeps_every_commit_over_a_power_cut(store: SqlStore, url: str) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("PostgreSQL's own settings decide")
    with store.write() as book:
        (full,) = book.people._on.exec_driver_sql("PRAGMA synchronous").one()
        (keys,) = book.people._on.exec_driver_sql("PRAGMA foreign_keys").one()
    with store.read() as book:
        (mode,) = book.people._on.exec_driver_sql("PRAGMA journal_mode").one()

    assert (full, keys, mode) == (2, 1, "wal")
    assert sqlite3.threadsafety >= 1
