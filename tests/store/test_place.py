"""Where an SQLite database lies: numbers, names and passwords are in it, and nobody else on the machine reads them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import migrate, open_store


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A machine on which new files may be read by everybody, as on most."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in folder.iterdir()}


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/tocsin.db"
    migrate(url)
    store = open_store(url)

    with store.write() as book:
        book.people.zones()
        made = modes(tmp_path / "new")
    store.close()

    assert {"tocsin.db", "tocsin.db-wal", "tocsin.db-shm"} <= set(made)
    assert set(made.values()) == {"600"}
    assert modes(tmp_path) == {"new": "700"}


def test_what_was_there_stays_as_the_operator_set_it(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o750)
    (tmp_path / "old" / "tocsin.db").touch(mode=0o640)

    migrate(f"sqlite:///{tmp_path}/old/tocsin.db")

    assert modes(tmp_path) == {"old": "750"}
    assert modes(tmp_path / "old")["tocsin.db"] == "640"
