"""One book, one transaction: joined, undone, and what is done only once all is safe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from plp.errors import NotFound, StoreBusy
from store import SqlStore, is_current, open_store
from store.address import AddressWrong
from store.sql_store import SqlBook
from tests.store.town import ANA, HOME, NOON, ZONE, message, neighbour, settle_town


class Stumbled(Exception):
    """Something goes wrong in the middle."""


def test_what_is_written_is_committed_at_the_end(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])

    with store.read() as book:
        assert book.people.members(HOME) == [ANA]


def test_an_exception_undoes_everything(store: SqlStore) -> None:
    def stumble() -> None:
        with store.write() as book:
            book.people.save_members([ANA])
            raise Stumbled

    with pytest.raises(Stumbled):
        stumble()

    with store.read() as book:
        assert book.people.members(HOME) == []


def test_a_write_within_a_write_is_undone_with_it(store: SqlStore) -> None:
    def stumble() -> None:
        with store.write() as outer:
            with store.write() as inner:
                assert inner is outer
                inner.people.save_members([ANA])
            raise Stumbled

    with pytest.raises(Stumbled):
        stumble()

    with store.read() as book:
        assert book.people.members(HOME) == []


def test_a_write_within_a_write_that_fails_is_undone_alone(store: SqlStore) -> None:
    told: list[str] = []

    def stumble() -> None:
        with store.write() as inner:
            inner.people.save_members([ANA])
            inner.after_commit(lambda: told.append("never"))
            raise Stumbled

    with store.write() as outer:
        outer.people.save_members([neighbour(2)])
        outer.after_commit(lambda: told.append("outer"))
        with pytest.raises(Stumbled):
            stumble()
        outer.after_commit(lambda: told.append("later"))

    assert told == ["outer", "later"]
    with store.read() as book:
        assert book.people.members(HOME) == [neighbour(2)]


def test_what_fails_after_the_commit_takes_nothing_back_and_keeps_nothing_else_from_being_done(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def is_away() -> None:
        raise StoreBusy("the database went away")

    with store.write() as book:
        book.people.save_members([ANA])
        book.after_commit(is_away)
        book.after_commit(lambda: told.append("later"))

    assert told == ["later"]
    assert "the database went away" in caplog.text
    with store.read() as book:
        assert book.people.members(HOME) == [ANA]


def test_a_full_disk_is_told_as_such_also_within_a_part_that_may_fail_alone(
    empty_database: Path, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'tocsin.db')}", now=lambda: NOON)
    settle_town(store)

    def fill(book: SqlBook) -> None:
        on = book.people._on
        on.exec_driver_sql("ROLLBACK")  # as SQLite does by itself when it meets a full disk
        on.exec_driver_sql("PRAGMA max_page_count = 1")  # never less than there are
        book.people.save_members([neighbour(house) for house in range(2000)])

    with pytest.raises(StoreBusy, match="full"), store.write(), store.write() as part:
        fill(part)
    store.close()


def test_a_read_within_a_write_sees_what_was_written(store: SqlStore) -> None:
    with store.write() as outer:
        outer.people.save_members([ANA])
        with store.read() as inner:
            assert inner is outer
            assert inner.people.members(HOME) == [ANA]
        outer.people.save_members([neighbour(2)])

    with store.read() as outer, store.read() as inner:
        assert inner is outer
        assert inner.people.members(HOME) == [ANA, neighbour(2)]


def test_a_write_within_a_read_is_a_mistake_told_plainly(store: SqlStore) -> None:
    with store.read(), pytest.raises(RuntimeError, match="open to read"), store.write():
        pass

    with store.write() as book:
        assert book.people.zones() == [ZONE]


def test_a_book_opened_to_read_cannot_be_written_in(store: SqlStore) -> None:
    with pytest.raises(DBAPIError), store.read() as book:
        book.people.save_members([ANA])

    with store.read() as book:
        assert book.people.members(HOME) == []


def test_callbacks_run_in_order_when_all_is_safe_and_may_write_again(store: SqlStore) -> None:
    told: list[object] = []

    def look() -> None:
        with store.write() as book:
            told.append([each.name for each in book.people.members(HOME)])

    with store.write() as outer:
        outer.after_commit(look)
        with store.write() as inner:
            inner.after_commit(lambda: told.append("then"))
            inner.people.save_members([ANA])
        assert told == []

    assert told == [[ANA.name], "then"]


def test_callbacks_of_what_failed_never_run(store: SqlStore) -> None:
    told: list[str] = []

    def stumble() -> None:
        with store.write() as book:
            book.after_commit(lambda: told.append("never"))
            raise Stumbled

    with pytest.raises(Stumbled):
        stumble()

    assert told == []


def test_a_store_opens_again_after_it_was_closed(store: SqlStore) -> None:
    store.close()

    with store.read() as book:
        assert book.people.zones() == [ZONE]
        with pytest.raises(NotFound):
            book.alerts.get(message().id)


def test_opening_touches_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/tocsin.db"

    open_store(url, now=lambda: NOON).close()

    assert list(tmp_path.iterdir()) == []
    assert not is_current(url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/db", "postgresql://me:very@secret:secret@host/db"],
)
def test_another_kind_of_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(AddressWrong) as refused:
        open_store(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("spelling", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(postgres_url: str, spelling: str) -> None:
    url = postgres_url.replace("postgresql+psycopg", spelling)

    assert not is_current(url)
    open_store(url).close()


def test_a_database_that_cannot_be_reached_is_not_current(tmp_path: Path) -> None:
    (tmp_path / "not.db").write_text("not a database, although it is there" * 50)

    assert not is_current(f"postgresql://nobody@/none?host={tmp_path}")
    assert not is_current(f"sqlite:///{tmp_path}/not.db")
