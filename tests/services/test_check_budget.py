"""A cap on what a partnership spends on messages that can wait; nothing urgent is ever stopped by money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from plp.alert import Kind
from plp.charge import LOOKS
from plp.errors import Refused
from plp.finding import Code
from plp.tariff import Budget, Span
from services.keep_ledger import keep_ledger
from services.launch_alert import launch_alert
from services.stop_cascade import stop_cascade
from services.tariffs import shipped_tariffs
from services.validate_alert import validate_alert
from tests.fakes.town import Town, officers_of_town, partnerships_of_town, zone_of_town

ANA = "+3226200001"
CALL = Decimal("0.045")
"""What the shipped tariff says of one message to Ana."""


def has_budget(town: Town, cap: str, per: Span = Span.MONTH) -> None:
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        capped = replace(lindens, budget=Budget(Decimal(cap), per))
        book.people.save_zone(zone_of_town(), officers_of_town(), [capped, orchard])


def launched(town: Town) -> int:
    return len(town.cascades())


def test_a_message_that_can_wait_is_refused_beyond_the_cap_and_nobody_is_rung(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    has_budget(any_town, "0.08")
    any_town.launches(Kind.PREVENTION)

    with pytest.raises(Refused) as refused:
        any_town.launches(Kind.PREVENTION)

    for part in ("budget of partnership tilleuls", "about 0.05 EUR", "0.05 of 0.08 a month", "wait until 2026-04-01"):
        assert part in str(refused.value)
    assert refused.value.code is Code.BUDGET
    assert launched(any_town) == 1
    assert any_town.rung() == [ANA]


@pytest.mark.parametrize("kind", [Kind.URGENT, Kind.CORRECTION, Kind.ALL_CLEAR])
def test_nothing_urgent_is_stopped_by_money(town: Town, kind: Kind) -> None:
    town.has("Ana", ANA)
    has_budget(town, "0")

    town.launches(kind)

    assert launched(town) == 1


def test_urgent_messages_use_up_no_budget(town: Town) -> None:
    town.has("Ana", ANA)
    has_budget(town, str(CALL))
    for _ in range(3):
        town.launches(Kind.URGENT)

    town.launches(Kind.PREVENTION)

    assert launched(town) == 4


def test_without_a_budget_nothing_is_capped(town: Town) -> None:
    town.has("Ana", ANA)

    for _ in range(5):
        town.launches(Kind.PREVENTION)

    assert launched(town) == 5


def test_the_next_month_has_a_budget_of_its_own_and_a_year_lasts_longer(town: Town) -> None:
    town.has("Ana", ANA)
    has_budget(town, str(CALL))
    town.launches(Kind.TEST)
    town.clock.moment = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # April in Brussels

    town.launches(Kind.TEST)
    has_budget(town, str(CALL), Span.YEAR)

    with pytest.raises(Refused, match="a year"):
        town.launches(Kind.TEST)


def test_what_the_carrier_asked_counts_instead_of_the_forecast_once_it_is_known(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    has_budget(any_town, "0.06")
    any_town.launches(Kind.PREVENTION)
    phone = any_town.phone(ANA).answers().listens_to_the_end()
    any_town.carrier.becomes(phone.sid, "completed")
    with pytest.raises(Refused):
        any_town.launches(Kind.PREVENTION)

    any_town.carrier.charges(phone.sid, "0.01", seconds=20)
    keep_ledger(any_town.ports)
    any_town.clock.moment += LOOKS[0]
    keep_ledger(any_town.ports)
    any_town.launches(Kind.PREVENTION)

    assert launched(any_town) == 2


@pytest.mark.parametrize("seconds", [None, 20, 119])
def test_prices_that_never_came_never_make_room_below_the_forecast(any_town: Town, seconds: int | None) -> None:
    any_town.has("Ana", ANA)
    has_budget(any_town, "0.08")
    any_town.launches(Kind.PREVENTION)
    phone = any_town.phone(ANA).answers().listens_to_the_end()
    any_town.carrier.becomes(phone.sid, "completed")
    any_town.carrier.charges(phone.sid, None, seconds=seconds)
    keep_ledger(any_town.ports)
    for _ in LOOKS:
        any_town.clock.moment += LOOKS[-1]
        keep_ledger(any_town.ports)

    with pytest.raises(Refused):
        any_town.launches(Kind.PREVENTION)

    assert launched(any_town) == 1


def test_a_forecast_in_another_currency_is_no_sum_of_euros(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    dollars = replace(shipped_tariffs()["twilio"], currency="USD", fixed=Decimal(500))
    abroad = replace(any_town.ports, tariff=dollars)
    alert = any_town.drafts(Kind.PREVENTION)
    validate_alert(abroad, alert.id, by="claes")
    launch_alert(abroad, alert.id, by="claes")
    has_budget(any_town, str(CALL))

    any_town.launches(Kind.PREVENTION)

    assert launched(any_town) == 2


def test_a_launch_that_was_cancelled_in_time_costs_nothing_in_the_end(town: Town) -> None:
    town.has("Ana", ANA)
    has_budget(town, str(CALL))
    cascade = town.launches(Kind.PREVENTION, placing=False)
    stop_cascade(town.ports, cascade.id, by="claes")

    town.clock.moment += timedelta(hours=2)
    town.launches(Kind.PREVENTION)

    assert launched(town) == 2
