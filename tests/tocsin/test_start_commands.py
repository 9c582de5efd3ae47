"""The processes as they begin where something is amiss: one plain line, exit 1, and nothing of a password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

CARRIER = {
    "TOCSIN_PUBLIC_URL": "https://plp.example.be",
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000001",
    "TWILIO_AUTH_TOKEN": "the-token-of-the-carrier",
}
NOBODY_THERE = "postgresql://tocsin:hushhush@127.0.0.1:1/tocsin"
STARTING = pytest.mark.parametrize("words", ["serve", "worker --queue calls", "clock", "zone list"])


def started(folder: Path, words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words.split()],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **CARRIER, "TOCSIN_BIND": "127.0.0.1:0", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@STARTING
def test_a_database_that_is_away_is_one_line_that_says_what_to_do(tmp_path: Path, words: str) -> None:
    done = started(tmp_path, words, DATABASE_URL=NOBODY_THERE)

    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("the database cannot be opened (connection failed")
    assert "DATABASE_URL" in line
    assert "hushhush" not in line


@STARTING
def test_a_file_that_is_no_database_is_one_line_too(tmp_path: Path, words: str) -> None:
    (tmp_path / "tocsin.db").write_text("a letter to the editor, and not a database at all\n" * 20)

    done = started(tmp_path, words, DATABASE_URL="sqlite:///tocsin.db")

    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("the database cannot be opened (file is not a database)")


@STARTING
def test_a_home_that_cannot_be_made_is_one_line_too(tmp_path: Path, words: str) -> None:
    (tmp_path / "file").touch()

    done = started(tmp_path, words, TOCSIN_HOME="file/home")

    assert done.returncode == 1
    assert done.stderr == "TOCSIN_HOME cannot be made: Not a directory.\n"
