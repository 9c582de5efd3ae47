"""Two requests about one call at the same moment end as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest

from plp.alert import Kind
from plp.cascade import CascadeState, Final
from plp.errors import CarrierThrottled, WrongMove
from plp.language import Language
from plp.member import Source, Standing
from plp.outcome import AttemptState, By
from plp.ports import Placed
from services.acknowledge import acknowledge
from services.deliver import LEASE, place_calls, record
from services.end_texts import end_texts
from services.erase_member import erase_member
from services.import_members import import_members
from services.launch_alert import launch_alert
from services.leave_partnership import leave_partnership
from services.note_call import Told, note_call, note_guess, note_reading
from services.note_text import note_text
from services.pause_member import pause_member
from services.plan_next import finish
from services.settle_unknown import settle_unknown
from services.stop_cascade import stop_cascade
from services.sweep import sweep
from services.validate_alert import validate_alert
from tests.fakes.like import Like
from tests.fakes.town import Town

HOME, NEXT_DOOR, MOBILE = "+3222000001", "+3222000002", "+32479000001"
_LONG_ENOUGH = 0.5
"""Seconds in which the other one writes, if nothing keeps him."""


class Interrupted:
    """A store in which something else begins when what is told of a call is written, before what follows from it."""

    def __init__(self, store: Any, meanwhile: Callable[[], object]) -> None:
        self._store, self._meanwhile = store, meanwhile
        self._others: list[Thread] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def write(self) -> Iterator[Any]:
        with self._store.write() as book:
            yield self._seen(book)
        for other in self._others:
            other.join(10)

    def _seen(self, book: Any) -> Any:
        """The book, with what the other one waits for."""
        return Like(book, cascades=Like(book.cascades, note_events=lambda *told: self._note(book, *told)))

    def _note(self, book: Any, *told: Any) -> None:
        book.cascades.note_events(*told)
        self._begin_the_other()

    def _begin_the_other(self) -> None:
        done = Event()

        def come_between() -> None:
            self._meanwhile()
            done.set()

        self._others.append(Thread(target=come_between))
        self._others[-1].start()
        done.wait(_LONG_ENOUGH)


@pytest.fixture
def call(any_town: Town) -> tuple[str, str]:
    """Ana's call, answered: our attempt and the carrier's SID."""
    any_town.has("Ana", HOME)
    any_town.launches()
    any_town.phone(HOME).answers()
    [attempt] = any_town.attempts("Ana")
    return attempt.id, str(attempt.carrier_sid)


def completed(town: Town, call: tuple[str, str], meanwhile: Callable[[], object]) -> None:
    """The call is over; the other request comes in the midst of it."""
    attempt, sid = call
    note_call(replace(town.ports, store=Interrupted(town.ports.store, meanwhile)), Told(attempt, "completed", sid))


def test_the_second_reading_ends_while_the_call_does_and_nobody_is_rung_again(
    any_town: Town, call: tuple[str, str]
) -> None:
    completed(any_town, call, lambda: note_reading(any_town.ports, call[0], 2))

    [attempt] = any_town.attempts("Ana")
    assert attempt.state is AttemptState.HEARD
    assert any_town.delivery("Ana").final is Final.INFORMED


def test_a_machine_is_recognised_while_the_call_ends_and_the_member_is_not_held_informed(
    any_town: Town, call: tuple[str, str]
) -> None:
    attempt_id, sid = call
    note_reading(any_town.ports, attempt_id, 2)

    completed(any_town, call, lambda: note_guess(any_town.ports, attempt_id, "machine_start", sid=sid))

    [attempt] = any_town.attempts("Ana")
    assert attempt.state is AttemptState.MACHINE
    assert any_town.delivery("Ana").final is None


def test_the_last_two_end_in_one_moment_and_the_cascade_ends_with_them(any_town: Town) -> None:
    any_town.has("Ana", HOME)
    any_town.has("Bea", NEXT_DOOR)
    cascade = any_town.launches()
    for number in (HOME, NEXT_DOOR):
        any_town.phone(number).answers()
    [ana], [bea] = any_town.attempts("Ana"), any_town.attempts("Bea")
    ended = Event()

    def bea_ends() -> None:
        with any_town.ports.store.write() as book:
            finish(any_town.ports, book, book.cascades.delivery(bea.delivery), Final.INFORMED, "heard")
        ended.set()

    other = Thread(target=bea_ends)
    with any_town.ports.store.write() as book:
        finish(any_town.ports, book, book.cascades.delivery(ana.delivery), Final.INFORMED, "heard")
        other.start()
        ended.wait(_LONG_ENOUGH)
    other.join(10)

    assert any_town.cascade(cascade).state is CascadeState.FINISHED


@pytest.mark.parametrize("ends_first", [True, False], ids=["the end first", "the verdict first"])
def test_a_machine_is_recognised_while_the_last_ends_and_is_rung_again(any_town: Town, ends_first: bool) -> None:
    # given
    town = any_town
    town.has("Ana", HOME)
    town.has("Bea", NEXT_DOOR)
    cascade = town.launches()
    town.phone(HOME).answers().listens_to_the_end()
    town.phone(NEXT_DOOR).answers()
    [ana], [bea] = town.attempts("Ana"), town.attempts("Bea")
    rung_before = town.rung().count(HOME)

    def bea_ends() -> None:
        with town.ports.store.write() as book:
            finish(town.ports, book, book.cascades.delivery(bea.delivery), Final.INFORMED, "heard")

    def verdict() -> None:
        note_guess(town.ports, ana.id, "machine_end_beep", sid=str(ana.carrier_sid))

    # when
    first, second = (bea_ends, verdict) if ends_first else (verdict, bea_ends)
    at_once(town, first, second)

    # then
    assert town.cascade(cascade).state is CascadeState.RUNNING
    town.proves_nobody_is_lost()
    town.misses_nobody()
    town.passes(hours=1)
    assert town.rung().count(HOME) == rung_before + 1


@pytest.mark.parametrize("stops_first", [True, False], ids=["the stop first", "the verdict first"])
def test_a_machine_is_recognised_while_the_officer_stops_and_nobody_stays_pending(
    any_town: Town, stops_first: bool
) -> None:
    town = any_town
    town.has("Ana", HOME)
    town.has("Bea", NEXT_DOOR)
    cascade = town.launches()
    town.phone(HOME).answers().listens_to_the_end()
    [ana] = town.attempts("Ana")

    def verdict() -> None:
        note_guess(town.ports, ana.id, "machine_end_beep", sid=str(ana.carrier_sid))

    def stop() -> None:
        stop_cascade(town.ports, cascade.id, by="claes")

    first, second = (stop, verdict) if stops_first else (verdict, stop)
    at_once(town, first, second)

    assert town.cascade(cascade).state is CascadeState.CANCELLED
    assert town.tally(cascade).by_final[Final.CANCELLED] == 2
    town.misses_nobody()


@pytest.mark.parametrize("second_phone", [NEXT_DOOR, None])
def test_a_text_is_reported_lost_while_the_call_that_follows_it_is_claimed_and_one_telephone_rings(
    any_town: Town, second_phone: str | None
) -> None:
    # given
    town = any_town
    town.has("Ana", MOBILE, wish="both", **({"second_phone": second_phone} if second_phone else {}))
    town.launches()
    [text] = town.attempts("Ana")
    town.clock.sleep(timedelta(minutes=3))
    slow = replace(town.ports, store=BetweenLookAndPlan(town.ports.store, lambda: place_calls(town.ports)))

    # when
    note_text(slow, text.id, "undelivered", sid=str(text.carrier_sid), error_code=30003)
    place_calls(town.ports)

    # then
    assert town.rung() == [MOBILE]
    town.phone(MOBILE).does_not_answer()
    place_calls(town.ports)
    assert town.rung() == [MOBILE]
    town.proves_nobody_is_lost()


def test_the_officer_stops_while_answers_are_recorded_and_neither_undoes_the_other(any_town: Town) -> None:
    # given
    town = any_town
    for number in range(8):
        town.has(f"Neighbour {number}", f"+3247900000{number}", wish="sms")
    cascade = town.launches(placing=False)
    with town.ports.store.write() as book:
        claims = book.cascades.claim(By.SMS, most=8, now=town.clock.now(), lease=LEASE, holding=())
    claims.sort(key=lambda claim: claim.delivery.id, reverse=True)
    answers = [
        Placed(claim.attempt.id, sid=f"SM{at}") if at % 2 else Placed(claim.attempt.id, failure=CarrierThrottled(2.0))
        for at, claim in enumerate(claims)
    ]
    told: list[object] = []

    def stop() -> None:
        if not told:
            told.append("begun")
            told.append(stop_cascade(town.ports, cascade.id, by="claes"))

    # when
    record(
        replace(town.ports, store=BetweenLookAndPlan(town.ports.store, stop)), list(zip(claims, answers, strict=True))
    )

    # then
    assert len(told) == 2, "the stop failed"
    assert town.tally(cascade).by_final[Final.CANCELLED] == 8
    assert {outcome for number in range(8) for outcome in town.outcomes(f"Neighbour {number}")} == {
        "submitted",
        "cancelled",
    }


def test_the_first_reading_ends_while_the_key_is_pressed_and_counts_as_heard(
    any_town: Town, call: tuple[str, str]
) -> None:
    at_once(
        any_town,
        lambda: note_reading(any_town.ports, call[0], 1),
        lambda: acknowledge(any_town.ports, call[0]),
    )

    ana = any_town.delivery("Ana")
    assert (ana.final, ana.heard) == (Final.ACKNOWLEDGED, True)


def test_who_called_in_hears_the_end_while_his_put_off_call_is_claimed_and_neither_waits_for_the_other(
    any_town: Town,
) -> None:
    # given
    town = any_town
    town.has("Ana", HOME)
    town.launches(placing=False)
    with town.ports.store.write() as book:
        [put_off] = book.cascades.claim(By.VOICE, most=1, now=town.clock.now(), lease=LEASE, holding=())
    record(town.ports, [(put_off, Placed(put_off.attempt.id, failure=CarrierThrottled(0.0)))])
    town.phone(HOME).dials()
    [called_in] = [each for each in town.attempts("Ana") if each.by is By.VOICE_IN]
    placed: list[int] = []

    # when
    claiming = WhileAPlannedCallIsCancelled(town.ports.store, lambda: placed.append(place_calls(town.ports)))
    note_reading(replace(town.ports, store=claiming), called_in.id, 1)

    # then
    assert placed == [0]
    assert town.delivery("Ana").final is Final.INFORMED
    assert town.rung() == []


def test_the_officer_stops_while_a_put_off_call_expires_and_neither_waits_for_the_other(any_town: Town) -> None:
    # given
    town = any_town
    town.has("Ana", HOME)
    cascade = town.launches(placing=False)
    with town.ports.store.write() as book:
        [put_off] = book.cascades.claim(By.VOICE, most=1, now=town.clock.now(), lease=LEASE, holding=())
    record(town.ports, [(put_off, Placed(put_off.attempt.id, failure=CarrierThrottled(7200.0)))])
    town.clock.sleep(timedelta(hours=3))
    found: list[str] = []

    def stop() -> None:
        try:
            stop_cascade(town.ports, cascade.id, by="claes")
        except WrongMove:
            found.append("it had ended")

    # when
    expiring = WhileAPlannedCallIsCancelled(town.ports.store, stop)
    sweep(replace(town.ports, store=expiring))

    # then
    assert found == ["it had ended"]
    assert town.delivery("Ana").final is Final.UNREACHED
    assert town.outcomes("Ana") == ["expired"]


class WhileAPlannedCallIsCancelled(Interrupted):
    """Something else begins when a call that was to go later is no longer to go at all."""

    def _seen(self, book: Any) -> Any:
        def move_attempt(*to: Any, **more: Any) -> Any:
            moved = book.cascades.move_attempt(*to, **more)
            if moved and not self._others:
                self._begin_the_other()
            return moved

        return Like(book, cascades=Like(book.cascades, move_attempt=move_attempt))


class BetweenLookAndPlan(Interrupted):
    """Something else begins when it is known what was tried, before it is written what follows."""

    def _seen(self, book: Any) -> Any:
        def set_next(*planned: Any) -> Any:
            self._begin_the_other()
            return book.cascades.set_next(*planned)

        return Like(book, cascades=Like(book.cascades, set_next=set_next))


def test_who_is_claimed_while_the_correction_is_launched_is_told_what_is_right(any_town: Town) -> None:
    town = any_town
    town.has("Ana", HOME)
    wrong = town.launches(placing=False)
    right = town.drafts(Kind.CORRECTION, answers=wrong.alert)
    validate_alert(town.ports, right.id, by="claes")

    def claim() -> None:
        with town.ports.store.write() as book:
            assert book.cascades.claim(By.VOICE, most=1, now=town.clock.now(), lease=LEASE, holding=())

    at_once(town, claim, lambda: launch_alert(town.ports, right.id, by="claes"))

    assert town.delivery("Ana", wrong).final is Final.CANCELLED
    with town.ports.store.read() as book:
        correction = book.cascades.of_alert(right.id)
    assert town.delivery("Ana", correction).final is None


def at_once(town: Town, first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second begins when all of the first is written and nothing of it committed."""
    done = Event()

    def come_between() -> None:
        second()
        done.set()

    other = Thread(target=come_between)
    with town.ports.store.write():
        first()
        other.start()
        done.wait(_LONG_ENOUGH)
    other.join(10)
    assert done.is_set(), "the second failed, or still waits"


def test_who_called_in_hears_the_end_while_the_sweep_asks_about_another_and_is_not_held_cut_short(
    any_town: Town,
) -> None:
    any_town.has("Ana", HOME)
    any_town.has("Bea", NEXT_DOOR)
    any_town.launches()
    any_town.phone(HOME).answers()
    any_town.phone(NEXT_DOOR).dials()
    [called_in] = [each for each in any_town.attempts("Bea") if each.by is By.VOICE_IN]

    def asked(sid: str) -> Any:
        note_reading(any_town.ports, called_in.id, 1)
        return any_town.carrier.call_status(sid)

    any_town.clock.sleep(timedelta(minutes=11))
    settle_unknown(replace(any_town.ports, carrier=Like(any_town.carrier, call_status=asked)))

    [ended] = [each for each in any_town.attempts("Bea") if each.by is By.VOICE_IN]
    assert ended.state is AttemptState.HEARD


@pytest.mark.parametrize("ends_first", [True, False], ids=["the word first", "the answer first"])
def test_a_text_is_put_off_while_its_reader_wants_no_texts_any_more_and_he_is_rung_for_it(
    any_town: Town, ends_first: bool
) -> None:
    # given
    town = any_town
    town.has("Ana", MOBILE)
    town.launches(placing=False)
    with town.ports.store.write() as book:
        [text] = book.cascades.claim(By.SMS, most=1, now=town.clock.now(), lease=LEASE, holding=())

    def ends() -> None:
        end_texts(town.ports, "member-Ana", source=Source.TEXT)

    def put_off() -> None:
        record(town.ports, [(text, Placed(text.attempt.id, failure=CarrierThrottled(1.0)))])

    # when
    first, second = (ends, put_off) if ends_first else (put_off, ends)
    at_once(town, first, second)
    town.passes(seconds=1)

    # then
    assert town.outcomes("Ana") == ["cancelled", "submitted"]
    assert town.rung() == [MOBILE]
    assert MOBILE not in town.texted()
    town.phone(MOBILE).is_busy()
    town.passes(minutes=2)
    assert town.rung() == [MOBILE, MOBILE]


class OnceNoCallIsUnderWay(Interrupted):
    """Something else begins when it was looked whether somebody is being rung."""

    def _seen(self, book: Any) -> Any:
        def live_calls_to(numbers: Any) -> Any:
            found = book.cascades.live_calls_to(numbers)
            self._begin_the_other()
            return found

        return Like(book, cascades=Like(book.cascades, live_calls_to=live_calls_to))


def test_nobody_is_rung_any_more_who_is_erased_at_the_moment_of_his_call(any_town: Town) -> None:
    any_town.has("Ana", HOME)
    any_town.launches(placing=False)

    meanwhile = OnceNoCallIsUnderWay(any_town.ports.store, lambda: place_calls(any_town.ports))
    erase_member(replace(any_town.ports, store=meanwhile), "member-Ana")

    assert any_town.rung() == []
    assert any_town.delivery("Ana").final is Final.EXCLUDED


class WhileMembersAreSaved(Interrupted):
    """Something else begins when it is known what is to be written of members, before it is."""

    def _seen(self, book: Any) -> Any:
        def save_members(changed: Any) -> None:
            if not self._others:
                self._begin_the_other()
            book.people.save_members(changed)

        return Like(book, people=Like(book.people, save_members=save_members))


def test_who_leaves_while_the_list_is_imported_has_left(any_town: Town) -> None:
    any_town.has("Ana", MOBILE)
    any_town.has("Bea", HOME)
    listed = f"name,phone,language,channel\nBea,{HOME},nl,auto\nAna,{MOBILE},nl,auto\n".encode()

    def leaves() -> None:
        leave_partnership(any_town.ports, "member-Ana", source=Source.KEYBOARD)

    meanwhile = WhileMembersAreSaved(any_town.ports.store, leaves)
    import_members(replace(any_town.ports, store=meanwhile), "tilleuls", listed)

    with any_town.ports.store.read() as book:
        ana = book.people.member("member-Ana")
    assert (ana.standing, ana.consent_on) == (Standing.LEFT, None)
    assert ana.language is Language.NL


def test_who_pauses_by_telephone_while_his_stop_is_read_gets_neither_texts_nor_calls(any_town: Town) -> None:
    any_town.has("Ana", MOBILE)
    until = any_town.clock.now() + timedelta(days=9)

    def pauses() -> None:
        pause_member(any_town.ports, "member-Ana", until, source=Source.PHONE)

    meanwhile = WhileMembersAreSaved(any_town.ports.store, pauses)
    end_texts(replace(any_town.ports, store=meanwhile), "member-Ana", source=Source.TEXT)

    with any_town.ports.store.read() as book:
        ana = book.people.member("member-Ana")
    assert ana.paused_until == until
    assert ana.texts_ended_at == any_town.clock.now()


class OnceTheKindsAreKnown(Interrupted):
    """Something else begins when a launch knows the kinds of members, and nobody is owed anything yet."""

    def _seen(self, book: Any) -> Any:
        def kinds_of_members(*asked: Any) -> Any:
            kinds = book.people.kinds_of_members(*asked)
            if not self._others:
                self._begin_the_other()
            return kinds

        return Like(book, people=Like(book.people, kinds_of_members=kinds_of_members))


def test_who_wants_no_texts_any_more_while_a_message_is_launched_is_rung_and_not_left_out(any_town: Town) -> None:
    town = any_town
    town.has("Ana", MOBILE)
    town.has("Bea", HOME)
    alert = town.drafts()
    validate_alert(town.ports, alert.id, by="claes")

    def ends() -> None:
        end_texts(town.ports, "member-Ana", source=Source.TEXT)

    meanwhile = OnceTheKindsAreKnown(town.ports.store, ends)
    cascade = launch_alert(replace(town.ports, store=meanwhile), alert.id, by="claes")
    town.works()

    assert town.tally(cascade).members == 2
    assert sorted(town.rung()) == [HOME, MOBILE]
    assert MOBILE not in town.texted()


class WhileTextsEnd(Interrupted):
    """Something else begins when a member is written down as one who wants no texts, before what he is owed changes."""

    def _seen(self, book: Any) -> Any:
        def ring_instead(member: str) -> int:
            self._begin_the_other()
            return int(book.cascades.ring_instead(member))

        return Like(book, cascades=Like(book.cascades, ring_instead=ring_instead))


def test_who_wants_no_texts_any_more_while_his_own_call_is_cut_short_wants_none(
    any_town: Town, call: tuple[str, str]
) -> None:
    town, (attempt, sid) = any_town, call

    meanwhile = WhileTextsEnd(town.ports.store, lambda: note_call(town.ports, Told(attempt, "completed", sid)))
    end_texts(replace(town.ports, store=meanwhile), "member-Ana", source=Source.TEXT)

    with town.ports.store.read() as book:
        assert book.people.member("member-Ana").texts_ended_at == town.clock.now()
    assert town.outcomes("Ana") == ["cut-short"]
