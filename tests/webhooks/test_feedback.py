"""Feedback that is owed after an urgent message: who is reminded and when, how it is given, and what closes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plp.alert import AlertState, Kind
from plp.cascade import Cascade
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from tests.fakes.town import CLAES_PHONE, CODES, SUBSTITUTE_PHONE, TEXTS, Handset, Town

ANA, BEN = "+3222000001", "+3222000002"


@pytest.fixture
def launched(town: Town) -> Cascade:
    """An urgent message of Monday morning, heard by Ana; Ben was moved in later and owes nothing."""
    town.has("Ana", ANA)
    cascade = town.launches()
    town.phone(ANA).answers().listens_to_the_end()
    town.has("Ben", BEN)
    return cascade


def it_is(town: Town, day: int, hour: int, month: int = 3) -> None:
    """That day of that month at this hour on the wall of Brussels in winter; the clock does its work."""
    town.clock.moment = datetime(2026, month, day, hour - 1, 0, tzinfo=UTC)
    town.sweeps()
    town.works()


def picks_up(town: Town, number: str = CLAES_PHONE, officer: str = "claes") -> Handset:
    return town.phone(number).answers().hears("Votre code").types(CODES[officer])


def since(town: Town, before: int) -> list[str]:
    """Who was rung after so many calls."""
    return town.rung()[before:]


def test_an_urgent_message_stays_open_until_it_is_answered(town: Town, launched: Cascade) -> None:
    assert town.alert(launched.alert).state is AlertState.LAUNCHED

    answer = town.launches(Kind.FEEDBACK, answers=launched.alert)
    town.phone(ANA).answers().listens_to_the_end()

    assert town.alert(launched.alert).state is AlertState.CLOSED
    assert town.alert(answer.alert).state is AlertState.CLOSED
    assert town.delivery("Ben", answer).why == "was not owed what this answers"


def test_the_officer_is_rung_the_next_working_day_at_nine_and_no_sooner(town: Town, launched: Cascade) -> None:
    it_is(town, 2, 17)
    it_is(town, 3, 8)
    assert since(town, 1) == []

    it_is(town, 3, 9)
    assert since(town, 1) == [CLAES_PHONE]
    picks_up(town).hears("Le message numéro 1", "Les Tilleuls", "attend encore ses suites", "camionnette")


def test_nothing_of_the_message_is_heard_before_the_code(town: Town, launched: Cascade) -> None:
    it_is(town, 3, 9)

    town.phone(CLAES_PHONE).answers().hears("Votre code").does_not_hear("camionnette", "suites")


def test_the_substitute_follows_and_the_next_day_it_begins_anew(town: Town, launched: Cascade) -> None:
    it_is(town, 3, 9)
    town.phone(CLAES_PHONE).does_not_answer()
    town.works()
    town.phone(SUBSTITUTE_PHONE).is_busy()
    it_is(town, 3, 15)
    assert since(town, 1) == [CLAES_PHONE, SUBSTITUTE_PHONE]

    it_is(town, 4, 9)
    assert since(town, 1) == [CLAES_PHONE, SUBSTITUTE_PHONE, CLAES_PHONE]


def test_nobody_is_reminded_at_the_weekend_or_on_a_holiday(town: Town) -> None:
    town.clock.moment = datetime(2026, 4, 3, 12, 0, tzinfo=UTC)  # the Friday before Easter
    town.has("Ana", ANA)
    town.launches()
    town.phone(ANA).answers().listens_to_the_end()

    it_is(town, 4, 12, month=4)
    it_is(town, 5, 12, month=4)
    it_is(town, 6, 12, month=4)  # Easter Monday
    assert since(town, 1) == []

    it_is(town, 7, 12, month=4)
    assert since(town, 1) == [CLAES_PHONE]


def test_later_leaves_everybody_in_peace_until_the_next_working_day(town: Town, launched: Cascade) -> None:
    it_is(town, 3, 9)

    picks_up(town).presses("3").hears("prochain jour ouvrable").hangs_up()
    it_is(town, 3, 12)
    assert since(town, 1) == [CLAES_PHONE]
    it_is(town, 4, 9)
    assert since(town, 1) == [CLAES_PHONE, CLAES_PHONE]


@pytest.mark.parametrize(("key", "kind"), [("1", Kind.FEEDBACK), ("2", Kind.ALL_CLEAR)])
def test_it_is_given_at_once_in_his_own_voice_to_the_same_people(
    town: Town, launched: Cascade, key: str, kind: Kind
) -> None:
    it_is(town, 3, 9)
    phone = picks_up(town).presses(key).hears("dites votre message en français").speaks("RE1")
    town.works()
    phone.waits().presses("1").waits().hears("formez ces deux chiffres")
    phone.presses(phone.pair).hears("C'est lancé").presses("9").hangs_up()

    [answer, _] = town.cascades()
    given = town.alert(answer.alert)
    assert (given.kind, given.answers) == (kind, launched.alert)
    town.passes(seconds=20)
    town.phone(ANA).answers().listens_to_the_end()
    assert town.alert(launched.alert).state is AlertState.CLOSED
    it_is(town, 4, 9)
    assert since(town, 1) == [CLAES_PHONE, ANA]


def test_an_answer_that_was_cancelled_in_time_is_none(town: Town, launched: Cascade) -> None:
    it_is(town, 3, 9)
    phone = picks_up(town).presses("1").speaks("RE1")
    town.works()
    phone.waits().presses("1").waits()
    phone.presses(phone.pair).presses("*").hears("Annulé").presses("9").hangs_up()

    assert town.alert(launched.alert).state is AlertState.LAUNCHED
    town.works()
    assert since(town, 1) == [CLAES_PHONE, SUBSTITUTE_PHONE]


@pytest.mark.parametrize("ways", [[], ["code"], ["code", "waits"], ["code", "7777"], ["code", "*"], ["code", "0"]])
def test_a_hang_up_at_any_step_gives_nothing(town: Town, launched: Cascade, ways: list[str]) -> None:
    it_is(town, 3, 9)
    phone = town.phone(CLAES_PHONE).answers()
    for way in ways:
        if way == "code":
            phone.types(CODES["claes"])
        elif way == "waits":
            phone.waits()
        else:
            phone.presses(way)
    phone.hangs_up()
    town.works()

    assert len(town.cascades()) == 1
    assert since(town, 1) == [CLAES_PHONE, SUBSTITUTE_PHONE]


def test_an_answer_while_the_message_still_rings_stops_nobodys_call(town: Town) -> None:
    town.has("Ana", ANA)
    first = town.launches()
    town.phone(ANA).is_busy()
    alert = town.drafts(Kind.ALL_CLEAR, answers=first.alert, texts=TEXTS)
    validate_alert(town.ports, alert.id, by="claes")
    launch_alert(town.ports, alert.id, by="claes")
    town.works()
    town.phone(ANA).answers().listens_to_the_end()

    assert town.alert(first.alert).state is AlertState.LAUNCHED
    town.passes(minutes=3)
    town.phone(ANA).answers().listens_to_the_end()

    assert town.alert(first.alert).state is AlertState.CLOSED


def test_he_may_give_it_when_he_calls_himself(town: Town, launched: Cascade) -> None:
    phone = town.phone(CLAES_PHONE).dials().types(CODES["claes"]).presses("2").hears("Voici la dernière")

    phone.presses("3").hears("attend encore ses suites").presses("1").hears("dites votre message")


def test_a_message_that_owes_nothing_says_so(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(Kind.TEST)
    town.phone(ANA).answers().listens_to_the_end()

    phone = town.phone(CLAES_PHONE).dials().types(CODES["claes"]).presses("2").presses("3").hears("pas de suites")
    phone.waits().hears("Pour lancer un message")


def test_a_test_and_a_stopped_message_owe_nothing(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(Kind.TEST)
    town.phone(ANA).answers().listens_to_the_end()

    it_is(town, 3, 9)

    assert since(town, 1) == []
