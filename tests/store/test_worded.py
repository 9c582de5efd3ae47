"""Statements worded once: the same rows, the same values and the same exceptions as through SQLAlchemy itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, bindparam, create_engine, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from plp.call import Call, Party
from plp.errors import StoreBusy
from store import SqlStore
from store.address import read_url
from store.calls import _SAVE
from store.rows import columns_for, named_like, row_of
from store.schema import calls, holds
from store.worded import Worded
from tests.store.town import ZONE

CALL = Call(sid="CA1", zone=ZONE.name, number=None, party=Party.STRANGER, started_at=datetime(2026, 3, 4, tzinfo=UTC))
_CALL = select(*columns_for(Call, calls)).where(calls.c.sid == bindparam("its_key"))
_HELD = Worded(select(holds.c.name, holds.c.until).order_by(holds.c.name))
_INSERT = Worded(insert(holds).values(named_like(holds)))


def test_all_are_worded_before_anybody_asks(store: SqlStore) -> None:
    asked: list[str] = []

    def names_held(dialect: str) -> Select[tuple[str]]:
        asked.append(dialect)
        return select(holds.c.name)

    new = Worded(names_held)
    store.prepare()
    store.prepare()

    assert len(asked) == 1, new


@pytest.fixture
def on(store: SqlStore, url: str) -> Iterator[Connection]:
    """A transaction that is undone."""
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_a_value_comes_back_as_it_went_through_every_type_of_column(on: Connection) -> None:
    call = Call(**row_of(CALL, memory={"été": "l'heure %s :x ?"}, turn=3))

    assert _SAVE.changed(on, **row_of(call, memory=dict(call.memory))) == 1
    worded = Worded(_CALL).first(on, its_key="CA1")

    assert worded is not None
    assert Call(*worded) == call
    assert tuple(on.execute(_CALL, {"its_key": "CA1"}).one()) == worded


moments = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone itself
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.dictionaries(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=9), moments))
def test_whatever_is_written_one_way_is_read_the_same_both_ways(on: Connection, rows: dict[str, datetime]) -> None:
    on.execute(delete(holds))
    for name, until in rows.items():
        _INSERT.changed(on, name=name, holder="me", until=until)

    read = dict(_HELD.rows(on))

    assert read == rows == {row.name: row.until for row in on.execute(select(holds))}


def test_how_many_rows_were_written_is_told(on: Connection) -> None:
    for name in ("a", "b", "c"):
        _INSERT.changed(on, name=name, holder="me", until=CALL.started_at)
    renamed = Worded(update(holds).where(holds.c.name != bindparam("but")).values(holder=bindparam("new")))

    assert renamed.changed(on, but="b", new="you") == 2
    assert renamed.changed(on, but="b", new="you") == 2
    assert Worded(select(holds.c.name).where(holds.c.name == bindparam("its"))).value(on, its="z") is None


def test_a_broken_constraint_is_the_exception_it_always_was_and_repeats_no_value(on: Connection) -> None:
    _INSERT.changed(on, name="one", holder="482915", until=CALL.started_at)

    with pytest.raises(IntegrityError) as broken:
        _INSERT.changed(on, name="one", holder="482915", until=CALL.started_at)

    assert "482915" not in str(broken.value)


def test_a_moment_without_its_zone_and_a_forgotten_name_are_refused(on: Connection) -> None:
    with pytest.raises(ValueError, match="time zone"):
        _INSERT.changed(on, name="one", holder="me", until=datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake
    with pytest.raises(KeyError, match="until"):
        _INSERT.changed(on, name="one", holder="me")


def test_a_list_cannot_be_worded_once(on: Connection) -> None:
    listed = Worded(select(holds).where(holds.c.name.in_(["a", "b"])))

    with pytest.raises(ValueError, match="expands"):
        listed.rows(on)


def test_a_connection_that_was_cut_is_told_as_such_and_not_used_again(on: Connection) -> None:
    if on.dialect.name == "sqlite":
        on.connection.dbapi_connection.close()  # type: ignore[union-attr]
        with pytest.raises(Exception, match="closed"):
            _HELD.rows(on)
        return
    backend = on.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with on.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with pytest.raises(OperationalError):
        _HELD.rows(on)
    assert on.invalidated


def test_through_the_store_a_locked_database_is_still_told_plainly(store: SqlStore, url: str) -> None:
    with store.write() as book:
        book.conversations.hold("name", holder="me", now=CALL.started_at, until=CALL.started_at + timedelta(1))
    engine = create_engine(read_url(url))
    with engine.connect() as other:
        if other.dialect.name == "sqlite":
            other.execute(text("BEGIN EXCLUSIVE"))
        else:
            other.execute(text("LOCK TABLE holds IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreBusy), store.write() as book:
            book.conversations.let_go("name", holder="me")
    engine.dispose()
