"""What `make` hands on to the programs it starts."""

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


def seen_by_a_program(folder: Path, target: str, program: str, **environment: str) -> set[str]:
    (folder / ".venv" / "bin" / program).unlink(missing_ok=True)
    (folder / ".venv" / "bin" / program).write_text("#!/bin/sh\nenv\n")
    (folder / ".venv" / "bin" / program).chmod(0o755)
    (folder / ".venv" / ".installed").touch()
    surroundings = {"PATH": os.environ["PATH"], **environment}
    done = subprocess.run(
        ["make", target], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=60, check=True
    )
    return {line.partition("=")[0] for line in done.stdout.splitlines()}


@pytest.mark.parametrize(("target", "program"), [("demo", "tocsin"), ("test", "python"), ("bench", "python")])
def test_what_plays_on_this_machine_alone_sees_neither_settings_nor_proxies(
    installed: Path, target: str, program: str
) -> None:
    proxies = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all", "no")}
    loud = {name.upper(): value for name, value in proxies.items()}

    seen = seen_by_a_program(installed, target, program, **proxies, **loud, TOCSIN_LINES="7")

    assert "PATH" in seen
    assert seen.isdisjoint({*proxies, *loud, "TOCSIN_LINES"})


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
