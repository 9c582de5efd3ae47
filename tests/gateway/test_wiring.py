"""Opening what the settings describe."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gateway.settings import read_settings
from gateway.wiring import open_gateway
from plp.errors import StoreBusy

NOBODY_THERE = "postgresql://tocsin:hushhush@127.0.0.1:1/tocsin"


def test_a_web_process_that_is_born_while_the_database_is_away_opens_all_the_same(tmp_path: Path) -> None:
    settings = read_settings({"TOCSIN_HOME": str(tmp_path), "DATABASE_URL": NOBODY_THERE}, None)

    gateway = open_gateway(settings, is_up_to_date=True)

    assert not gateway.is_migrated()
    with pytest.raises(StoreBusy), gateway.ports.store.read():
        pass


def test_whoever_is_to_bring_a_database_up_to_date_is_told_that_it_is_away(tmp_path: Path) -> None:
    settings = read_settings({"TOCSIN_HOME": str(tmp_path), "DATABASE_URL": NOBODY_THERE}, None)

    with pytest.raises(StoreBusy, match="cannot be opened") as told:
        open_gateway(settings)

    assert "hushhush" not in str(told.value)


def test_a_home_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = read_settings({"TOCSIN_HOME": str(tmp_path / "home"), "TOCSIN_SPEECH": "provider"}, None)

    open_gateway(settings).store.close()

    made = {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in [settings.home, *settings.home.iterdir()]}
    assert {made.pop("home"), made.pop("shelf")} == {"700"}
    assert {"tocsin.db", "secret"} <= set(made)
    assert set(made.values()) == {"600"}


def test_a_home_that_was_there_stays_as_the_operator_set_it(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o750)

    read_settings({"TOCSIN_HOME": str(tmp_path / "home")}, None).made_folder("metrics")

    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / "home" / "metrics").stat().st_mode) == 0o700
