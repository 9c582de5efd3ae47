"""What the check tells of money: the forecast, and a refusal beyond the budget of what can wait."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from plp.alert import Kind
from plp.finding import Code, Severity
from plp.language import Language
from plp.tariff import Budget
from services.check_alert import Finding, check_alert
from tests.fakes.town import Town, officers_of_town, partnerships_of_town, zone_of_town


def found(town: Town, kind: Kind, *, language: Language = Language.EN) -> dict[Code, Finding]:
    alert = town.drafts(kind)
    return {each.code: each for each in check_alert(town.ports, alert.id, language=language)}


def has_budget(town: Town, cap: str) -> None:
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        capped = replace(lindens, budget=Budget(Decimal(cap)))
        book.people.save_zone(zone_of_town(), officers_of_town(), [capped, orchard])


def test_the_forecast_is_told_with_what_it_consists_of(town: Town) -> None:
    town.has("Ana", "+3226200001")
    town.has("Ben", "+32479000001")

    told = found(town, Kind.URGENT)[Code.COST]

    assert told.severity is Severity.NOTE
    assert told.sentence == "Expected cost: about 0.33 EUR. Calls: 2, of 3 minutes begun. Parts of SMS: 2."


@pytest.mark.parametrize("language", list(Language))
def test_beyond_the_budget_it_is_refused_with_the_sums_and_what_to_do(town: Town, language: Language) -> None:
    town.has("Ana", "+3226200001")
    has_budget(town, "0.02")

    told = found(town, Kind.PREVENTION, language=language)[Code.BUDGET]

    assert told.severity is Severity.REFUSAL
    assert all(part in told.sentence for part in ("0.05", "0.00", "0.02", "EUR"))
    assert "01/04/2026" in told.advice


def test_within_the_budget_or_when_it_cannot_wait_nothing_is_refused(town: Town) -> None:
    town.has("Ana", "+3226200001")
    has_budget(town, "0.05")

    assert Code.BUDGET not in found(town, Kind.PREVENTION)
    has_budget(town, "0")
    assert Code.BUDGET not in found(town, Kind.URGENT)
