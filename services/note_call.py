"""Note what a call's callbacks tell: how it rings, who seems to answer, how it ends."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from plp import addresses
from plp.book import Book
from plp.cascade import Attempt, Cascade, CascadeState, Delivery, Final
from plp.errors import CarrierFailed
from plp.fault import deserves_alarm, fault_of
from plp.outcome import BEFORE_THE_CARRIER, UNDER_WAY, AttemptState, By, may_become
from plp.ports import Door, Ports
from services.end_calls import end_ringing
from services.lines_free import lines_free
from services.plan_next import finish, plan_next, reopen_alert

_log = logging.getLogger(__name__)

PERSON = "person"
"""Our own word beside the carrier's guesses: somebody pressed a key."""
LONGEST_CALL = timedelta(seconds=90)
"""How long somebody may be on the line before the carrier is asked whether he still is."""
_FEW = 5
"""So few lines free: several calls may end at one moment, and each of them looks."""
READINGS = 2
"""A message is heard when both readings were played to their end."""

_STATE_OF: Mapping[str, AttemptState] = {
    "queued": AttemptState.SUBMITTED,
    "initiated": AttemptState.SUBMITTED,
    "ringing": AttemptState.RINGING,
    "in-progress": AttemptState.ANSWERED,
    "answered": AttemptState.ANSWERED,
    "busy": AttemptState.BUSY,
    "no-answer": AttemptState.NO_ANSWER,
    "failed": AttemptState.FAILED,
    "canceled": AttemptState.CANCELLED,
}
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_TALKED = frozenset({AttemptState.HEARD, AttemptState.CUT_SHORT, AttemptState.MACHINE})
_A_PERSON = frozenset({AttemptState.HEARD, AttemptState.CUT_SHORT, AttemptState.DELIVERED, AttemptState.ACKNOWLEDGED})
_GIVEN_UP = frozenset({Final.UNREACHED})


def is_machine(guess: str | None) -> bool:
    """Tell whether detection means a machine; silence and `unknown` count as a person."""
    return guess is not None and (guess.startswith("machine") or guess == "fax")


def note_call(
    ports: Ports,
    attempt_id: str,
    status: str,
    *,
    sid: str,
    sequence: int | None = None,
    error_code: int | None = None,
    answered_by: str = "",
) -> bool:
    """Take one status of a call, in any order and any number of times; False for an attempt we never made.

    A status the provider does not document is kept in the history and changes nothing.  A machine that is told only
    here (`answered_by`) is a machine, unless somebody pressed a key.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(attempt_id)
        if attempt is None:
            return False
        if attempt.carrier_sid not in {None, sid}:
            _log.error("callback_of_another_call attempt=%s", attempt_id)
            return False
        book.cascades.note_event(attempt_id, "call", status, sequence, now)
        attempt = _with_guess(ports, book, attempt, answered_by)
        # `completed` says only that the line was open; what we saw on it says how it ended.
        to = how_it_ended(attempt) if status == "completed" else _STATE_OF.get(status)
        if to is None:
            return True
        code = error_code if status in _STATE_OF else None
        fault = fault_of(code) if code else None
        # It is held: what does not move now has been told before, or was outrun by what came after.
        may = attempt.state in may_become(to)
        moved = may and book.cascades.move_attempt(attempt_id, to, sid=sid, fault=fault, error_code=code)
        if moved and deserves_alarm(code):
            _log.error("unexpected_code attempt=%s code=%s status=%s", attempt_id, code, status)
        if to is AttemptState.ANSWERED:
            book.cascades.prolong(attempt_id, now + LONGEST_CALL)
        if status in ENDED:
            if moved:
                _settle(ports, book, replace(attempt, state=to))
            else:
                book.cascades.free_line(attempt_id)
                settle(ports, book, attempt_id)
            _give_the_line_to_the_next(ports, book)
    return True


def _with_guess(ports: Ports, book: Book, attempt: Attempt, answered_by: str) -> Attempt:
    """A machine that is told of here only; where a call had ended as if with a person, that is taken back."""
    if not is_machine(answered_by) or is_machine(attempt.answered_by) or attempt.answered_by == PERSON:
        return attempt
    book.cascades.note_guess(attempt.id, answered_by)
    if attempt.state in _TALKED:
        _correct(ports, book, attempt)
    return replace(attempt, answered_by=answered_by)


def _give_the_line_to_the_next(ports: Ports, book: Book) -> None:
    """A line is free: whoever waited for one is rung; a bell for nobody would cost more than this callback.

    Nobody waits for a line while there are others, and looking for whoever is due reads all who are not.
    """
    few = max(_FEW, ports.rates.lines // 5)
    if lines_free(ports, book, enough=few) <= few and book.cascades.due(By.VOICE, ports.clock.now(), most=1):
        book.after_commit(lambda: ports.bell.ring(Door.CALLS))


def how_it_ended(attempt: Attempt) -> AttemptState:
    """The end of a call in which no key acknowledged, from what was seen, whatever the order it was seen in."""
    if is_machine(attempt.answered_by):
        return AttemptState.MACHINE
    return AttemptState.HEARD if was_heard(attempt) else AttemptState.CUT_SHORT


def was_heard(attempt: Attempt) -> bool:
    """Whether enough was played: both readings of a call of ours, one of a message somebody called in to hear."""
    return attempt.played >= (1 if attempt.by is By.VOICE_IN else READINGS)


def settle(ports: Ports, book: Book, attempt_id: str, *, afresh: bool = False) -> None:
    """After an end, or (`afresh`) its correction: write the facts about the member, then what the plan says next."""
    attempt = book.cascades.attempt(attempt_id)
    if attempt is not None and attempt.state not in UNDER_WAY | BEFORE_THE_CARRIER:
        _settle(ports, book, attempt, afresh=afresh)


def _settle(ports: Ports, book: Book, attempt: Attempt, *, afresh: bool = False) -> None:
    cascade = book.cascades.get(attempt.cascade)
    held = None
    match attempt.state:
        case AttemptState.HEARD:
            held = _note_heard(ports, book, attempt)
        case AttemptState.CUT_SHORT:
            held = book.cascades.note_facts(attempt.delivery, reached=True)
        case AttemptState.CANCELLED if _withdrawn(cascade):
            _cancel(ports, book, attempt)
    if not _withdrawn(cascade):
        plan_next(ports, book, attempt.delivery, cascade=cascade, held=held, afresh=afresh)


def _note_heard(ports: Ports, book: Book, attempt: Attempt) -> Delivery:
    """Known late, it is still true: whoever was given up has been informed.  The delivery, held."""
    delivery = book.cascades.note_facts(attempt.delivery, reached=True, heard=True)
    if delivery.final in _GIVEN_UP:
        finish(ports, book, delivery, Final.INFORMED, "heard", over=_GIVEN_UP)
    return delivery


def _withdrawn(cascade: Cascade) -> bool:
    return cascade.state is CascadeState.CANCELLED


def _cancel(ports: Ports, book: Book, attempt: Attempt) -> None:
    finish(ports, book, book.cascades.delivery(attempt.delivery), Final.CANCELLED, "stopped by the officer")


def note_guess(ports: Ports, attempt_id: str, answered_by: str, *, sid: str, interrupting: bool = True) -> bool:
    """Take machine detection's guess; a machine is sent to the voicemail text, unless whoever asks is about to say it
    (not `interrupting`).  False for an unknown attempt.

    A key that was pressed outranks any guess.  A guess that comes after the end corrects it.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(attempt_id)
        if attempt is None or attempt.carrier_sid not in {None, sid}:
            return False
        book.cascades.note_event(attempt_id, "machine", answered_by, None, now)
        if attempt.answered_by == PERSON or attempt.state is AttemptState.ACKNOWLEDGED:
            return True
        book.cascades.note_guess(attempt_id, answered_by)
        if not is_machine(answered_by):
            if answered_by == "human":
                book.cascades.note_facts(attempt.delivery, reached=True)
        elif attempt.state in UNDER_WAY and not is_machine(attempt.answered_by):
            if interrupting:
                book.after_commit(lambda: _leave_a_word(ports, attempt_id, sid))
        elif attempt.state in _TALKED:
            _correct(ports, book, attempt)
    return True


def _leave_a_word(ports: Ports, attempt_id: str, sid: str) -> None:
    try:
        ports.carrier.send_call_to(sid, addresses.attempt_voicemail(ports.public_url, attempt_id))
    except CarrierFailed as failure:
        _log.warning("voicemail_not_reached attempt=%s why=%s", attempt_id, failure)


def _correct(ports: Ports, book: Book, attempt: Attempt) -> None:
    """The call had ended as if with a person; it was a machine: that member is not reached after all.

    He is rung again, unless the message was stopped or corrected since.
    """
    if not book.cascades.move_attempt(attempt.id, AttemptState.MACHINE):
        return
    others = [each for each in book.cascades.attempts_of(attempt.delivery) if each.id != attempt.id]
    reached = any(each.state in _A_PERSON or each.by is By.VOICE_IN for each in others)
    if any(each.state is AttemptState.HEARD or (each.by is By.VOICE_IN and was_heard(each)) for each in others):
        return
    book.cascades.take_back(attempt.delivery, reached=reached, heard=False)
    if book.cascades.reopen(attempt.delivery, reached=reached, heard=False):
        reopen_alert(book, book.cascades.get(attempt.cascade).alert, ports.clock.now(), "a machine had answered")
    plan_next(ports, book, attempt.delivery, afresh=True)


def note_person(ports: Ports, attempt_id: str) -> None:
    """A key was pressed: somebody is there, whatever detection guesses."""
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(attempt_id)
        if attempt is not None:
            book.cascades.note_guess(attempt_id, PERSON)
            book.cascades.note_facts(attempt.delivery, reached=True)
            _look_again(ports, book, attempt_id)


def note_reading(ports: Ports, attempt_id: str, readings: int) -> None:
    """A whole reading was played to its end: the first, or the second."""
    with ports.store.write() as book:
        book.cascades.note_played(attempt_id, readings)
        attempt = book.cascades.attempt(attempt_id)
        if attempt is not None and attempt.by is By.VOICE_IN and was_heard(attempt):
            _note_heard(ports, book, attempt)
            _leave_in_peace(ports, book, attempt)
        _look_again(ports, book, attempt_id)


def _leave_in_peace(ports: Ports, book: Book, call_in: Attempt) -> None:
    """Who called in and heard it is told no more of it: nothing is planned, and a phone that rings falls silent."""
    for attempt in book.cascades.attempts_of(call_in.delivery):
        book.cascades.move_attempt(attempt.id, AttemptState.CANCELLED, only_from=BEFORE_THE_CARRIER)
    finish(ports, book, book.cascades.delivery(call_in.delivery), Final.INFORMED, "heard")
    end_ringing(ports, book, call_in.delivery)


def _look_again(ports: Ports, book: Book, attempt_id: str) -> None:
    """What was seen on the line may be told after its end: then it ended otherwise."""
    attempt = book.cascades.attempt(attempt_id)
    if attempt is None or attempt.state not in _TALKED:
        return
    ended = how_it_ended(attempt)
    if ended is not attempt.state and book.cascades.move_attempt(attempt_id, ended):
        settle(ports, book, attempt_id, afresh=True)
