"""What a program reads from the command line and what one reads over the API is the same, row for row."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from plp.outcome import By
from plp.report import Decision
from services.decide_report import decide_report
from services.make_report import make_report
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from tests.webhooks.api_client import a_program
from tocsin.cli import main

__all__ = ["town"]
ANA, BEN = "+32479000001", "+3226200042"
WORDS = "Un homme essaie les portières."


@pytest.fixture
def lived_in(town: Town) -> Town:
    """Two neighbours; one report is decided, for the other the desk was told that nobody takes it."""
    ana = town.has("Ana", ANA, wish="sms", role="coordinator")
    ben = town.has("Ben", BEN, vulnerable=True, language="nl")
    with town.ports.store.write() as book:
        first = make_report(town.ports, book, ana, by=By.SMS, sender=ANA, text=WORDS)
        make_report(town.ports, book, ben, by=By.VOICE, sender=BEN, text="")
    decide_report(town.ports, first.id, Decision.NO_ACTION, by="claes")
    town.passes(minutes=11)
    return town


def typed(town: Town, *words: str) -> Any:
    """What a command prints for a program."""
    return json.loads(CliRunner().invoke(main, [*words, "--json"], obj={"ports": town.ports}).stdout)


def test_members(lived_in: Town) -> None:
    rows = typed(lived_in, "members", "list", "--partnership", "tilleuls")

    assert len(rows) == 2
    assert a_program(lived_in).gets("/members?partnership=tilleuls").json["items"] == rows


def test_reports(lived_in: Town) -> None:
    rows = typed(lived_in, "reports", "list", "--all")

    assert [bool(row["told_late_at"]) for row in sorted(rows, key=lambda row: row["number"])] == [False, True]
    items = a_program(lived_in).gets("/reports").json["items"]
    assert sorted(items, key=lambda row: row["number"]) == sorted(rows, key=lambda row: row["number"])


def test_a_report_with_its_words(lived_in: Town) -> None:
    for row in typed(lived_in, "reports", "list", "--all"):
        told = typed(lived_in, "reports", "show", row["id"])
        del told["recording"]  # the name of a clip opens it: it stays in the house

        assert a_program(lived_in).gets(f"/reports/{row['id']}").json == told
