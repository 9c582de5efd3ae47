"""What the carrier's list may prove: which call or text is the lost one, and how long the clock goes on asking."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from plp.errand import Errand, ErrandKind, ErrandState
from plp.errors import CarrierUnclear
from plp.forecast import Rates
from plp.language import Language
from plp.outcome import By
from plp.ports import CallOrder, TextOrder
from services.ask_each import PATIENCE
from services.deliver import LEASE
from services.errands import settle_errands
from services.settle_unknown import settle_unknown
from tests.fakes.town import BASE, ZONE_LINE, ZONE_TEXTS, Town, zone_of_town

ANA, MOBILE = "+3222000001", "+32479000001"


def lost(town: Town, number: str = ANA) -> None:
    """A call to Ana is asked for, and nobody knows whether it was placed; it was not."""
    town.has("Ana", number)
    town.carrier.fails(number, CarrierUnclear("time-out"))
    town.launches()


def another_call(town: Town, order: str, *, sender: str = ZONE_LINE, to: str = ANA) -> str:
    """The carrier's list holds one more call; its SID."""
    list(town.carrier.call([CallOrder(order, to, sender, BASE, BASE, timedelta(seconds=20))]))
    return town.carrier.sid_of(order)


def another_text(town: Town, order: str, body: str) -> str:
    """The carrier's list holds one more text; its SID."""
    list(town.carrier.text([TextOrder(order, MOBILE, ZONE_TEXTS, body, BASE, timedelta(hours=1))]))
    return town.carrier.sid_of(order)


def found(town: Town) -> str | None:
    """The SID under which Ana's attempt is known after one look at the list."""
    town.passes(seconds=1)
    return town.attempts("Ana")[0].carrier_sid


# ------------------------------------------------------------------------- which of the list it is


def test_a_call_from_another_line_is_not_the_lost_one(town: Town) -> None:
    lost(town)
    another_call(town, "of the desk", sender="+3226100199")

    assert found(town) is None


def test_a_text_of_other_words_is_not_the_lost_one(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.fails(MOBILE, CarrierUnclear("time-out"))
    town.launches()
    another_text(town, "of the day before", "Le voleur est arrêté.")

    assert found(town) is None


@pytest.mark.parametrize(("earlier", "is_it"), [(9, True), (11, False)])
def test_a_call_from_before_is_not_the_lost_one_but_clocks_may_differ(town: Town, earlier: int, is_it: bool) -> None:
    sid = another_call(town, "of before")
    town.clock.sleep(timedelta(seconds=earlier))
    lost(town)

    assert found(town) == (sid if is_it else None)


def test_of_two_that_fit_the_older_is_the_lost_one(town: Town) -> None:
    lost(town)
    first = another_call(town, "first")
    town.clock.sleep(timedelta(seconds=1))
    another_call(town, "second")

    assert found(town) == first


# ----------------------------------------------------------------------------- how long it is asked


def claimed(town: Town, many: int) -> list[str]:
    """So many calls were claimed by a worker that was killed: the numbers."""
    town.ports = replace(town.ports, rates=Rates(lines=1000))
    numbers = [f"+3226200{number:03d}" for number in range(many)]
    for number in numbers:
        town.has(number, number)
    town.launches(placing=False)
    with town.ports.store.write() as book:
        book.cascades.claim(By.VOICE, most=many, now=town.clock.now(), lease=LEASE, holding=())
    town.clock.sleep(LEASE)
    return numbers


def test_a_killed_workers_calls_are_looked_for_a_few_seconds_at_a_time_and_none_is_forgotten(any_town: Town) -> None:
    # given a list that answers slowly; this carrier answers one question after the other
    town = any_town
    numbers = claimed(town, 60)
    town.carrier.ponders = timedelta(seconds=0.5)

    # when
    looks = []
    while sum(looks) < 60:
        began = town.clock.now()
        looks.append(settle_unknown(town.ports))
        assert looks[-1] > 0
        assert town.clock.now() - began < 2 * PATIENCE

    # then
    assert len(looks) > 2
    town.carrier.ponders = timedelta(0)
    for _ in range(12):
        town.passes(seconds=15)
    assert Counter(town.rung()) == Counter(numbers)


def test_errands_too_are_asked_about_for_a_few_seconds(town: Town) -> None:
    now, zone = town.clock.now(), zone_of_town().name
    with town.ports.store.write() as book:
        for each in range(60):
            whom, blanks = f"+324791{each:05d}", {"who": "Ana", "partnership": "PLP"}
            notice = (ErrandKind.NOTICE, By.SMS, zone, whom, Language.FR, "a-subject", ErrandState.OWED, now, now)
            book.errands.add(Errand(f"errand-{each}", *notice, says="texts_ended", blanks=blanks))
    town.works()
    town.clock.sleep(timedelta(minutes=3))
    town.carrier.ponders = timedelta(seconds=0.5)
    began = town.clock.now()

    asked = settle_errands(town.ports)

    assert 0 < asked < 60
    assert town.clock.now() - began < 2 * PATIENCE


def test_of_those_with_one_telephone_no_two_find_the_same_call(any_town: Town) -> None:
    # given five neighbours with one telephone, written to; two of these texts were taken
    town = any_town
    for name in ("Ana", "Ben", "Carla", "Dirk", "Els"):
        town.has(name, MOBILE, wish="sms")
    town.carrier.fails(MOBILE, *[CarrierUnclear("lost")] * 2, taken=True)
    town.carrier.fails(MOBILE, *[CarrierUnclear("lost")] * 3)
    town.launches()

    # when
    town.passes(seconds=1)

    # then
    looked = [town.attempts(name)[0] for name in ("Ana", "Ben", "Carla", "Dirk", "Els")]
    assert sorted(len(each.carrier_sid or "") for each in looked) == [0, 0, 0, 34, 34]
    assert sorted(each.looks for each in looked) == [0, 0, 1, 1, 1]
