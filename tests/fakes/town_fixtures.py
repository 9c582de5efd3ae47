"""A town to be asked for: on a copy of an SQLite database migrated once, or on either kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import migrate, open_store
from tests.fakes.town import Town


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and nobody in it."""
    file = tmp_path_factory.mktemp("town") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def town(empty_database: Path, tmp_path: Path) -> Iterator[Town]:
    """A new town on SQLite."""
    file = tmp_path / "town.db"
    shutil.copy(empty_database, file)
    store = open_store(f"sqlite:///{file}")
    yield Town(store)
    store.close()


@pytest.fixture
def any_town(database_url: str) -> Iterator[Town]:
    """A new town, once on SQLite and once on PostgreSQL."""
    migrate(database_url)
    store = open_store(database_url)
    yield Town(store)
    store.close()
