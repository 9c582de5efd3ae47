"""Who may import whom, and that breaking it is noticed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.source import PRODUCT, ROOT, modules

# Parts of what aiohttp, Flask and pydantic hand to their callers.
COMES_WITH = {"multidict", "yarl", "werkzeug", "pydantic-core"}
LINT = Path(sys.executable).with_name("lint-imports")


def test_everybody_imports_only_whom_he_may() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


SINS = [
    ("plp", "import services"),
    ("plp", "import redis"),
    ("services", "import sqlalchemy.orm"),
    ("services", "from carriers import *"),
    ("services", "from gateway import settings"),
    ("texts", "import ivr"),
    ("gateway", "import workers"),
    ("webhooks", "import workers"),
    ("workers", "import tocsin"),
    ("exchange", "import plp"),
    ("tocsin", "import exchange"),
]


def test_forbidden_imports_are_noticed_every_one(tmp_path: Path) -> None:
    copy = copy_of_the_source(tmp_path)
    for number, (package, line) in enumerate(SINS):
        (copy / package / f"sinner_{number}.py").write_text(f'"""Somebody who imports whom he may not."""\n\n{line}\n')

    done = lint(copy)

    unnoticed = [sin for number, sin in enumerate(SINS) if f"{sin[0]}.sinner_{number} " not in done.stdout]
    assert done.returncode == 1, done.stdout + done.stderr
    assert unnoticed == []


def test_the_neighbourhood_needs_only_the_standard_library_and_phone_numbers() -> None:
    allowed = sys.stdlib_module_names | {"plp", "phonenumbers"}

    strangers = {str(module): module.imported - allowed for module in modules("plp") if module.imported - allowed}

    assert strangers == {}


def test_nobody_imports_by_a_relative_name_or_reaches_for_the_tests() -> None:
    found = [
        str(module)
        for module in modules(*PRODUCT, "bench")
        if module.imported & {".", "tests", "bench"} - {module.path.parts[0]}
    ]

    assert [name for name in found if not name.startswith("bench/")] == []


def test_what_is_imported_is_asked_for_in_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["offline-voice"]]
    declared = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in asked} | COMES_WITH
    ships = packages_distributions()

    strangers = {
        f"{module}: {name}"
        for module in modules(*PRODUCT)
        for name in module.imported - sys.stdlib_module_names - set(PRODUCT)
        if not {found.lower().replace("_", "-") for found in ships.get(name, [])} & declared
    }

    assert strangers == set()


def copy_of_the_source(folder: Path) -> Path:
    """Copy what import-linter reads."""
    for package in PRODUCT:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a tree, without what it remembers of another."""
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
