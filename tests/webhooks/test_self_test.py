"""A zone calls itself: only the code of a test under way is believed, and whatever is shown wrongly raises an alarm."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from plp.errors import CarrierRefused, Refused
from plp.fault import Fault
from plp.self_test import LASTS, Pace, SelfTest, Verdict
from services.begin_self_test import begin_self_test
from tests.fakes.town import (
    BASE,
    CLAES_PHONE,
    CODES,
    ZONE_LINE,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)

ZONE = zone_of_town().name
ELSEWHERE, STRANGER, HOME = "+3224445566", "+32479999999", "+3222000001"


def begins(town: Town) -> SelfTest:
    test = begin_self_test(town.ports, ZONE)
    assert test is not None
    town.works()
    return test


def stands(town: Town, test: SelfTest) -> SelfTest:
    with town.ports.store.read() as book:
        found = book.trust.self_test(test.id)
    assert found is not None
    return found


def tones(town: Town) -> str:
    """What the call that leaves keys in, once the far side has answered."""
    leaving = town.phone(ZONE_LINE).takes_up()
    answer = town.posts(leaving.order.url, CallSid=leaving.sid, CallStatus="in-progress")
    assert answer.status_code == 200
    _, _, rest = answer.text.partition('digits="w')
    return rest.partition('"')[0]


def arrives(town: Town, *, showing: str = ZONE_LINE) -> Handset:
    """The call that arrives at our own number."""
    return Handset(town, ZONE_LINE).dials(showing=showing)


@pytest.mark.parametrize(
    ("showing", "verdict", "read_back"),
    [
        (ZONE_LINE, Verdict.RIGHT, "Numéro reçu : 0 2, 6 1 0, 0 1, 0 0"),
        (ELSEWHERE, Verdict.DIFFERENT, "Numéro reçu : 0 2, 4 4 4, 5 5, 6 6"),
        ("anonymous", Verdict.WITHHELD, "Aucun numéro"),
        ("", Verdict.WITHHELD, "Aucun numéro"),
        ("+266696687", Verdict.WITHHELD, "Aucun numéro"),
        (zone_of_town().desk_number, Verdict.DIFFERENT, "Numéro reçu"),
        (CLAES_PHONE, Verdict.DIFFERENT, "Numéro reçu"),
    ],
)
def test_the_number_that_arrives_is_read_back_and_judged(
    any_town: Town, showing: str, verdict: Verdict, read_back: str
) -> None:
    test = begins(any_town)
    arriving = arrives(any_town, showing=showing).hears("Un instant")

    arriving.presses(tones(any_town)).hears(read_back)

    assert arriving.has_been_hung_up
    ended = stands(any_town, test)
    assert (ended.verdict, ended.code) == (verdict, "")
    assert any_town.ports.store.gauges()["self_tests_failing"] == (verdict is not Verdict.RIGHT)


def test_the_call_leaves_from_our_number_to_our_number_and_is_placed_once(town: Town) -> None:
    begins(town)
    begins(town)

    [order] = town.carrier.call_orders
    assert (order.to, order.sender) == (ZONE_LINE, ZONE_LINE)
    assert order.url.startswith(f"{BASE}/voice/errands/")


def test_a_line_of_its_own_is_called_where_the_file_names_one(town: Town) -> None:
    with town.ports.store.write() as book:
        zone = zone_of_town(self_test_line="+3222223344")
        book.people.save_zone(zone, officers_of_town(), partnerships_of_town())

    begins(town)

    assert town.rung() == ["+3222223344"]


def test_a_stranger_who_shows_our_number_proves_nothing_and_is_served_as_a_stranger(town: Town) -> None:
    test = begins(town)

    forger = arrives(town).hears("Un instant").presses("00000000")

    forger.hears("service d'appel").does_not_hear("Numéro reçu")
    assert stands(town, test).verdict is Verdict.PENDING


def test_the_code_opens_nothing_a_second_time_and_its_tones_are_gone(town: Town) -> None:
    test = begins(town)
    code = tones(town)
    forger = arrives(town, showing=STRANGER)
    arrives(town).presses(code).hears("Numéro reçu")

    forger.presses(code).hears("service d'appel")

    assert tones(town) == ""
    assert stands(town, test).verdict is Verdict.RIGHT


def test_whoever_calls_meanwhile_waits_a_moment_and_gets_what_he_always_gets(town: Town) -> None:
    begins(town)

    town.phone(STRANGER).dials().hears("Un instant", "Een ogenblik").waits().hears("service d'appel")
    claes = town.phone(CLAES_PHONE).dials().hears("Un instant").waits().hears("Votre code")
    claes.types(CODES["claes"]).hears("Bonjour Inspecteur Claes")


def test_a_member_never_waits(town: Town) -> None:
    town.has("Ana", HOME)
    begins(town)

    town.phone(HOME).dials().hears("pas de message").does_not_hear("Un instant")


def test_without_a_test_under_way_nobody_waits_and_our_own_number_is_a_stranger(town: Town) -> None:
    arrives(town).hears("service d'appel").does_not_hear("Un instant")


def test_what_does_not_arrive_in_time_raises_the_alarm_without_a_number(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    test = begins(town)
    code = tones(town)
    town.clock.sleep(LASTS)

    with caplog.at_level(logging.INFO):
        town.sweeps()
        arrives(town).hears("service d'appel")

    assert stands(town, test).verdict is Verdict.NOTHING_ARRIVED
    assert "self_test_failed" in caplog.text
    assert not [each for each in (ZONE_LINE, ZONE_LINE[1:], code) if each in caplog.text]


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_call_that_nobody_answers_is_judged_at_once(town: Town, status: str) -> None:
    test = begins(town)

    town.phone(ZONE_LINE).takes_up().reports(status)

    assert stands(town, test).verdict is Verdict.NOTHING_ARRIVED


def test_a_carrier_that_refuses_is_named(town: Town) -> None:
    town.carrier.fails(ZONE_LINE, CarrierRefused(13227, Fault.PERSON, "not allowed"))

    test = begins(town)

    assert stands(town, test).verdict is Verdict.NOT_PLACED


def test_a_worker_that_comes_too_late_places_no_call(town: Town) -> None:
    begin_self_test(town.ports, ZONE)
    town.clock.sleep(timedelta(hours=1))

    town.works()

    assert town.rung() == []


def test_a_sample_zone_calls_nobody_real(town: Town) -> None:
    town.carrier.on_loopback = False

    with pytest.raises(Refused, match="sample"):
        begin_self_test(town.ports, ZONE)

    asks(town, Pace.DAILY)
    town.passes(hours=1)
    assert town.rung() == []


# ----------------------------------------------------------------------------------------------- by the clock


def asks(town: Town, pace: Pace | None) -> None:
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(self_test=pace), officers_of_town(), partnerships_of_town())


def goes_well(town: Town) -> None:
    arrives(town).presses(tones(town)).hears("Numéro reçu")
    town.phone(ZONE_LINE).takes_up().reports("completed")


def test_where_no_file_asks_the_clock_calls_nobody(town: Town) -> None:
    for _ in range(30):
        town.passes(days=1)

    assert town.rung() == []


def test_daily_is_once_a_working_day_however_many_clocks_look(any_town: Town) -> None:
    town = any_town
    asks(town, Pace.DAILY)
    town.passes(minutes=1)
    goes_well(town)
    for _ in range(5):
        town.passes(minutes=30)
    assert len(town.rung()) == 1

    town.passes(hours=22)
    assert len(town.rung()) == 2


def test_weekly_is_once_a_week_and_again_the_day_after_one_that_failed(town: Town) -> None:
    asks(town, Pace.WEEKLY)
    town.passes(minutes=1)
    goes_well(town)
    for _ in range(6):
        town.passes(days=1)
    assert len(town.rung()) == 1
    town.passes(days=1)
    assert len(town.rung()) == 2
    town.phone(ZONE_LINE).takes_up().reports("no-answer")

    town.passes(days=1)

    assert len(town.rung()) == 3


def test_not_at_night_not_on_a_holiday_and_not_beside_a_cascade(town: Town) -> None:
    asks(town, Pace.DAILY)
    for moment in (datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 4, 6, 9, tzinfo=UTC)):
        town.clock.moment = moment
        town.passes(minutes=1)
    assert town.rung() == []

    town.clock.moment = datetime(2026, 4, 7, 9, tzinfo=UTC)
    town.has("Ana", HOME)
    town.launches()
    town.passes(minutes=1)

    assert set(town.rung()) == {HOME}
