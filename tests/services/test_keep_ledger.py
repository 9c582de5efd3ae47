"""The ledger: a line when a call or text is over, its price when the carrier tells it, nothing while phones ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from plp.cascade import Cascade
from plp.charge import LOOKS, Charge, ChargeKind
from plp.errand import Errand, ErrandKind, ErrandState
from plp.errors import CarrierThrottled, CarrierUnclear
from plp.outcome import By
from plp.ports import Carrier, Seen
from services.costs_of_zone import costs_of_zone
from services.fetch_prices import fetch_prices
from services.keep_ledger import Kept, keep_ledger
from tests.fakes.carrier import FakeCarrier
from tests.fakes.town import CLAES_PHONE, FR, MORNING, Town, zone_of_town

LANDLINE, OTHER, MOBILE = "+3226200001", "+3226200002", "+32479000001"
YEAR = {"since": MORNING - timedelta(days=60), "until": MORNING + timedelta(days=300)}


def lines(town: Town) -> list[Charge]:
    with town.ports.store.read() as book:
        found = book.ledger.charges_of([each.alert for each in book.cascades.all()])
        return sorted(found + book.ledger.charges_beside("tilleuls", **YEAR), key=lambda each: (each.at, each.sid))


def waits(town: Town, length: timedelta) -> Kept:
    town.clock.moment += length
    return keep_ledger(town.ports)


def listened(town: Town, number: str = LANDLINE) -> str:
    """A landline hears a message to its end; the SID of its call."""
    town.has(f"at {number}", number)
    town.launches()
    phone = town.phone(number).answers().listens_to_the_end()
    town.carrier.becomes(phone.sid, "completed")
    return phone.sid


def test_a_call_gets_its_line_when_it_is_over_and_its_price_when_the_carrier_tells(any_town: Town) -> None:
    sid = listened(any_town)

    assert keep_ledger(any_town.ports) == Kept(written=1)
    [line] = lines(any_town)
    assert (line.sid, line.kind, line.price, line.expected) == (sid, ChargeKind.CALL, None, Decimal("0.03"))
    assert line.look_at == MORNING + LOOKS[0]

    any_town.carrier.charges(sid, "0.03", seconds=47)
    assert waits(any_town, LOOKS[0]) == Kept(priced=1)
    [line] = lines(any_town)
    assert (line.price, line.currency, line.seconds, line.look_at) == (Decimal("0.03"), "EUR", 47, None)


def test_nothing_is_written_or_asked_while_a_call_is_under_way(town: Town) -> None:
    listened(town)
    town.has("Eva", OTHER)
    town.launches()

    assert keep_ledger(town.ports) == Kept()

    town.phone(OTHER).is_busy()
    town.phone(LANDLINE).is_busy()
    assert keep_ledger(town.ports).written == 3


def test_nothing_is_written_or_asked_while_an_officer_is_rung(any_town: Town) -> None:
    any_town.has("Ana", MOBILE)
    any_town.phone(MOBILE).sends("Un homme essaie les portières.")
    any_town.works()
    assert any_town.rung() == [CLAES_PHONE]

    assert waits(any_town, timedelta(minutes=6)) == Kept()

    any_town.phone(CLAES_PHONE).does_not_answer()
    assert waits(any_town, timedelta(minutes=1)).written == 2


def due_lines(town: Town, number: int) -> None:
    """So many calls whose price may be asked now."""
    plain = {"kind": ChargeKind.CALL, "zone": zone_of_town().name, "partnership": "tilleuls", "alert": None}
    due = [
        Charge(sid=f"CA{each}", at=MORNING, expected=Decimal("0.03"), look_at=MORNING, **plain)  # type: ignore[arg-type]
        for each in range(number)
    ]
    with town.ports.store.write() as book:
        book.ledger.write(due)


class Meanwhile:
    """A carrier at which something else happens whenever it is asked about a call."""

    on_loopback = True

    def __init__(self, carrier: FakeCarrier, then: Callable[[], object]) -> None:
        self._carrier, self._then = carrier, then

    def call_status(self, sid: str) -> Seen:
        """What the carrier says."""
        self._then()
        return self._carrier.call_status(sid)


def test_whoever_is_rung_meanwhile_need_not_wait_for_all_the_prices(town: Town) -> None:
    due_lines(town, 30)

    def an_officer_is_rung() -> None:
        errand = Errand(
            "errand-1", ErrandKind.RING_BACK, By.VOICE, zone_of_town().name, CLAES_PHONE, FR, "x",
            ErrandState.SUBMITTED, MORNING, MORNING,
        )  # fmt: skip
        with town.ports.store.write() as book:
            book.errands.add(errand)

    keep_ledger(replace(town.ports, carrier=cast("Carrier", Meanwhile(town.carrier, an_officer_is_rung))))

    looked = sum(each.looks for each in lines(town))
    assert 0 < looked < 10


def test_a_carrier_that_cannot_be_reached_is_not_asked_for_the_rest(town: Town) -> None:
    due_lines(town, 30)
    town.carrier.down = CarrierUnclear("away")

    keep_ledger(town.ports)

    put_off = sum(each.look_at != MORNING for each in lines(town))
    assert 0 < put_off < 10


def test_a_text_has_its_parts(any_town: Town) -> None:
    any_town.has("Ben", MOBILE)
    any_town.launches(placing=False)
    any_town.works()
    sid = any_town.carrier.sid_of(any_town.attempts("Ben")[0].id)
    any_town.phone(MOBILE).sends("OK")
    any_town.carrier.charges(sid, "0.19", parts=2)

    keep_ledger(any_town.ports)
    waits(any_town, LOOKS[0])

    [line] = [each for each in lines(any_town) if each.sid == sid]
    assert (line.kind, line.price, line.parts) == (ChargeKind.TEXT, Decimal("0.19"), 2)


def test_a_length_told_without_a_price_is_kept_and_counts_by_the_tariff(any_town: Town) -> None:
    sid = listened(any_town)
    keep_ledger(any_town.ports)
    any_town.carrier.charges(sid, None, seconds=125)

    waits(any_town, LOOKS[0])
    waits(any_town, LOOKS[1])

    assert [(each.price, each.seconds, each.expected) for each in lines(any_town)] == [(None, 125, Decimal("0.09"))]

    any_town.carrier.charges(sid, "0.08")
    waits(any_town, LOOKS[2])
    assert [(each.price, each.seconds) for each in lines(any_town)] == [(Decimal("0.08"), 125)]


def test_the_parts_of_a_text_are_kept_without_a_price_too(town: Town) -> None:
    town.has("Ben", MOBILE)
    town.launches(placing=False)
    town.works()
    sid = town.carrier.sid_of(town.attempts("Ben")[0].id)
    town.phone(MOBILE).sends("OK")
    town.carrier.charges(sid, None, parts=3)

    keep_ledger(town.ports)
    waits(town, LOOKS[0])

    [line] = [each for each in lines(town) if each.sid == sid]
    assert (line.price, line.parts, line.expected) == (None, 3, Decimal("0.285"))


def test_a_price_that_never_comes_is_asked_a_few_times_and_then_given_up(town: Town) -> None:
    listened(town)
    keep_ledger(town.ports)

    outcomes = [waits(town, LOOKS[-1]) for _ in range(len(LOOKS) + 3)]

    assert [each.given_up for each in outcomes].count(1) == 1
    [line] = lines(town)
    assert (line.price, line.look_at, line.looks) == (None, None, len(LOOKS))


def test_a_call_nobody_answered_is_free_once_asked_twice(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches()
    phone = town.phone(LANDLINE).does_not_answer()
    town.carrier.becomes(phone.sid, "no-answer")
    town.carrier.charges(phone.sid, None)

    keep_ledger(town.ports)
    waits(town, LOOKS[0])
    assert lines(town)[0].price is None
    waits(town, LOOKS[1])

    assert [(each.price, each.expected) for each in lines(town)] == [(0, 0)]


@pytest.mark.parametrize("failure", [CarrierThrottled(3), CarrierUnclear("away")])
def test_a_carrier_that_is_away_costs_no_look_and_is_asked_again(
    town: Town, failure: CarrierThrottled | CarrierUnclear
) -> None:
    sid = listened(town)
    keep_ledger(town.ports)
    town.carrier.down = failure

    for _ in range(20):
        assert waits(town, timedelta(minutes=10)) == Kept()
    assert lines(town)[0].looks == 0

    town.carrier.down = None
    town.carrier.charges(sid, "0.03")
    assert waits(town, timedelta(minutes=10)).priced == 1


def test_a_call_the_carrier_does_not_know_is_given_up_in_the_end(town: Town) -> None:
    town.carrier.forgets(listened(town))
    keep_ledger(town.ports)

    for _ in LOOKS:
        waits(town, LOOKS[-1])

    assert (lines(town)[0].price, lines(town)[0].look_at) == (None, None)


def test_what_a_sample_zone_did_is_never_asked_of_a_real_carrier(town: Town) -> None:
    sid = listened(town)
    town.carrier.charges(sid, "0.03", seconds=47)
    town.carrier.on_loopback = False

    keep_ledger(town.ports)
    assert waits(town, LOOKS[0]) == Kept(given_up=1)

    assert [(each.price, each.seconds, each.look_at) for each in lines(town)] == [(None, None, None)]


def test_nor_when_somebody_fetches_the_prices_by_hand(town: Town) -> None:
    sid = listened(town)
    keep_ledger(town.ports)
    town.carrier.charges(sid, "0.03", seconds=47)
    town.carrier.on_loopback = False

    fetch_prices(town.ports, partnership="tilleuls", **YEAR)

    assert [(each.price, each.seconds, each.look_at) for each in lines(town)] == [(None, None, None)]


def test_prices_fetched_again_are_corrected_and_counted_once(any_town: Town) -> None:
    sid = listened(any_town)
    keep_ledger(any_town.ports)
    any_town.carrier.charges(sid, "0.03", seconds=47)
    waits(any_town, LOOKS[0])

    any_town.carrier.charges(sid, "0.06", seconds=61)
    fetch_prices(any_town.ports, partnership="tilleuls", **YEAR)
    any_town.carrier.charges(sid, None)
    fetch_prices(any_town.ports, partnership="tilleuls", **YEAR)

    assert [(each.price, each.seconds) for each in lines(any_town)] == [(Decimal("0.06"), 61)]


def test_one_given_up_can_still_be_fetched_by_hand(town: Town) -> None:
    sid = listened(town)
    keep_ledger(town.ports)
    for _ in LOOKS:
        waits(town, LOOKS[-1])

    town.carrier.charges(sid, "0.03")
    fetch_prices(town.ports, partnership="tilleuls", **YEAR)

    assert lines(town)[0].price == Decimal("0.03")


def test_kept_again_it_changes_nothing(any_town: Town) -> None:
    sid = listened(any_town)
    any_town.carrier.charges(sid, "0.03")
    keep_ledger(any_town.ports)
    waits(any_town, LOOKS[0])

    assert [keep_ledger(any_town.ports) for _ in range(3)] == [Kept()] * 3
    assert [each.price for each in lines(any_town)] == [Decimal("0.03")]


def cascade_of(town: Town) -> Cascade:
    return town.cascades()[0]


def test_a_member_who_calls_back_is_in_the_ledger_as_a_call_to_us(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches()
    town.phone(LANDLINE).does_not_answer()
    town.phone(LANDLINE).dials().presses("1").hangs_up()

    keep_ledger(town.ports)

    assert {each.kind for each in lines(town)} == {ChargeKind.CALL, ChargeKind.CALL_IN}
    assert {each.alert for each in lines(town)} == {cascade_of(town).alert}


def test_a_call_weeks_after_a_message_is_in_the_ledger_too(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.launches(expires=timedelta(days=40))
    any_town.phone(LANDLINE).does_not_answer()
    any_town.clock.moment += timedelta(days=20)
    any_town.works()
    any_town.phone(LANDLINE).does_not_answer()
    any_town.phone(LANDLINE).dials().presses("1").hangs_up()

    keep_ledger(any_town.ports)

    assert [each.kind for each in lines(any_town)] == [ChargeKind.CALL, ChargeKind.CALL, ChargeKind.CALL_IN]


def test_a_call_about_a_message_that_is_long_over_is_in_the_ledger_too(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches()
    town.phone(LANDLINE).does_not_answer()
    keep_ledger(town.ports)
    town.clock.moment += timedelta(days=20)
    town.sweeps()
    town.phone(LANDLINE).dials().presses("1").hangs_up()

    keep_ledger(town.ports)

    assert [each.kind for each in lines(town)] == [ChargeKind.CALL, ChargeKind.CALL_IN]


# --------------------------------------------------------------------------- beside the messages


def test_what_members_say_and_whom_it_rings_is_in_the_ledger_too(any_town: Town) -> None:
    any_town.has("Ana", MOBILE)
    any_town.phone(MOBILE).sends("Un homme essaie les portières.")
    any_town.works()
    any_town.phone(CLAES_PHONE).does_not_answer()

    waits(any_town, timedelta(minutes=6))

    assert sorted((each.kind.value, each.alert) for each in lines(any_town)) == [("call", None), ("text-in", None)]


def test_an_officers_call_is_the_zones_own(any_town: Town) -> None:
    any_town.phone(CLAES_PHONE).dials().hangs_up()
    assert waits(any_town, timedelta(minutes=1)).written == 0

    waits(any_town, timedelta(minutes=6))

    bill = costs_of_zone(any_town.ports, zone=zone_of_town().name, **YEAR)
    assert (lines(any_town), bill.calls, bill.unpriced, bill.supposed) == ([], 1, 1, Decimal("0.01"))
