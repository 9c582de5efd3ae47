"""`tocsin costs`, as an operator types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from plp.charge import LOOKS
from services.keep_ledger import keep_ledger
from tests.fakes.town import CLAES_PHONE, Town
from tests.fakes.town_fixtures import town
from tocsin.cli import main

__all__ = ["town"]
ANA, BEN = "+3226200001", "+3226200002"


@pytest.fixture
def priced(town: Town) -> Town:
    """A message to two landlines in 2026: one call has its price, the other none."""
    for name, number in (("Ana", ANA), ("Ben", BEN)):
        town.has(name, number)
    town.launches()
    for number, price in ((ANA, "0.03"), (BEN, None)):
        phone = town.phone(number).answers().listens_to_the_end()
        town.carrier.becomes(phone.sid, "completed")
        town.carrier.charges(phone.sid, price, seconds=30)
    keep_ledger(town.ports)
    town.clock.moment += LOOKS[0]
    keep_ledger(town.ports)
    return town


def typed(town: Town, *words: str) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, ["costs", *words], obj={"ports": town.ports})


def test_forecast_and_actual_stand_side_by_side_with_a_note_about_what_is_missing(priced: Town) -> None:
    shown = typed(priced, "--partnership", "tilleuls")

    assert shown.exit_code == 0
    assert "tilleuls, 2026, in EUR:" in shown.stdout
    [row] = [line.split() for line in shown.stdout.splitlines() if line.startswith("1/2026")]
    assert row == ["1/2026", "urgent", "2026-03-02", "0.09", "0.03", "1", "2", "2", "0"]
    assert "1 calls and texts have no price of the carrier yet (1 are still asked for)" in shown.stdout
    assert "about 0.03 EUR" in shown.stdout


def test_a_program_gets_exact_amounts_as_texts(priced: Town) -> None:
    found = json.loads(typed(priced, "--year", "2026", "--json").stdout)

    [lindens, orchard] = found["partnerships"]
    assert (lindens["partnership"], lindens["forecast"], lindens["actual"]) == ("tilleuls", "0.09000", "0.03000")
    [alert] = lindens["alerts"]
    assert (alert["message"], alert["unpriced"], alert["awaited"], alert["calls"]) == ("1/2026 urgent", 1, 1, 2)
    assert (orchard["alerts"], orchard["actual"]) == ([], "0")
    assert found["totals"] == {"EUR": {"forecast": "0.09", "actual": "0.03"}}


def test_another_year_was_quiet(priced: Town) -> None:
    assert "nothing was launched" in typed(priced, "--partnership", "tilleuls", "--year", "2025").stdout


def test_prices_told_since_are_fetched_when_asked(priced: Town) -> None:
    priced.carrier.charges(priced.phone(BEN).sid, "0.05", seconds=61)

    found = json.loads(typed(priced, "--fetch", "--json").stdout)["partnerships"][0]

    assert (found["actual"], found["unpriced"], found["minutes"]) == ("0.08000", 0, 3)


def test_the_day_of_a_launch_is_the_zones_own(town: Town) -> None:
    town.clock.moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight in Brussels
    town.has("Ana", ANA)
    town.launches(placing=False)

    shown = typed(town, "--partnership", "tilleuls", "--year", "2026").stdout

    assert "2026-03-02" in shown
    assert "2026-03-01" not in shown


def test_a_call_after_midnight_of_new_years_eve_is_fetched_with_its_message(town: Town) -> None:
    town.clock.moment = datetime(2026, 12, 31, 22, 50, tzinfo=UTC)  # ten to midnight in Brussels
    town.has("Ana", ANA)
    town.launches()
    phone = town.phone(ANA).does_not_answer()
    town.clock.moment += timedelta(minutes=30)
    phone.dials().presses("1").hangs_up()
    give_up(town)
    with town.ports.store.read() as book:
        [cascade] = book.cascades.all()
        for each in book.ledger.charges_of([cascade.alert]):
            town.carrier.charges(each.sid, "0.04")

    found = json.loads(typed(town, "--year", "2026", "--fetch", "--json").stdout)["partnerships"][0]

    assert (found["actual"], found["unpriced"]) == ("0.08000", 0)


def test_the_zones_own_prices_are_fetched_too_and_not_for_one_partnership_alone(town: Town) -> None:
    phone = town.phone(CLAES_PHONE).dials()
    phone.hangs_up()
    town.clock.moment += timedelta(minutes=6)
    give_up(town)
    town.carrier.charges(phone.sid, "0.02")

    typed(town, "--partnership", "tilleuls", "--fetch")
    assert json.loads(typed(town, "--json").stdout)["zones"][0]["unpriced"] == 1
    assert json.loads(typed(town, "--fetch", "--json").stdout)["zones"][0]["actual"] == "0.02000"


def give_up(town: Town) -> None:
    """The ledger is written, and nobody asks for its prices any more."""
    for _ in range(len(LOOKS) + 1):
        keep_ledger(town.ports)
        town.clock.moment += LOOKS[-1]


def test_a_partnership_nobody_knows_is_told_in_one_line(priced: Town) -> None:
    shown = typed(priced, "--partnership", "nowhere")

    assert shown.exit_code == 1
    assert shown.stderr.count("\n") == 1
