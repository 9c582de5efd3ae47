"""`tocsin doctor`: everything that is amiss at once, in plain words, and nothing that stops it half-way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.settings import NAMES
from store import migrate
from tocsin.cli import main

NOBODY_THERE = "postgresql://tocsin:hushhush@127.0.0.1:1/tocsin"


def examined(folder: Path, *words: str, **settings: str) -> Result:
    """What doctor says in a folder of its own; the Redis it asks, and thereby starts, is stopped."""
    runner = CliRunner(mix_stderr=False)
    env = {name: settings.get(name) for name in NAMES}
    with runner.isolated_filesystem(folder):
        done = runner.invoke(main, ["doctor", *words], env=env)
        runner.invoke(main, ["stop-redis"], env=env)
        return done


def test_settings_that_are_wrong_and_settings_that_are_missing_are_told_at_once(tmp_path: Path) -> None:
    done = examined(tmp_path, "--settings", TOCSIN_LINES="x", DATABASE_URL="sqlite:///:memory:")

    assert done.exit_code == 1
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "DATABASE_URL",
        "TOCSIN_LINES",
        "TOCSIN_PUBLIC_URL",
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
    ]
    assert done.stderr == "5 things to mend\n"


@pytest.mark.parametrize("address", [NOBODY_THERE, "sqlite:///../letter.txt/tocsin.db"])
def test_a_database_that_cannot_be_opened_is_a_finding_with_its_reason(tmp_path: Path, address: str) -> None:
    (tmp_path / "letter.txt").touch()

    done = examined(tmp_path, DATABASE_URL=address)

    [finding] = [line for line in done.stdout.splitlines() if line.startswith("database:")]
    assert done.exit_code == 1
    assert finding.startswith("database: the database cannot be opened (")
    assert "hushhush" not in done.output
    assert "unexpected" not in done.output


def test_a_database_of_a_newer_version_is_a_finding(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    migrate(address)
    with closing(sqlite3.connect(tmp_path / "tocsin.db")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")

    done = examined(tmp_path, DATABASE_URL=address)

    assert done.exit_code == 1
    assert "database: the database has schema 9999, which a newer version of Tocsin made" in done.stdout
    assert "unexpected" not in done.output
