"""`tocsin monthly-test`, as an operator types it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time

from click.testing import CliRunner, Result

from plp.monthly_test import MonthlyTest, Week, Workday
from tests.fakes.town import Town, officers_of_town, partnerships_of_town, zone_of_town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
FIRST_TUESDAY = MonthlyTest(Week.FIRST, Workday.TUESDAY, time(10, 30))


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, list(words), obj={"ports": town.ports})


def asks(town: Town) -> None:
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        asking = replace(lindens, monthly_test=FIRST_TUESDAY)
        book.people.save_zone(zone_of_town(), officers_of_town(), [asking, orchard])
    town.sweeps()


def test_where_none_is_asked_for_the_list_says_what_to_write(town: Town) -> None:
    assert "write monthly_test in zone.toml" in typed(town, "monthly-test", "list").stdout


def test_the_next_one_is_listed_and_can_be_called_off(town: Town) -> None:
    asks(town)
    [row] = json.loads(typed(town, "monthly-test", "list", "--json").stdout)
    assert (row["partnership"], row["month"], row["due_at"], row["stage"]) == (
        "tilleuls", "2026-03", "2026-03-03T09:30:00Z", "planned",
    )  # fmt: skip

    done = typed(town, "monthly-test", "skip", "tilleuls", "--why", "fire brigade on the same day")
    town.sweeps()

    assert done.stdout == "tilleuls: the test of 2026-03 is called off\n"
    rows = json.loads(typed(town, "monthly-test", "list", "--json").stdout)
    assert [(each["month"], each["stage"]) for each in rows] == [("2026-04", "planned"), ("2026-03", "called-off")]
    assert rows[1]["why"] == "fire brigade on the same day"


def test_what_is_not_planned_cannot_be_called_off(town: Town) -> None:
    done = typed(town, "monthly-test", "skip", "tilleuls")
    unknown = typed(town, "monthly-test", "skip", "nowhere")

    assert (done.exit_code, unknown.exit_code) == (1, 1)
    assert "no test is planned for partnership tilleuls" in done.stderr
    assert "nowhere" in unknown.stderr
