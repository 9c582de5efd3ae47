"""Rules about all files of the project: nothing of the machine they were written on, nothing left unlocked."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from gateway.settings import NAMES
from plp.ports import Door
from tests.house.source import PRODUCT, ROOT, project_files


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    # Taken from the machine that runs this, so that the rule itself names none.
    folders = {f"{folder}/" for folder in (str(ROOT), str(ROOT.parent), str(Path.home())) if len(folder) > 3}

    guilty = {
        f"{path.relative_to(ROOT)}: {folder}"
        for path in project_files()
        for folder in folders
        if re.search(rf"(?<![\w.]){re.escape(folder)}".encode(), path.read_bytes())
    }

    assert guilty == set()


def test_the_lock_names_packages_and_hashes_and_no_place_they_come_from() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()

    assert [line for line in lines if "://" in line or " @ " in line or line.startswith("-")] == []
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["offline-voice"],
        *project["dependency-groups"]["dev"],
    ]
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))

    names = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in asked}
    assert names - locked == set()


def test_every_package_is_linted_typed_and_shipped() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]

    assert set(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PRODUCT)
    assert set(tool["importlinter"]["root_packages"]) == set(PRODUCT)
    assert set(tool["mypy"]["packages"]) == {*PRODUCT, "bench"}
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {*PRODUCT, "bench", "tests"} == set()


def test_the_demo_and_the_tests_are_kept_from_every_setting() -> None:
    makefile = (ROOT / "Makefile").read_text()

    assert [name for name in NAMES if not re.search(rf"\b{name}\b", makefile)] == []


def test_every_queue_has_a_worker_in_the_procfile() -> None:
    processes = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())

    assert set(processes) == {"web", "clock", *Door}
    assert {processes[door] for door in Door} == {f"tocsin worker --queue {door}" for door in Door}
    assert {command.split()[0] for command in processes.values()} == {"tocsin"}


def test_the_python_that_runs_this_is_one_we_promise() -> None:
    assert (3, 11) <= sys.version_info[:2] < (3, 14)


def test_readme_makefile_and_package_promise_the_same_pythons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] < (3, 14)" in (ROOT / "Makefile").read_text()
    assert "Python 3.11, 3.12 or 3.13" in (ROOT / "README.md").read_text()
