"""The migrated database is the one the code describes, however many upgrade it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect

from plp.outcome import UNDER_WAY
from plp.plan import MOST_ATTEMPTS
from store import is_current, migrate
from store.engines import read_url
from store.schema import METADATA
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


def _written(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql(WRITTEN[connection.dialect.name].replace("%", "%%"))
    return {name: _in_any_order(" ".join(text.split())) for name, text in found}


def _in_any_order(text: str) -> str:
    """SQLite keeps a table's words as they were last written: a column added later stands last, the name quoted."""
    if not text.startswith("CREATE TABLE"):
        return text
    head, _, clauses = text.replace('"', "").partition("(")
    return head + ", ".join(sorted(re.split(r", (?![^(]*\))", clauses.strip().removesuffix(")").strip())))
