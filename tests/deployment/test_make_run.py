"""`make run`: the processes of the Procfile see the settings that every command sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

WRITTEN = r"""
TOCSIN_PUBLIC_URL=https://plp.example.be
TWILIO_ACCOUNT_SID=AC00000000000000000000000000000001
TWILIO_AUTH_TOKEN=it's#1
DATABASE_URL=postgresql://tocsin:p#w@db/tocsin
TOCSIN_HOME=my data
TOCSIN_SECRET=thirty-two-characters-and\nmore-of-them
TOCSIN_LINES=5 # agreed with the carrier
"""
PROCESS = """
import json
from gateway.settings import read_settings
seen = read_settings()
print("SEEN", json.dumps([*seen.auth_tokens, seen.database_url, seen.home.name, seen.secret_key.decode(), seen.lines]))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in which everything is installed, with one process that tells the settings it sees."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "honcho").symlink_to(Path(sys.executable).parent / "honcho")
    (programs / "tocsin").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tocsin "$@"\n')
    (programs / "tocsin").chmod(0o755)
    (tmp_path / ".venv" / ".installed").touch()
    (tmp_path / "process.py").write_text(PROCESS)
    (tmp_path / "Procfile").write_text(f'web: "{sys.executable}" process.py\n')
    (tmp_path / ".env").write_text(WRITTEN)
    return tmp_path


def seen_by_a_process(folder: Path, **environment: str) -> list[str | int]:
    done = subprocess.run(
        ["make", "run"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "SEEN " in done.stdout, done.stdout + done.stderr
    seen: list[str | int] = json.loads(done.stdout.partition("SEEN ")[2].splitlines()[0])
    return seen


def test_what_is_written_in_the_file_arrives_letter_by_letter(installed: Path) -> None:
    assert seen_by_a_process(installed) == [
        "it's#1",
        "postgresql+psycopg://tocsin:p#w@db/tocsin",
        "my data",
        r"thirty-two-characters-and\nmore-of-them",
        5,
    ]


def test_the_environment_counts_more_than_the_file_here_too(installed: Path) -> None:
    assert seen_by_a_process(installed, TOCSIN_LINES="7")[-1] == 7
