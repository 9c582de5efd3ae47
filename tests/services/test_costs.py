"""What a partnership costs: the forecast kept at launch beside what the carrier asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from plp.cascade import Cascade
from plp.charge import Charge, ChargeKind
from plp.errors import NotFound
from plp.member import Wish
from services.costs import Costs, costs
from tests.fakes.town import FR, MORNING, Town

LANDLINE, MOBILE = "+3226200001", "+32479000001"
YEAR = {"since": MORNING - timedelta(days=60), "until": MORNING + timedelta(days=300)}
# What the shipped table says of a call of a minute and a half to either, and of a text of one part.
FIXED, CELL, TEXT = Decimal("0.045"), Decimal("0.09"), Decimal("0.095")


def line(cascade: Cascade, sid: str, **more: object) -> Charge:
    charge = Charge(
        sid=sid,
        kind=ChargeKind.CALL,
        zone="Zone de police des Tilleuls",
        partnership="tilleuls",
        alert=cascade.alert,
        at=MORNING,
        expected=Decimal("0.06"),
        look_at=MORNING,
    )
    return replace(charge, **more)  # type: ignore[arg-type]


def of(town: Town) -> Costs:
    return costs(town.ports, partnership="tilleuls", **YEAR)


def test_a_launch_keeps_what_it_was_expected_to_cost(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.has("Ben", MOBILE)
    any_town.has("Eva", "+32479000002", wish=Wish.SMS)
    any_town.has("Old", "+32479000003", consent_on=None)

    cascade = any_town.launches(texts={FR: "Un mot.", "nl": "Een woord."}, placing=False)

    [alert] = of(any_town).alerts
    assert (alert.alert, alert.cascade, alert.urgent) == (cascade.alert, cascade.id, True)
    assert alert.bill.forecast == FIXED + (TEXT + CELL) + TEXT
    assert of(any_town).total.forecast == alert.bill.forecast
    assert of(any_town).currency == "EUR"


def test_what_the_carrier_asked_is_summed_exactly_and_what_it_has_not_told_is_counted_apart(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    cascade = any_town.launches(placing=False)
    lines = [line(cascade, f"CA{n}", price=Decimal("0.00375"), currency="EUR", seconds=61) for n in range(1000)]
    lines += [
        line(cascade, "SM1", kind=ChargeKind.TEXT, price=Decimal("0.095"), currency="EUR", look_at=None),
        line(cascade, "SM2", kind=ChargeKind.TEXT, price=Decimal("0.10"), currency="USD", look_at=None),
        line(cascade, "CAsilent"),
        line(cascade, "CAgivenup", look_at=None),
        line(cascade, "CAbeside", alert=None, price=Decimal(1), currency="EUR"),
    ]

    with any_town.ports.store.write() as book:
        book.ledger.write(lines)

    found = of(any_town)
    [bill] = [each.bill for each in found.alerts]
    assert bill.actual == Decimal("3.845")
    assert (bill.unpriced, bill.awaited, bill.supposed) == (2, 1, Decimal("0.12"))
    assert (bill.calls, bill.texts, bill.minutes) == (1002, 2, 2000)
    assert bill.others == {"USD": Decimal("0.10")}
    assert (found.total.actual, found.beside.actual, found.unpriced) == (Decimal("4.845"), 1, 2)


def test_the_same_line_told_twice_is_corrected_and_never_counted_twice(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    cascade = any_town.launches(placing=False)
    first = line(cascade, "CA1", price=Decimal("0.05"), currency="EUR", look_at=None)

    for _ in range(2):
        with any_town.ports.store.write() as book:
            book.ledger.write([first])
            book.ledger.correct([replace(first, price=Decimal("0.04"))])

    assert (of(any_town).total.actual, of(any_town).total.calls) == (Decimal("0.04"), 1)


def test_only_what_was_launched_in_the_time_asked_for_counts(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.launches(placing=False)

    before = costs(any_town.ports, partnership="tilleuls", since=MORNING - timedelta(days=1), until=MORNING)
    elsewhere = costs(any_town.ports, partnership="verger", **YEAR)

    assert (before.alerts, before.total.forecast, elsewhere.alerts) == ((), 0, ())


def test_a_partnership_nobody_knows_is_told_so(any_town: Town) -> None:
    with pytest.raises(NotFound):
        costs(any_town.ports, partnership="nowhere", **YEAR)
