"""A migrated store of each kind, and one on PostgreSQL alone where only two writers at once tell the story."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from store import SqlStore, open_store
from tests.store.town import NOON, settle_town


@pytest.fixture
def url(migrated_url: str) -> str:
    """The address of a migrated database."""
    return migrated_url


@pytest.fixture
def empty(url: str) -> Iterator[SqlStore]:
    """A store in which nobody lives yet."""
    store = open_store(url, now=lambda: NOON)
    yield store
    store.close()


@pytest.fixture
def store(empty: SqlStore) -> SqlStore:
    """A store with a zone, two officers and two partnerships."""
    settle_town(empty)
    return empty
