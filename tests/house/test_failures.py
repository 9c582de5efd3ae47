"""The table of failures names tests that exist."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT, Module

TABLE = (ROOT / "docs" / "failures.md").read_text()
ROWS = [line for line in TABLE.splitlines() if re.match(r"\| \d+ \|", line)]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)))


def test_each_of_the_twelve_failures_has_tests() -> None:
    assert [row.split("|")[1].strip() for row in ROWS] == [str(number) for number in range(1, 13)]
    assert all("::test_" in row for row in ROWS)


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_named_there_exists(path: str, name: str) -> None:
    assert name in {function.name for function in Module(ROOT / path).functions}
