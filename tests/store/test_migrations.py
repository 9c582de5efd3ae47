"""The migrated database is the one the code describes, however many upgrade it at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    TIMESTAMP,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    NullPool,
    Table,
    create_engine,
    inspect,
    select,
)

from plp.errors import Refused
from plp.movement import Move
from plp.outcome import UNDER_WAY
from plp.plan import MOST_ATTEMPTS
from store import is_current, migrate, open_store
from store.address import read_url
from store.schema import METADATA
from store.upgrade import _config
from tests.store.crowd import in_processes, upgrade

WRITTEN = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'",
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%' "
        "UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname NOT LIKE 'alembic%' "
        "AND connamespace = 'public'::regnamespace"
    ),
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(read_url(database_url), poolclass=NullPool)
    yield engine
    engine.dispose()


def test_a_database_is_current_once_migrated_and_again_changes_nothing(database_url: str, engine: Engine) -> None:
    assert not is_current(database_url)

    migrate(database_url)
    migrate(database_url)

    assert is_current(database_url)
    assert is_current(engine)


def test_the_migrations_build_what_the_schema_describes(database_url: str, engine: Engine) -> None:
    migrate(database_url)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []


def test_every_constraint_and_index_is_word_for_word_the_schemas(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    with engine.begin() as connection:
        migrated = _written(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        assert migrated == _written(connection)


def test_several_processes_may_upgrade_at_once(database_url: str, engine: Engine) -> None:
    assert in_processes(3, upgrade, database_url) == [True, True, True]

    assert set(inspect(engine).get_table_names()) == {*METADATA.tables, "alembic_version"}


def test_the_first_revision_holds_the_rules_it_was_made_for(database_url: str, engine: Engine) -> None:
    migrate(database_url)

    with engine.connect() as connection:
        rules = _written(connection)
    live = rules["uq_attempts_live_call"]
    assert {state for state in re.findall(r"'([a-z-]+)'", live) if state != "voice"} == set(UNDER_WAY)
    assert str(MOST_ATTEMPTS) in rules.get("ck_attempts_seq_within_plan", rules.get("attempts", ""))


@pytest.mark.parametrize("revision", ["0001", "0003", "0004", "0008", "0009", "0011", "0013"])
def test_a_zone_with_its_people_is_brought_up_to_date(database_url: str, engine: Engine, revision: str) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for table, row in _TOWN:
            _put(connection, table, row)

    migrate(database_url)

    assert is_current(database_url)
    with engine.connect() as connection:
        assert {table: _ids(connection, table) for table, _ in _TOWN} == {table: [_id(row)] for table, row in _TOWN}
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_rows_that_do_not_hang_together_are_told_and_nothing_is_changed(empty_database: Path, tmp_path: Path) -> None:
    astray = create_engine(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'astray.db')}", poolclass=NullPool)
    config = _config()
    with astray.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        _put(connection, "members", {"id": "ana", "partnership": "nowhere"})

    with pytest.raises(Refused, match="a row of members names one of partnerships that is not there"):
        migrate(str(astray.url))

    with astray.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("0013",)


def test_a_database_of_a_newer_version_is_left_as_it_is(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Refused, match="the database has schema 9999, which a newer version of Tocsin made"):
        migrate(database_url)

    assert not is_current(database_url)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("9999",)


# Each row names those before it.
_TOWN: tuple[tuple[str, dict[str, object]], ...] = (
    ("zones", {"name": "z"}),
    ("officers", {"id": "claes", "zone": "z"}),
    ("partnerships", {"slug": "p", "zone": "z"}),
    ("mandates", {"partnership": "p", "officer": "claes"}),
    ("members", {"id": "ana", "partnership": "p"}),
    ("alerts", {"id": "a", "partnership": "p"}),
    ("cascades", {"id": "c", "alert": "a", "partnership": "p"}),
    ("deliveries", {"id": "d", "cascade": "c", "member": "ana"}),
    ("attempts", {"id": "t", "delivery": "d", "cascade": "c", "seq": 1}),
)


def _id(row: dict[str, object]) -> object:
    return next(iter(row.values()))


def _ids(connection: Connection, table: str) -> list[object]:
    key = next(iter(METADATA.tables[table].primary_key.columns))
    return list(connection.execute(select(key)).scalars())


def test_who_belongs_and_who_left_is_counted_from_before(database_url: str, engine: Engine) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
        _settle(connection)
        command.upgrade(config, "0011")

    store = open_store(database_url)
    with store.read() as book:
        moves = book.years.movements("p", datetime(2000, 1, 1, tzinfo=UTC))
    store.close()
    assert moves == [
        (Move.JOINED, datetime(2024, 2, 11, 11, tzinfo=UTC)),
        (Move.LEFT, datetime(2026, 3, 2, 12, tzinfo=UTC)),
    ]


def _settle(connection: Connection) -> None:
    """As revision 0010 keeps them: Ana belongs, Ben has left, a candidate was refused."""
    noon = _moment(connection)

    def put(table: str, **known: object) -> None:
        _put(connection, table, known)

    put("zones", name="z")
    put("partnerships", slug="p", zone="z")
    for place, (name, standing, consent_on) in enumerate(
        (("Ana", "active", date(2024, 2, 11)), ("Ben", "left", None), ("", "left", None))
    ):
        put("members", id=f"m{place}", partnership="p", name=name, standing=standing, consent_on=consent_on)
        if standing == "left":
            put("consents", member=f"m{place}", channel="membership", given=False, at=noon, source="phone")


def _moment(connection: Connection) -> datetime | int:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return noon if connection.dialect.name == "postgresql" else int(noon.timestamp()) * 1_000_000


def _put(connection: Connection, table: str, known: dict[str, object]) -> None:
    """Write a row as the tables stand now; what is not known of it is nothing much."""
    its = Table(table, MetaData(), autoload_with=connection)
    needed = {each.name: _nothing(each) for each in its.columns if not each.nullable and each.name not in known}
    if isinstance(its.c[next(iter(its.primary_key.columns)).name].type, Integer):
        needed.pop("id", None)
    connection.execute(its.insert().values(**needed | known))


def _nothing(column: Column[Any]) -> object:
    kind = column.type
    if isinstance(kind, TIMESTAMP):
        return datetime(2026, 3, 2, 12, tzinfo=UTC)
    if isinstance(kind, Boolean):
        return False
    return {} if isinstance(kind, JSON) else 0 if isinstance(kind, Integer) else ""


def _written(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql(WRITTEN[connection.dialect.name].replace("%", "%%"))
    return {name: _in_any_order(" ".join(text.split())) for name, text in found}


def _in_any_order(text: str) -> str:
    """SQLite keeps a table's words as they were last written: a column added later stands last, the name quoted."""
    if not text.startswith("CREATE TABLE"):
        return text
    head, _, clauses = text.replace('"', "").partition("(")
    return head + ", ".join(sorted(re.split(r", (?![^(]*\))", clauses.strip().removesuffix(")").strip())))
