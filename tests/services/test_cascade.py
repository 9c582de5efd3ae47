"""A cascade from its launch to its end: who is rung or texted, when again, and how each member ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Cascade, CascadeState, Final
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.evaluation import Reason, reason_of
from plp.fault import Fault, fault_of
from plp.forecast import Rates
from services.cancel_alert import cancel_alert
from services.deliver import place_calls
from services.launch_alert import launch_alert
from services.note_call import note_guess
from services.stop_cascade import stop_cascade
from services.validate_alert import validate_alert
from store import SqlStore
from tests.fakes.town import FR, NL, Handset, Town

LANDLINE, OTHER_LANDLINE = "+3222000001", "+3222000002"
MOBILE, OTHER_MOBILE = "+32479000001", "+32479000002"


def due_in(town: Town, name: str) -> timedelta:
    due_at = town.delivery(name).due_at
    assert due_at is not None
    return due_at - town.clock.now()


# ----------------------------------------------------------------------------- order and channel


def test_landlines_and_vulnerable_members_go_first_then_the_order_of_the_list(any_town: Town) -> None:
    any_town.has("Last", "+32479000011", wish="voice")
    any_town.has("Landline", LANDLINE)
    any_town.has("Vulnerable", "+32479000013", wish="voice", vulnerable=True)
    any_town.has("Second", "+32479000014", wish="voice")

    any_town.launches()

    assert any_town.rung() == [LANDLINE, "+32479000013", "+32479000011", "+32479000014"]


@pytest.mark.parametrize(
    ("phone", "wish", "rung", "texted"),
    [
        (MOBILE, "voice", [MOBILE], []),
        (MOBILE, "sms", [], [MOBILE]),
        (MOBILE, "both", [], [MOBILE]),
        (MOBILE, "auto", [], [MOBILE]),
        (LANDLINE, "auto", [LANDLINE], []),
        (LANDLINE, "sms", [LANDLINE], []),
        (LANDLINE, "both", [LANDLINE], []),
    ],
)
def test_everybody_is_first_reached_as_he_wished(
    town: Town, phone: str, wish: str, rung: list[str], texted: list[str]
) -> None:
    town.has("Ana", phone, wish=wish)

    town.launches()

    assert (town.rung(), town.texted()) == (rung, texted)


def test_whoever_gave_no_consent_is_excluded_with_that_reason(town: Town) -> None:
    town.has("Ana", MOBILE, consent_on=None)
    town.has("Ben", LANDLINE)

    cascade = town.launches()

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.EXCLUDED, "no consent on record")
    assert town.rung() == [LANDLINE]
    assert town.texted() == []
    assert town.tally(cascade).members == 2


def test_urgent_goes_before_routine(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.has("Zoe", "+3222000009", partnership="verger")
    town.launches(Kind.TEST, partnership="verger", placing=False)
    town.launches(Kind.URGENT, placing=False)

    town.works()

    assert town.rung() == [LANDLINE, "+3222000009"]


def test_two_neighbours_behind_one_landline_are_rung_one_after_the_other(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.has("Ben", LANDLINE)
    any_town.launches()
    assert any_town.rung() == [LANDLINE]
    line = any_town.phone(LANDLINE)

    line.answers().waits().presses("1").hangs_up()
    any_town.works()

    assert any_town.rung() == [LANDLINE, LANDLINE]
    line.answers().listens_to_the_end()
    assert {any_town.delivery("Ana").final, any_town.delivery("Ben").final} == {Final.ACKNOWLEDGED, Final.INFORMED}
    assert any_town.cascades()[0].state is CascadeState.FINISHED


def test_no_more_calls_at_once_than_there_are_lines(town: Town) -> None:
    small = Town(_store_of(town), rates=Rates(lines=2))
    for number in range(4):
        small.has(f"Neighbour {number}", f"+322200001{number}")
    small.launches()
    assert len(small.rung()) == 2

    small.phone("+3222000010").is_busy()
    small.works()

    assert small.rung() == ["+3222000010", "+3222000011", "+3222000012"]


def _store_of(town: Town) -> SqlStore:
    store = town.ports.store
    assert isinstance(store, SqlStore)
    return store


# ----------------------------------------------------------------------------------- when again


def test_a_busy_line_is_rung_again_after_two_five_and_ten_minutes_then_given_up(town: Town) -> None:
    town.has("Ana", LANDLINE)
    cascade = town.launches()

    for minutes in (2, 5, 10):
        town.phone(LANDLINE).is_busy()
        assert due_in(town, "Ana") == timedelta(minutes=minutes)
        town.passes(minutes=minutes, seconds=-1)
        placed = len(town.rung())
        town.passes(seconds=1)
        assert len(town.rung()) == placed + 1
    town.phone(LANDLINE).does_not_answer()

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.UNREACHED, "no-answer")
    assert town.cascade(cascade).state is CascadeState.FINISHED


def test_a_machine_is_rung_again_after_five_and_fifteen_minutes(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches()

    for minutes in (5, 15):
        town.phone(LANDLINE).is_a_machine()
        assert due_in(town, "Ana") == timedelta(minutes=minutes)
        town.passes(minutes=minutes)
    town.phone(LANDLINE).is_a_machine()

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.UNREACHED, "machine")
    assert not town.delivery("Ana").reached


def test_a_call_cut_short_is_tried_once_more_after_two_minutes(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches()
    town.phone(LANDLINE).answers().waits().hangs_up()
    assert due_in(town, "Ana") == timedelta(minutes=2)
    town.passes(minutes=2)

    town.phone(LANDLINE).answers().hangs_up()

    assert town.delivery("Ana").final is Final.UNREACHED
    assert town.delivery("Ana").reached


def test_the_second_phone_is_tried_every_other_time(town: Town) -> None:
    town.has("Ana", LANDLINE, second_phone=MOBILE)
    town.launches()
    town.phone(LANDLINE).is_busy()
    town.passes(minutes=2)
    town.phone(MOBILE).is_busy()
    town.passes(minutes=5)

    assert town.rung() == [LANDLINE, MOBILE, LANDLINE]


def test_a_mobile_gets_a_text_after_two_calls_that_failed(town: Town) -> None:
    town.has("Ana", MOBILE, wish="voice")
    town.launches()
    town.phone(MOBILE).is_busy()
    assert town.texted() == []
    town.passes(minutes=2)
    town.phone(MOBILE).does_not_answer()
    town.works()
    assert town.texted() == [MOBILE]

    town.phone(MOBILE).text_is("delivered")

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.INFORMED, "text delivered")
    town.passes(hours=1)
    assert len(town.rung()) == 2


def test_a_text_that_is_not_delivered_is_followed_by_a_call_at_once(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.launches()

    town.phone(MOBILE).text_is("sent").text_is("undelivered", code=30003)
    town.works()

    assert town.rung() == [MOBILE]
    assert town.phone(MOBILE).answers().listens_to_the_end()
    assert town.delivery("Ana").final is Final.INFORMED


def test_a_text_that_is_never_reported_is_followed_by_a_call_after_three_minutes(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.launches()
    town.phone(MOBILE).text_is("sent")

    town.passes(minutes=3, seconds=-1)
    assert town.rung() == []
    town.passes(seconds=1)

    assert town.rung() == [MOBILE]


def test_a_text_delivered_is_enough_for_whoever_wished_texts(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.launches()

    town.phone(MOBILE).text_is("sent").text_is("delivered")

    assert (town.delivery("Ana").final, town.delivery("Ana").reached) == (Final.INFORMED, True)
    assert not town.delivery("Ana").heard
    town.passes(hours=1)
    assert town.rung() == []


def test_both_means_a_call_after_the_text_unless_it_was_acknowledged(town: Town) -> None:
    town.has("Ana", MOBILE, wish="both")
    town.has("Ben", OTHER_MOBILE, wish="both")
    town.launches()
    town.phone(MOBILE).text_is("delivered")
    town.phone(OTHER_MOBILE).text_is("delivered").sends("Ok.")

    town.passes(minutes=3)

    assert town.rung() == [MOBILE]
    assert town.delivery("Ben").final is Final.ACKNOWLEDGED


def test_a_wrong_number_is_not_rung_again(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.carrier.fails(LANDLINE, CarrierRefused(21211, Fault.NUMBER))

    town.launches()

    assert town.delivery("Ana").final is Final.UNREACHED
    town.passes(hours=1)
    assert len(town.rung()) == 1


def test_a_code_nobody_knows_is_tried_once_more_and_then_no_more(
    any_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town = any_town
    town.has("Ana", LANDLINE)
    town.carrier.fails(LANDLINE, *[CarrierRefused(99999, fault_of(99999))] * 9)
    cascade = town.launches()

    for _ in range(20):
        town.passes(minutes=2)

    assert town.outcomes("Ana") == ["rejected", "rejected"]
    assert town.delivery("Ana").final is Final.UNREACHED
    assert reason_of(town.delivery("Ana").why) is Reason.REFUSED
    assert town.cascade(cascade).state is CascadeState.FINISHED
    assert caplog.text.count("unexpected_refusal code=99999") == 2


def test_a_mobile_that_cannot_be_rung_for_a_reason_nobody_knows_is_written_to(town: Town) -> None:
    town.has("Ana", MOBILE, wish="voice")
    town.launches()

    for _ in range(2):
        town.phone(MOBILE).takes_up().reports("failed", ErrorCode=99999)
        town.passes(minutes=2)

    assert town.outcomes("Ana") == ["failed", "failed", "submitted"]
    assert town.texted() == [MOBILE]


@pytest.mark.parametrize("code", [99999, 30002, 11200])
def test_a_code_somebody_must_look_at_is_told_once_and_with_no_number(
    town: Town, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    town.has("Ana", LANDLINE)
    town.has("Ben", MOBILE, wish="sms")
    town.launches()

    for _ in range(2):
        town.phone(LANDLINE).takes_up().reports("failed", ErrorCode=code)
        town.phone(MOBILE).text_is("undelivered", code=code)

    alarms = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert [f"code={code}" in each for each in alarms] == [True, True]
    assert not any(number in caplog.text for number in (LANDLINE, MOBILE))


def test_a_code_that_is_known_wakes_nobody(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town.has("Ana", LANDLINE)
    town.launches()

    town.phone(LANDLINE).takes_up().reports("failed", ErrorCode=20500)

    assert not [each for each in caplog.records if each.levelname == "ERROR"]


def test_whoever_stopped_texts_at_the_carrier_is_rung(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.carrier.fails(MOBILE, CarrierRefused(21610, Fault.PERSON))

    town.launches()
    town.works()

    assert town.rung() == [MOBILE]


def test_throttling_costs_no_attempt(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.carrier.fails(LANDLINE, *[CarrierThrottled(2.0)] * 5)
    any_town.launches()
    for _ in range(5):
        any_town.passes(seconds=2)

    assert any_town.carrier.times_taken(any_town.phone(LANDLINE).order.id) == 1
    assert len(any_town.attempts("Ana")) == 1


def test_an_account_that_is_shut_holds_everything_and_gives_nobody_up(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.carrier.fails(LANDLINE, *[CarrierRefused(20003, Fault.ACCOUNT)] * 3)
    town.launches()
    for _ in range(3):
        assert due_in(town, "Ana") == timedelta(seconds=60)
        town.passes(seconds=60)

    assert town.outcomes("Ana") == ["submitted"]


# ------------------------------------------------------------------------------ acknowledgements


def test_an_answer_by_text_stops_the_calls_and_silences_the_phone_that_rings(town: Town) -> None:
    town.has("Ana", MOBILE, wish="both")
    town.launches()
    town.passes(minutes=3)
    town.phone(MOBILE).takes_up().reports("ringing")

    town.phone(MOBILE).sends("OUI")

    assert town.carrier.ended == [town.phone(MOBILE).sid]
    town.phone(MOBILE).reports("canceled")
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    town.passes(hours=1)
    assert len(town.rung()) == 1


def test_a_late_acknowledgement_is_still_true_after_all_was_given_up(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    cascade = town.launches()
    town.passes(hours=2)
    assert town.delivery("Ana").final is Final.UNREACHED or town.rung()
    town.passes(hours=1)

    town.phone(MOBILE).sends("ok")

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    assert town.tally(cascade).acknowledged == 1


# ---------------------------------------------------------------------------------- quiet hours


def test_routine_waits_for_seven_and_urgent_does_not(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.has("Ben", MOBILE, wish="sms")
    town.clock.moment = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past eleven in the evening

    town.launches(Kind.PREVENTION)
    assert (town.rung(), town.texted()) == ([], [])
    town.launches(Kind.URGENT)
    assert (town.rung(), town.texted()) == ([LANDLINE], [MOBILE])
    town.phone(LANDLINE).answers().waits().presses("1").hangs_up()

    town.clock.moment = datetime(2026, 3, 3, 5, 59, 59, tzinfo=UTC)
    town.works()
    assert len(town.rung()) == 1
    town.passes(seconds=1)
    assert len(town.rung()) == 2


def test_seven_is_seven_on_the_wall_after_the_clocks_went_forward(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.clock.moment = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    town.launches(Kind.FEEDBACK)

    town.clock.moment = datetime(2026, 3, 29, 4, 59, 59, tzinfo=UTC)
    town.works()
    assert town.rung() == []
    town.passes(seconds=1)

    assert town.rung() == [LANDLINE]


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.clock.moment = datetime(2026, 3, 2, 20, 50, tzinfo=UTC)
    town.launches(Kind.PREVENTION)
    town.phone(LANDLINE).is_busy()

    town.passes(minutes=30)
    town.passes(hours=3)
    assert len(town.rung()) == 1
    town.clock.moment = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    town.works()

    assert len(town.rung()) == 2


# ----------------------------------------------------------------------------------- the end


def test_what_is_left_when_the_message_expires_is_unreached_with_that_reason(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.has("Ben", MOBILE, wish="sms")
    cascade = town.launches(expires=timedelta(minutes=1))
    town.phone(LANDLINE).is_busy()

    town.passes(minutes=5)

    assert (town.delivery("Ana").final, town.delivery("Ana").why) == (Final.UNREACHED, "the message expired")
    assert town.delivery("Ben").final is Final.UNREACHED
    assert town.cascade(cascade).state is CascadeState.FINISHED
    assert len(town.rung()) == 1


def test_a_call_under_way_at_expiry_is_heard_to_its_end(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.launches(expires=timedelta(minutes=1))
    ana = town.phone(LANDLINE).answers()
    town.passes(minutes=2)

    ana.listens_to_the_end()

    assert town.delivery("Ana").final is Final.INFORMED


def test_an_urgent_message_stays_open_until_its_feedback_was_given(town: Town) -> None:
    town.has("Ana", LANDLINE)
    first = town.launches()
    town.phone(LANDLINE).answers().listens_to_the_end()
    assert town.alert(first.alert).state.value == "launched"

    feedback = town.launches(Kind.FEEDBACK, answers=first.alert)
    town.phone(LANDLINE).answers().listens_to_the_end()

    assert town.alert(first.alert).state.value == "closed"
    assert town.alert(feedback.alert).state.value == "closed"
    assert town.history(first.alert)[-2:] == ["finished", "closed"]


@pytest.mark.parametrize("kind", [Kind.PREVENTION, Kind.FEEDBACK, Kind.TEST, Kind.ALL_CLEAR, Kind.CORRECTION])
def test_every_other_message_is_closed_when_its_cascade_ends(town: Town, kind: Kind) -> None:
    town.has("Ana", LANDLINE)
    cascade = town.launches(kind)

    town.phone(LANDLINE).answers().listens_to_the_end()

    assert town.cascade(cascade).finished_at == town.clock.now()
    assert town.alert(cascade.alert).state.value == "closed"


def test_a_cascade_that_owes_nobody_anything_is_finished_and_closed_at_once(town: Town) -> None:
    town.has("Ana", LANDLINE, consent_on=None)

    cascade = town.launches(Kind.PREVENTION)

    assert town.cascade(cascade).state is CascadeState.FINISHED
    assert town.alert(cascade.alert).state.value == "closed"
    assert town.history(cascade.alert)[-2:] == ["finished", "closed"]


# ------------------------------------------------------------------------------------- stopping


def stopped(town: Town, cascade: Cascade) -> None:
    stop_cascade(town.ports, cascade.id, by="claes")
    town.proves_nobody_is_lost()


def test_stopping_silences_what_rings_and_rings_nobody_else(any_town: Town) -> None:
    town = any_town
    for number in range(5):
        town.has(f"Neighbour {number}", f"+322200001{number}")
    cascade = town.launches()
    ringing = town.phone("+3222000010").takes_up().reports("ringing")
    talking = town.phone("+3222000011").answers()
    town.phone("+3222000012").is_busy()
    town.phone("+3222000013").answers().waits().presses("1").hangs_up()

    stopped(town, cascade)

    assert ringing.sid in town.carrier.ended
    assert talking.sid not in town.carrier.ended
    tally = town.tally(cascade)
    assert (tally.pending, tally.by_final[Final.CANCELLED], tally.by_final[Final.ACKNOWLEDGED]) == (0, 4, 1)
    town.passes(hours=3)
    assert len(town.rung()) == 5


def test_fifty_telephones_that_ring_fall_silent_and_none_of_them_rings_again(any_town: Town) -> None:
    # given
    town = any_town
    store = town.ports.store
    assert isinstance(store, SqlStore)
    town = Town(store, rates=Rates(lines=50))
    for number in range(60):
        town.has(f"Neighbour {number}", f"+32220001{number:02d}")
    cascade = town.launches()
    ringing = {town.phone(number).takes_up().reports("ringing").sid for number in town.rung()}

    # when
    stopped(town, cascade)
    for sid in ringing:
        assert town.carrier.call_status(sid).status == "canceled"
    for number in town.rung():
        town.phone(number).reports("canceled")
    town.passes(hours=3)

    # then
    assert len(ringing) == len(town.rung()) == 50
    assert set(town.carrier.ended) == ringing
    assert town.tally(cascade).by_final[Final.CANCELLED] == 60


def test_a_call_whose_answer_comes_after_the_stop_is_ended(town: Town) -> None:
    town.has("Ana", LANDLINE)
    cascade = town.launches(placing=False)
    town.carrier.before_answering = lambda order, sid: stopped(town, cascade)

    place_calls(town.ports)

    sid = town.carrier.sid_of(town.phone(LANDLINE).order.id)
    assert town.carrier.ended == [sid]


def test_a_call_put_off_while_the_cascade_is_stopped_is_not_left_under_way(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.carrier.fails(LANDLINE, CarrierThrottled(2.0), taken=True)
    cascade = town.launches(placing=False)
    town.carrier.before_answering = lambda order, sid: stopped(town, cascade)

    place_calls(town.ports)

    assert town.outcomes("Ana") == ["cancelled"]


def test_a_lost_answer_of_a_stopped_cascade_is_found_and_ended(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.carrier.loses_answer(LANDLINE)
    cascade = town.launches()
    stopped(town, cascade)

    town.sweeps()
    town.sweeps()

    assert len(town.carrier.ended) == 1


def test_a_machine_recognised_after_the_stop_leaves_nobody_pending_and_his_buddy_in_peace(any_town: Town) -> None:
    # given
    town = any_town
    town.has("Ben", OTHER_LANDLINE)
    town.has("Ana", LANDLINE, buddy_phone=OTHER_LANDLINE, buddy_agreed_on=date(2025, 1, 1))
    town.has("Open", "+3222000003")
    cascade = town.launches()
    town.phone(OTHER_LANDLINE).answers().waits().presses("1").hangs_up()
    town.phone(LANDLINE).answers().listens_to_the_end()
    stopped(town, cascade)
    rung = len(town.rung())

    # when
    [heard] = town.attempts("Ana")
    note_guess(town.ports, heard.id, "machine_end_beep", sid=str(heard.carrier_sid))

    # then
    ana = town.delivery("Ana")
    assert (ana.final, ana.reached, ana.heard) == (Final.CANCELLED, False, False)
    assert town.tally(cascade).pending == 0
    town.passes(hours=3)
    town.passes(minutes=1)
    assert len(town.rung()) == rung


def test_stopping_what_has_ended_is_refused(town: Town) -> None:
    town.has("Ana", LANDLINE)
    cascade = town.launches()
    town.phone(LANDLINE).answers().listens_to_the_end()

    with pytest.raises(Exception, match="nothing to stop"):
        cancel_alert(town.ports, cascade.alert, by="claes")


def test_within_the_window_a_cancelled_launch_rings_nobody(town: Town) -> None:
    town.has("Ana", LANDLINE)
    alert = town.drafts()
    validate_alert(town.ports, alert.id, by="claes")
    cascade = launch_alert(town.ports, alert.id, by="claes", cancel_window=timedelta(seconds=15))
    town.passes(seconds=14)

    stopped(town, cascade)

    town.passes(minutes=1)
    assert town.rung() == []


def test_a_correction_goes_only_to_whom_the_corrected_message_went(town: Town) -> None:
    town.has("Told", "+3222000011")
    town.has("Rung", "+3222000012")
    town.has("Refused", "+3222000013")
    town.has("Put off", "+3222000014")
    town.has("Lost", "+3222000015")
    town.has("Text", "+32479000016", wish="sms")
    town.carrier.fails("+3222000013", CarrierRefused(20500, Fault.PASSING))
    town.carrier.fails("+3222000014", CarrierThrottled(30.0))
    town.carrier.loses_answer("+3222000015")
    first = town.launches()
    town.phone("+3222000011").answers().waits().presses("1").hangs_up()
    town.phone("+3222000012").takes_up().reports("ringing")
    stopped(town, first)

    correction = town.launches(Kind.CORRECTION, answers=first.alert, placing=False)

    owed = {name for name in ("Told", "Rung", "Refused", "Put off", "Lost", "Text")
            if town.delivery(name, correction).final is None}  # fmt: skip
    assert owed == {"Told", "Rung", "Lost", "Text"}
    assert town.delivery("Put off", correction).why == "was not told what this corrects"


def test_a_correction_launched_while_the_message_still_runs_stops_it_and_reaches_all_it_may_have_told(
    any_town: Town,
) -> None:
    # given
    numbers = {name: f"+322200001{number}" for number, name in enumerate(("Talking", "Ringing", "Told"))}
    for name, number in numbers.items():
        any_town.has(name, number)
    first = any_town.launches()
    talking = any_town.phone(numbers["Talking"]).answers()
    ringing = any_town.phone(numbers["Ringing"]).takes_up().reports("ringing")
    rings = ringing.sid
    any_town.phone(numbers["Told"]).answers().waits().presses("1").hangs_up()

    # when
    correction = any_town.launches(Kind.CORRECTION, answers=first.alert)
    while_they_are_on_the_line = [any_town.rung().count(number) for number in numbers.values()]
    talking.waits().hears("retiré par la police").hangs_up()
    ringing.reports("canceled")
    any_town.works()
    for number in numbers.values():
        any_town.phone(number).answers().waits().presses("1").hangs_up()
    any_town.passes(hours=3)

    # then
    assert any_town.carrier.ended == [rings]
    assert while_they_are_on_the_line == [1, 1, 2]
    assert [any_town.rung().count(number) for number in numbers.values()] == [2, 2, 2]
    assert any_town.cascade(first).state is CascadeState.CANCELLED
    assert any_town.tally(correction).by_final[Final.ACKNOWLEDGED] == 3


def test_who_was_not_yet_rung_when_the_correction_leaves_hears_neither(any_town: Town) -> None:
    # given
    store = any_town.ports.store
    assert isinstance(store, SqlStore)
    town = Town(store, rates=Rates(lines=1))
    town.has("Ana", LANDLINE)
    town.has("Ben", OTHER_LANDLINE)
    first = town.launches()
    town.phone(LANDLINE).answers().waits().presses("1").hangs_up()

    # when
    correction = town.launches(Kind.CORRECTION, answers=first.alert, placing=False)
    town.works()
    town.phone(LANDLINE).answers().waits().presses("1").hangs_up()
    town.passes(hours=3)

    # then
    assert town.rung() == [LANDLINE, LANDLINE]
    assert town.delivery("Ben", first).final is Final.CANCELLED
    assert town.delivery("Ben", correction).why == "was not told what this corrects"


def test_who_is_claimed_while_the_correction_is_launched_is_told_it_too(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    first = any_town.launches(placing=False)
    launched = []
    any_town.carrier.before_answering = lambda order, sid: launched.append(
        any_town.launches(Kind.CORRECTION, answers=first.alert, placing=False)
    )

    place_calls(any_town.ports)
    any_town.carrier.before_answering = None
    any_town.phone(LANDLINE).answers().hears("retiré par la police").hangs_up()
    any_town.works()

    assert any_town.delivery("Ana", launched[0]).final is None
    any_town.phone(LANDLINE).answers().waits().presses("1").hangs_up()
    assert any_town.delivery("Ana", launched[0]).final is Final.ACKNOWLEDGED


@pytest.mark.parametrize("correcting", [True, False])
def test_a_machine_recognised_late_is_not_rung_again_with_what_was_corrected_since(
    any_town: Town, correcting: bool
) -> None:
    # given
    any_town.has("Ana", LANDLINE)
    first = any_town.launches()
    any_town.phone(LANDLINE).answers().listens_to_the_end()
    wrong = any_town.attempts("Ana", first)[0]
    assert any_town.cascade(first).state is CascadeState.FINISHED

    # when
    if correcting:
        any_town.launches(Kind.CORRECTION, answers=first.alert)
        any_town.phone(LANDLINE).answers().waits().presses("1").hangs_up()
    note_guess(any_town.ports, wrong.id, "machine_end_beep", sid=str(wrong.carrier_sid))
    any_town.passes(hours=1)

    # then
    assert any_town.delivery("Ana", first).final is (Final.CANCELLED if correcting else None)
    assert any_town.cascade(first).state is (CascadeState.FINISHED if correcting else CascadeState.RUNNING)
    assert len(any_town.attempts("Ana", first)) == (1 if correcting else 2)


def test_whoever_calls_in_after_a_correction_does_not_hear_what_was_wrong(town: Town) -> None:
    town.has("Ana", LANDLINE)
    town.has("Ben", OTHER_LANDLINE)
    town.carrier.fails(LANDLINE, CarrierRefused(21211, Fault.NUMBER))
    first = town.launches()
    town.phone(OTHER_LANDLINE).answers().waits().presses("1").hangs_up()
    assert town.cascade(first).state is CascadeState.FINISHED

    town.launches(Kind.CORRECTION, answers=first.alert, texts={FR: "C'était une erreur.", NL: "Fout."})

    town.phone(LANDLINE).dials().hears("pas de message").does_not_hear("camionnette")
    town.phone(OTHER_LANDLINE).answers().waits().presses("1").hangs_up()
    town.phone(OTHER_LANDLINE).dials().hears("erreur").does_not_hear("camionnette")


def test_no_answer_from_the_carrier_never_rings_anybody_twice(any_town: Town) -> None:
    any_town.has("Ana", LANDLINE)
    any_town.carrier.fails(LANDLINE, CarrierUnclear("away"), taken=True)
    any_town.launches()
    for _ in range(10):
        any_town.passes(seconds=15)

    assert len(any_town.carrier.live_calls()) == 1
    assert len(any_town.rung()) == 1


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", LANDLINE)
    return town.phone(LANDLINE)


@pytest.mark.parametrize("code", [21211, 30005, 20500, 99999])
def test_a_call_that_fails_with_a_code_is_rung_again_only_when_that_may_help(
    town: Town, ana: Handset, code: int
) -> None:
    town.launches()

    ana.takes_up().reports("failed", ErrorCode=code)

    wrong_number = code in {21211, 30005}
    assert (town.delivery("Ana").final is Final.UNREACHED) == wrong_number
