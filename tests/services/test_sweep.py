"""What the sweep puts right: lost answers, lost callbacks, ghosts on the line, members nobody remembers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.cascade import CascadeState, Final
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.forecast import Rates
from plp.outcome import AttemptState, By
from plp.ports import Door
from services.deliver import place_calls
from services.errands import place_errands
from store import SqlStore
from tests.fakes.carrier import FakeCarrier
from tests.fakes.town import CLAES_PHONE, ZONE_LINE, Town

ANA, BEN, CARLA, MOBILE = "+3222000001", "+3222000002", "+3222000003", "+32479000001"


def test_a_lost_final_callback_is_asked_of_the_carrier(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA)
    town.launches()
    ana = town.phone(ANA).answers().waits().waits().waits()
    town.carrier.becomes(ana.sid, "completed")

    town.passes(minutes=6)

    assert town.delivery("Ana").final is Final.INFORMED
    assert town.outcomes("Ana") == ["heard"]


def test_a_ghost_call_frees_its_line(town: Town) -> None:
    store = town.ports.store
    assert isinstance(store, SqlStore)
    narrow = Town(store, rates=Rates(lines=1))
    narrow.has("Ana", ANA)
    narrow.has("Ben", BEN)
    narrow.launches()
    narrow.carrier.becomes(narrow.phone(ANA).takes_up().sid, "busy")

    narrow.passes(minutes=6)

    assert BEN in narrow.rung()


def test_an_end_that_was_not_told_is_asked_soon_after_it_must_have_come(town: Town) -> None:
    # given
    town.has("Ana", ANA)
    town.has("Ben", BEN)
    town.launches()
    town.carrier.becomes(town.phone(ANA).takes_up().sid, "no-answer")
    town.carrier.becomes(town.phone(BEN).answers().sid, "completed")

    # when
    town.passes(seconds=60)
    after_the_ring = (town.outcomes("Ana"), town.outcomes("Ben"))
    town.passes(seconds=30)

    # then
    assert after_the_ring == (["no-answer"], ["answered"])
    assert town.outcomes("Ben") == ["cut-short"]


def test_where_somebody_waits_for_a_line_those_in_use_are_asked_about_at_once(town: Town) -> None:
    # given
    store = town.ports.store
    assert isinstance(store, SqlStore)
    narrow = Town(store, rates=Rates(lines=2))
    for name, number in (("Ana", ANA), ("Ben", BEN), ("Carla", CARLA)):
        narrow.has(name, number)
    narrow.launches()
    narrow.carrier.becomes(narrow.phone(ANA).takes_up().sid, "busy")

    # when
    narrow.passes(seconds=15)

    # then
    assert narrow.rung() == [ANA, BEN, CARLA]
    assert (narrow.outcomes("Ana"), narrow.outcomes("Ben")) == (["busy"], ["submitted"])


def test_a_call_the_carrier_lost_is_tried_again_as_the_plan_says(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches()
    town.carrier.forgets(town.phone(ANA).takes_up().sid)

    town.passes(minutes=6)

    assert town.outcomes("Ana") == ["failed"]
    assert town.delivery("Ana").due_at == town.clock.now() + timedelta(minutes=2)


def test_a_carrier_that_will_not_say_proves_nothing(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches()
    town.carrier.down = CarrierRefused(20003, Fault.ACCOUNT, "who are you?")

    for _ in range(5):
        town.passes(minutes=6)

    assert town.outcomes("Ana") == ["submitted"]


def test_a_call_whose_answer_was_lost_is_found_in_the_list(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.launches()
    assert town.outcomes("Ana") == ["unknown"]

    town.sweeps()

    assert town.attempts("Ana")[0].carrier_sid == town.carrier.sid_of(town.phone(ANA).order.id)
    town.phone(ANA).answers().listens_to_the_end()
    assert town.delivery("Ana").final is Final.INFORMED
    assert len(town.rung()) == 1


def test_a_callback_adopts_a_call_whose_answer_was_lost(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.launches()

    town.phone(ANA).answers().waits().presses("1").hangs_up()

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    town.passes(minutes=10)
    assert len(town.rung()) == 1


def test_a_call_nobody_took_is_tried_again_only_after_two_empty_looks_a_minute_apart(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.fails(ANA, CarrierUnclear("time-out"))
    town.launches()

    town.passes(seconds=1)
    assert (town.outcomes("Ana"), town.attempts("Ana")[0].looks) == (["unknown"], 1)
    for _ in range(3):
        town.passes(seconds=15)
        assert (town.outcomes("Ana"), town.attempts("Ana")[0].looks) == (["unknown"], 1)
    town.passes(seconds=15)
    assert town.outcomes("Ana") == ["rejected"]
    town.passes(minutes=2)

    assert town.outcomes("Ana") == ["rejected", "submitted"]


def test_a_call_that_shows_late_in_the_list_is_not_placed_again(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.launches(placing=False)
    place_calls(town.ports)
    sid = town.carrier.sid_of(town.phone(ANA).order.id)
    town.carrier.hides(sid)
    town.passes(seconds=1)
    assert town.attempts("Ana")[0].looks == 1

    town.carrier.shows(sid)
    town.passes(minutes=1)

    assert town.attempts("Ana")[0].carrier_sid == sid
    assert len(town.rung()) == 1


def test_a_call_that_calls_back_after_it_was_given_up_is_believed(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.launches()
    town.carrier.hides(town.carrier.sid_of(town.phone(ANA).order.id))
    town.passes(seconds=1)
    town.passes(minutes=1)
    assert town.outcomes("Ana") == ["rejected"]

    town.phone(ANA).answers().waits().presses("1").hangs_up()

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    town.passes(minutes=30)
    assert len(town.rung()) == 1


def test_nothing_is_concluded_while_the_carrier_does_not_answer(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.fails(ANA, CarrierUnclear("time-out"))
    town.launches()
    town.carrier.down = CarrierUnclear("away")

    for _ in range(10):
        town.passes(minutes=1)

    assert town.outcomes("Ana") == ["unknown"]
    assert town.attempts("Ana")[0].looks == 0


def test_one_call_in_the_list_settles_one_attempt_only(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.has("Ben", MOBILE, wish="sms")
    town.carrier.fails(MOBILE, CarrierUnclear("lost"), taken=True)
    town.carrier.fails(MOBILE, CarrierUnclear("lost"))
    town.launches()
    assert town.outcomes("Ana") == town.outcomes("Ben") == ["unknown"]

    town.passes(seconds=1)
    town.passes(minutes=1)

    sids = [town.attempts(name)[0].carrier_sid for name in ("Ana", "Ben")]
    assert sorted(map(bool, sids)) == [False, True]


def test_a_list_that_follows_no_filter_settles_nobody_with_the_call_of_a_neighbour(any_town: Town) -> None:
    # given
    town = any_town
    town.has("Ben", BEN)
    town.has("Ana", ANA)
    town.carrier.fails(BEN, CarrierUnclear("time-out"))
    town.carrier.loses_answer(ANA)
    town.carrier.lists_everybody = True
    town.launches()

    # when
    for _ in range(4):
        town.passes(seconds=61)

    # then
    assert sorted(town.rung()) == [ANA, BEN, BEN]
    assert len(town.carrier.live_calls()) == 2
    assert town.outcomes("Ana") == ["submitted"]
    assert town.outcomes("Ben") == ["rejected", "submitted"]


def test_a_list_that_follows_no_filter_settles_nobody_with_the_text_of_a_neighbour(any_town: Town) -> None:
    # given
    town, other = any_town, "+32479000002"
    town.has("Ben", other, wish="sms")
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.fails(other, CarrierUnclear("time-out"))
    town.carrier.loses_answer(MOBILE)
    town.carrier.lists_everybody = True
    town.launches()

    # when
    for _ in range(2):
        town.passes(seconds=61)

    # then
    assert town.attempts("Ana")[0].carrier_sid == town.carrier.sid_of(town.phone(MOBILE).letter.id)
    assert town.attempts("Ben")[0].carrier_sid is None
    assert town.texted().count(MOBILE) == 1


@pytest.mark.parametrize("spelling", ["0032{}", "32{}", "0{}"])
def test_a_call_is_found_in_the_list_however_its_numbers_are_spelt(town: Town, spelling: str) -> None:
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.carrier.spells = lambda number: spelling.format(number.removeprefix("+32"))
    town.launches()

    town.passes(seconds=61)

    assert town.attempts("Ana")[0].carrier_sid == town.carrier.sid_of(town.phone(ANA).order.id)
    assert town.rung() == [ANA]


def test_a_call_whose_sender_the_carrier_does_not_tell_is_found_all_the_same(town: Town) -> None:
    town.has("Ana", ANA)
    town.carrier.loses_answer(ANA)
    town.carrier.spells = lambda number: "" if number == ZONE_LINE else number
    town.launches()

    town.passes(seconds=61)

    assert town.attempts("Ana")[0].carrier_sid is not None


def test_a_crash_between_writing_and_asking_is_settled_like_any_lost_answer(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA)
    town.launches(placing=False)
    with town.ports.store.write() as book:
        book.cascades.claim(By.VOICE, most=9, now=town.clock.now(), lease=timedelta(seconds=30), holding=())

    town.passes(seconds=29)
    assert town.outcomes("Ana") == ["submitting"]
    town.passes(seconds=1)
    town.passes(minutes=1)
    assert town.outcomes("Ana") == ["rejected"]
    town.passes(minutes=2)

    assert town.rung() == [ANA]


def test_a_text_whose_answer_was_lost_is_found_in_the_list(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.loses_answer(MOBILE)
    town.launches()

    town.passes(seconds=1)
    town.phone(MOBILE).text_is("delivered")

    assert town.delivery("Ana").final is Final.INFORMED
    assert town.texted() == [MOBILE]


def test_a_report_of_a_text_that_was_lost_is_asked_for(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.launches()
    town.carrier.becomes(town.carrier.sid_of(town.phone(MOBILE).letter.id), "delivered")

    town.passes(minutes=2)

    assert town.delivery("Ana").final is Final.INFORMED
    assert town.rung() == []


def test_a_stranded_delivery_is_rescued_and_loud(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False)
    with town.ports.store.write() as book:
        book.cascades.set_next(town.delivery("Ana").id, None, None)

    assert town.sweeps().stranded == 1

    assert "stranded_delivery" in caplog.text
    town.works()
    assert town.rung() == [ANA]
    assert town.sweeps().stranded == 0


def test_a_quiet_day_is_all_noughts(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches()
    town.phone(ANA).answers().listens_to_the_end()

    swept = town.sweeps()

    assert (swept.settled, swept.expired, swept.stranded, swept.ended) == (0, 0, 0, 0)


def test_what_is_due_is_rung_for_again_when_the_bell_was_lost(town: Town) -> None:
    town.has("Ana", ANA)
    town.has("Ben", MOBILE, wish="sms")
    town.launches(placing=False)
    town.bell.rings.clear()

    town.sweeps()

    assert {door for door, _ in town.bell.rings} >= {Door.CALLS, Door.TEXTS}


def test_a_ring_back_that_was_throttled_goes_later_and_one_that_is_unclear_never_twice(town: Town) -> None:
    town.carrier.fails(CLAES_PHONE, CarrierThrottled(2.0))
    town.phone("+32479999999").dials().presses("*").types("7#")
    place_errands(town.ports)
    assert town.carrier.live_calls() == []
    town.clock.sleep(timedelta(seconds=2))
    place_errands(town.ports)
    assert len(town.carrier.live_calls()) == 1

    town.carrier.fails(CLAES_PHONE, CarrierUnclear("lost"), taken=True)
    town.phone("+32479999998").dials().presses("*").types("7#")
    for _ in range(3):
        place_errands(town.ports)
        town.passes(minutes=1)

    assert len(town.carrier.live_calls()) == 2
    town.phone(CLAES_PHONE).answers().hears("Votre code")


def test_an_officers_ring_back_is_never_taken_for_a_members_call(town: Town) -> None:
    town.has("Claes at home", CLAES_PHONE, wish="voice")
    town.phone("+32479999999").dials().presses("*").types("7#")
    place_errands(town.ports)
    town.carrier.fails(CLAES_PHONE, CarrierUnclear("time-out"))
    town.launches()

    town.passes(seconds=1)

    assert town.attempts("Claes at home")[0].carrier_sid is None


def test_a_sample_zone_rings_nobody_on_a_real_carrier_whatever_was_written(town: Town) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False)
    town.carrier.on_loopback = False

    town.works()
    town.phone("+32479999999").dials().presses("*").types("7#")
    town.works()

    assert town.rung() == []


def test_a_cascade_whose_last_end_was_not_noticed_is_finished(town: Town) -> None:
    town.has("Ana", ANA)
    cascade = town.launches()
    with town.ports.store.write() as book:
        for attempt in book.cascades.attempts_of(town.delivery("Ana").id):
            book.cascades.move_attempt(attempt.id, AttemptState.HEARD)
        book.cascades.finish(town.delivery("Ana").id, Final.INFORMED, "heard")

    town.sweeps()

    assert town.cascade(cascade).state is CascadeState.FINISHED


def test_an_acknowledged_members_phone_that_rings_on_is_silenced_by_the_sweep(town: Town) -> None:
    town.has("Ana", MOBILE, wish="both")
    town.launches()
    town.passes(minutes=3)
    town.phone(MOBILE).takes_up().reports("ringing")
    town.carrier.down = CarrierUnclear("away")
    town.phone(MOBILE).sends("OK")
    assert isinstance(town.carrier, FakeCarrier)
    assert town.carrier.ended == []

    town.carrier.down = None
    town.sweeps()

    assert town.carrier.ended == [town.phone(MOBILE).sid]
