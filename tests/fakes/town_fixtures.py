"""A town to be asked for: on a copy of an SQLite database migrated once, or on either kind of database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store import open_store
from tests.fakes.town import Town


@pytest.fixture
def town(empty_database: Path, tmp_path: Path) -> Iterator[Town]:
    """A new town on SQLite."""
    file = tmp_path / "town.db"
    shutil.copy(empty_database, file)
    store = open_store(f"sqlite:///{file}")
    yield Town(store)
    store.close()


@contextmanager
def a_town(empty_database: Path) -> Iterator[Town]:
    """A town that lives as long as one example of a property."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "town.db"
        shutil.copy(empty_database, file)
        store = open_store(f"sqlite:///{file}")
        yield Town(store)
        store.close()


@pytest.fixture
def any_town(migrated_url: str) -> Iterator[Town]:
    """A new town, once on SQLite and once on PostgreSQL."""
    store = open_store(migrated_url)
    yield Town(store)
    store.close()
