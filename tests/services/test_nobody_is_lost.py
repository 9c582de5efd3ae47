"""Whatever the carrier does, in whatever order: everybody is accounted for, and the same facts end alike."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plp.cascade import CascadeState, Delivery, Final
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.plan import MOST_ATTEMPTS
from services.stop_cascade import stop_cascade
from tests.fakes.town import Handset, Town
from tests.fakes.town_fixtures import a_town

ANA, BEN, CID, DORA = "+3222000001", "+32479000002", "+32479000003", "+3222000001"
NAMES = ("Ana", "Ben", "Cid", "Dora")
FAST = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def inhabited(town: Town) -> None:
    town.has("Ana", ANA, second_phone="+32479000009")
    town.has("Ben", BEN, wish="voice")
    town.has("Cid", CID, wish="both")
    town.has("Dora", DORA)


CALLS = ("queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled", "odd")
TEXTS = ("queued", "sending", "sent", "delivered", "undelivered", "failed", "odd")
GUESSES = ("human", "machine_start", "machine_end_beep", "fax", "unknown")
EVENTS = st.one_of(
    st.tuples(st.just("call"), st.integers(0, 3), st.sampled_from(CALLS)),
    st.tuples(st.just("text"), st.integers(0, 3), st.sampled_from(TEXTS)),
    st.tuples(st.just("guess"), st.integers(0, 3), st.sampled_from(GUESSES)),
    st.tuples(st.just("listen"), st.integers(0, 3), st.sampled_from(["", "1", "2", "*"])),
    st.tuples(st.just("answer"), st.integers(0, 3), st.sampled_from(["OK", "what?"])),
    st.tuples(st.just("dial"), st.integers(0, 3), st.sampled_from(["", "1"])),
    st.tuples(st.just("time"), st.sampled_from([1, 20, 130, 400, 1300]), st.just("")),
    st.tuples(st.just("trouble"), st.integers(0, 3), st.sampled_from(["lost", "away", "throttled", "wrong", "shut"])),
    st.tuples(st.just("stop"), st.integers(0, 9), st.just("")),
)
TROUBLES = {
    "lost": (CarrierUnclear("lost"), True),
    "away": (CarrierUnclear("away"), False),
    "throttled": (CarrierThrottled(3.0), False),
    "wrong": (CarrierRefused(21211, Fault.NUMBER), False),
    "shut": (CarrierRefused(20003, Fault.ACCOUNT), False),
}


def happens(town: Town, what: str, which: int, how: str) -> None:
    """One event, if it fits what was ordered so far."""
    number = (ANA, BEN, CID, "+32479000009")[which % 4]
    match what:
        case "call" | "guess" | "listen":
            on_a_call(town, what, which, how)
        case "text":
            on_a_text(town, which, how)
        case "answer":
            town.phone(number).sends(how)
        case "dial":
            dials(town.phone(number), how)
        case "time":
            town.passes(seconds=which)
        case "trouble":
            failure, taken = TROUBLES[how]
            town.carrier.fails(number, failure, taken=taken)
        case "stop":
            stops(town, which)


def on_a_call(town: Town, what: str, which: int, how: str) -> None:
    calls = [each for each in town.carrier.call_orders if town.carrier.times_taken(each.id)]
    if not calls:
        return
    order = calls[-1 - which % len(calls)]
    sid = town.carrier.sid_of(order.id)
    if what == "listen":
        listens(town, order.url, sid, how)
    elif what == "guess":
        town.posts(str(order.machine_url), CallSid=sid, AnsweredBy=how)
    else:
        town.posts(order.status_url, CallSid=sid, CallStatus=how)
        town.carrier.becomes(sid, how)


def on_a_text(town: Town, which: int, how: str) -> None:
    texts = [each for each in town.carrier.text_orders if town.carrier.times_taken(each.id)]
    if texts:
        letter = texts[-1 - which % len(texts)]
        sid = town.carrier.sid_of(letter.id)
        town.posts(letter.status_url, MessageSid=sid, MessageStatus=how)
        town.carrier.becomes(sid, how)


def dials(phone: Handset, key: str) -> None:
    phone.dials()
    if key and not phone.has_been_hung_up:
        phone.presses(key)


def stops(town: Town, which: int) -> None:
    for cascade in town.cascades():
        if which == 0 and cascade.state in {CascadeState.WAITING, CascadeState.RUNNING}:
            stop_cascade(town.ports, cascade.id, by="claes")


def listens(town: Town, url: str, sid: str, key: str) -> None:
    """Somebody picks up, listens to some of it, and perhaps presses a key."""
    phone = Handset(town, "+3222999999")
    phone.sid = sid
    if town.posts(url, CallSid=sid).status_code != 200:
        return
    phone._asks(url)
    for _ in range(3):
        if phone.has_been_hung_up:
            return
        phone.waits()
    if not phone.has_been_hung_up and key:
        phone.presses(key)


@pytest.mark.slow
@FAST
@given(events=st.lists(EVENTS, min_size=5, max_size=20))
def test_after_every_event_everybody_is_accounted_for_and_in_the_end_has_a_final(
    empty_database: Path, events: list[tuple[str, int, str]]
) -> None:
    with a_town(empty_database) as town:
        inhabited(town)
        cascade = town.launches()

        for what, which, how in events:
            happens(town, what, which, how)
            town.works()
            never_twice_at_once(town)

        for sid in town.carrier.live_calls():
            town.carrier.becomes(sid, "completed")
        for _ in range(4):
            town.passes(minutes=50)
            for sid in town.carrier.live_calls():
                town.carrier.becomes(sid, "no-answer")
        town.passes(minutes=10)
        tally = town.tally(cascade)
        assert tally.pending == 0
        assert town.cascade(cascade).state in {CascadeState.FINISHED, CascadeState.CANCELLED}
        for name in NAMES:
            assert len(town.attempts(name)) <= MOST_ATTEMPTS + len(events)


def never_twice_at_once(town: Town) -> None:
    """At most one call of ours to each number; no order is taken twice."""
    with town.ports.store.read() as book:
        for cascade in book.cascades.all():
            live = [attempt.number for attempt in book.cascades.live_of(cascade.id) if attempt.by.value == "voice"]
            assert len(live) == len(set(live))
    for order in town.carrier.call_orders:
        assert town.carrier.times_taken(order.id) <= 1


# ------------------------------------------------------------------------ all orders, all repeats


def facts(delivery: Delivery) -> tuple[Final | None, bool, bool, bool, object]:
    return delivery.final, delivery.reached, delivery.heard, delivery.acknowledged, delivery.due_at


def told(town: Town, event: str) -> None:
    """One report about Ben's call, whenever it comes."""
    order = town.phone(BEN).order
    sid = town.carrier.sid_of(order.id)
    match event:
        case "human" | "machine_end_beep":
            town.posts(str(order.machine_url), CallSid=sid, AnsweredBy=event)
        case _:
            town.posts(order.status_url, CallSid=sid, CallStatus=event)


@pytest.mark.parametrize(
    ("events", "silences", "expected"),
    [
        (("ringing", "in-progress", "completed"), 3, (Final.INFORMED, True, True, False)),
        (("ringing", "human", "completed"), 1, (None, True, False, False)),
        (("in-progress", "machine_end_beep", "completed"), 1, (None, False, False, False)),
        (("in-progress", "machine_end_beep", "completed"), 3, (None, False, False, False)),
        (("ringing", "busy"), 0, (None, False, False, False)),
        (("initiated", "ringing", "no-answer"), 0, (None, False, False, False)),
    ],
)
def test_reports_in_any_order_and_repeated_end_alike(
    empty_database: Path, events: tuple[str, ...], silences: int, expected: tuple[Final | None, bool, bool, bool]
) -> None:
    ends = set()
    for order in permutations(events):
        with a_town(empty_database) as town:
            town.has("Ben", BEN, wish="voice")
            town.launches()
            if silences:
                ben = town.phone(BEN).takes_up()
                ben._asks(str(ben.order.url))
                for _ in range(silences):
                    ben.waits()
            for event in (*order, order[0], order[-1]):
                told(town, event)
            town.proves_nobody_is_lost()
            ends.add(facts(town.delivery("Ben")))

    assert {end[:4] for end in ends} == {expected}
    assert len(ends) == 1


@pytest.mark.parametrize("first", ["ringing", "in-progress", "completed", "busy"])
def test_a_report_before_the_carrier_has_answered_loses_nothing(town: Town, first: str) -> None:
    town.has("Ana", ANA)
    town.launches(placing=False)

    def at_once(order: object, sid: str) -> None:
        town.posts(town.phone(ANA).order.status_url, CallSid=sid, CallStatus=first)

    town.carrier.before_answering = at_once
    town.works()
    town.carrier.before_answering = None

    [attempt] = town.attempts("Ana")
    assert attempt.carrier_sid == town.carrier.sid_of(attempt.id)
    expected = {"ringing": "ringing", "in-progress": "answered", "completed": "cut-short", "busy": "busy"}
    assert attempt.state.value == expected[first]


def test_a_report_of_delivery_after_everything_else_is_still_true(town: Town) -> None:
    town.has("Ben", BEN, wish="sms")
    town.launches(expires=timedelta(minutes=10))
    town.passes(minutes=11)
    for sid in town.carrier.live_calls():
        town.carrier.becomes(sid, "no-answer")
    town.passes(minutes=10)
    assert town.delivery("Ben").final is Final.UNREACHED

    town.phone(BEN).text_is("delivered")

    assert (town.delivery("Ben").final, town.delivery("Ben").reached) == (Final.INFORMED, True)
