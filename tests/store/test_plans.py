"""PostgreSQL keeps the plan it made when a table was small: what is asked all day must not read more as it grows."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection

from plp.book import Book
from plp.book_of_attempts import Move, Taken
from plp.member import Member
from plp.outcome import AttemptState, By
from store import SqlStore, open_store
from tests.postgres import Postgres
from tests.store.town import HOME, LEASE, NOON, launch, message, neighbour, settle_town

_READ = "SELECT sum(seq_tup_read + idx_tup_fetch)::integer FROM pg_stat_xact_user_tables"
_ALL_ENDED = (
    "UPDATE attempts SET state = 'heard', lease_until = NULL",
    "UPDATE deliveries SET final = 'informed', due_at = NULL",
)
_CALLS_OF_OTHERS = (
    "INSERT INTO calls (sid, zone, number, party, started_at, proven, turn, memory)"
    " SELECT 'CA' || n, (SELECT name FROM zones), CASE n WHEN 999 THEN '+32479999999' END, 'member', now(),"
    " true, 1, '{}'"
    " FROM generate_series(1, 3000) n",
    "INSERT INTO turns SELECT 'CA' || n, turn, '', now() FROM generate_series(1, 3000) n, generate_series(1, 10) turn",
    "ANALYZE",
)
_BATCH = 10
# The driver prepares a statement the fifth time, the server keeps its plan from the tenth time on.
_OFTEN = 12


@pytest.fixture
def old_zone(postgres: Postgres, empty_template: str) -> Iterator[SqlStore]:
    """A zone that has rung few people, and none of late: plans are made, and the server has counted its rows."""
    with postgres.fresh_database(empty_template) as url:
        store = open_store(url, now=lambda: NOON)
        settle_town(store)
        for time in (1, 2):
            launch(store, _street(time, of=_OFTEN), message(time))
            _ring_all(store, most=1)
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as housekeeper:
                for statement in (*_ALL_ENDED, "VACUUM ANALYZE"):
                    housekeeper.execute(statement)
        yield store
        store.close()


def test_a_batch_reads_no_more_when_a_thousand_phones_ring_than_when_none_does(old_zone: SqlStore) -> None:
    launch(old_zone, _street(3, of=100 * _BATCH), message(3))

    read = _ring_all(old_zone)

    assert len(read) == 100
    assert max(read[-10:]) < 1.5 * max(read[:10])


def test_a_batch_reads_no_more_once_the_server_has_counted_in_mid_cascade(old_zone: SqlStore) -> None:
    launch(old_zone, _street(3, of=100 * _BATCH), message(3))
    before = _ring_all(old_zone, times=50)
    with old_zone.write() as book:
        _on(book).exec_driver_sql("ANALYZE")

    after = _ring_all(old_zone)

    assert len(after) == 50
    assert max(after) < 1.5 * max(before)


def test_a_callback_reads_a_handful_of_rows_however_many_were_rung(old_zone: SqlStore) -> None:
    cascade, _ = launch(old_zone, _street(3, of=20 * _BATCH), message(3))
    _ring_all(old_zone)
    with old_zone.read() as book:
        rung = [attempt.id for tried in book.cascades.attempts(cascade.id).values() for attempt in tried]

    for attempt in rung[: 2 * _OFTEN]:
        with old_zone.write() as book:
            before = _rows_read(book)
            book.cascades.hold_attempt(attempt)
            book.cascades.move_attempt(attempt, AttemptState.RINGING, sid=f"CA{attempt}")
            book.cascades.prolong(attempt, NOON + 2 * LEASE)
            assert _rows_read(book) - before < 10


def test_callbacks_noted_together_read_a_handful_of_rows_each_however_many_were_rung(old_zone: SqlStore) -> None:
    cascade, _ = launch(old_zone, _street(3, of=40 * _BATCH), message(3))
    _ring_all(old_zone)
    with old_zone.read() as book:
        rung = [(tried[0].id, owed) for owed, tried in book.cascades.attempts(cascade.id).items()]

    for first in range(0, 2 * _OFTEN * _BATCH, _BATCH):
        sids = {attempt: f"CA{attempt}" for attempt, _ in rung[first : first + _BATCH]}
        owed = [delivery for _, delivery in rung[first : first + _BATCH]]
        with old_zone.write() as book:
            before = _rows_read(book)
            assert (
                len(book.cascades.hold_free_attempts(sids)) == len(book.cascades.hold_free_deliveries(owed)) == _BATCH
            )
            assert (
                len(book.cascades.move_attempts(sids, Move(AttemptState.ANSWERED, lease_until=NOON + LEASE))) == _BATCH
            )
            assert len(book.cascades.note_facts_of_each(owed, reached=True)) == _BATCH
            assert len(book.cascades.attempts_of_each(owed)) == _BATCH
            assert _rows_read(book) - before < 10 * _BATCH


def test_a_sweep_reads_what_is_open_however_many_were_ever_rung(old_zone: SqlStore) -> None:
    launch(old_zone, _street(3, of=20 * _BATCH), message(3))
    _ring_all(old_zone)
    with old_zone.write() as book:
        for statement in (*_ALL_ENDED, "ANALYZE"):
            _on(book).exec_driver_sql(statement)
    launch(old_zone, _street(4, of=1), message(4))

    with old_zone.write() as book:
        before = _rows_read(book)
        assert book.cascades.overdue(NOON) == book.cascades.stranded() == book.cascades.waited_out(NOON) == []
        assert _rows_read(book) - before < 2 * _BATCH


def test_what_is_written_of_a_member_is_found_without_reading_what_was_said_to_others(old_zone: SqlStore) -> None:
    with old_zone.write() as book:
        for statement in _CALLS_OF_OTHERS:
            _on(book).exec_driver_sql(statement)
        member = next(iter(book.people.members(HOME))).id

        before = _rows_read(book)
        written = book.records.everything_about(member, ["+32479999999"])

        assert {each["call_sid"] for each in written["turns"]} == {"CA999"}
        assert _rows_read(book) - before < 3 * 3000


def _street(number: int, *, of: int) -> list[Member]:
    return [neighbour(number * 10_000 + house) for house in range(of)]


def _ring_all(store: SqlStore, *, most: int = _BATCH, times: int = 1_000) -> list[int]:
    """Ring everybody, so many at a time and so often at most; how many rows were read each time."""
    read: list[int] = []
    while len(read) < times:
        with store.write() as book:
            before = _rows_read(book)
            if not _ring_some(book, most):
                break
            read.append(_rows_read(book) - before)
    return read


def _ring_some(book: Book, most: int) -> int:
    claims = book.cascades.claim(By.VOICE, most=most, now=NOON, lease=LEASE, holding=())
    book.cascades.note_taken([Taken(each.attempt.id, f"CA{each.attempt.id}", NOON + LEASE) for each in claims])
    assert book.cascades.unwanted_calls([each.attempt.id for each in claims]) == []
    return len(claims)


def _rows_read(book: Book) -> int:
    return int(_on(book).exec_driver_sql(_READ).scalar_one())


def _on(book: Book) -> Connection:
    on: Connection = book.people._on
    return on
