"""Note what a call's callbacks tell: how it rings, who seems to answer, how it ends."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from plp import addresses
from plp.book import Book
from plp.book_of_attempts import Move
from plp.cascade import Attempt, Delivery, Final
from plp.errors import CarrierFailed
from plp.fault import deserves_alarm, fault_of
from plp.outcome import BEFORE_THE_CARRIER, UNDER_WAY, AttemptState, By, may_become
from plp.ports import Door, Ports
from services.end_calls import end_ringing
from services.lines_free import lines_free
from services.plan_next import finish, plan_next, reopen_alert
from services.settle_call import TALKED, how_it_ended, is_machine, look_again, note_heard, settle, settle_all, was_heard

_log = logging.getLogger(__name__)

PERSON = "person"
"""Our own word beside the carrier's guesses: somebody pressed a key."""
LONGEST_CALL = timedelta(seconds=90)
"""How long somebody may be on the line before the carrier is asked whether he still is."""
_FEW = 5
"""So few lines free: several calls may end at one moment, and each of them looks."""

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
_A_PERSON = frozenset({AttemptState.HEARD, AttemptState.CUT_SHORT, AttemptState.DELIVERED, AttemptState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Told:
    """One status of a call, in the carrier's own words; `answered_by` is detection's guess where it comes along."""

    attempt: str
    status: str
    sid: str
    sequence: int | None = None
    error_code: int | None = None
    answered_by: str = ""


def note_call(ports: Ports, told: Told) -> bool:
    """Take one status of a call, in any order and any number of times; False for an attempt we never made.

    A status the provider does not document is kept in the history and changes nothing.  A machine that is told only
    here (`answered_by`) is a machine, unless somebody pressed a key.
    """
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(told.attempt)
        if attempt is None:
            return False
        if not _is_of(attempt, told):
            _log.error("callback_of_another_call attempt=%s", attempt.id)
            return False
        _note(ports, book, [(attempt, told)], {})
    return True


def note_calls(ports: Ports, told: Sequence[Told]) -> list[bool | None]:
    """Take what is told of several calls in one transaction, each as `note_call` would.

    None for what must be noted alone: of a call that somebody else holds at this moment, that is unknown or another, or
    of which more is told here.  Two who note several calls do not wait for each other's.  Raises StoreBusy when
    something else they touch is held for longer than a moment: then nothing is noted.
    """
    with ports.store.write() as book:
        held = book.cascades.hold_free_attempts({each.attempt for each in told})
        first = {each.attempt: each for each in reversed(told) if each.attempt in held}
        ended = {held[each.attempt].delivery for each in first.values() if each.status in ENDED}
        owed = book.cascades.hold_free_deliveries(ended) if ended else {}
        free = [each for each in first.values() if _is_free(held[each.attempt], each, owed)]
        if free:
            _note(ports, book, [(held[each.attempt], each) for each in free], owed)
    noted = {id(each) for each in free}
    return [True if id(each) in noted else None for each in told]


def _is_free(attempt: Attempt, told: Told, owed: Collection[str]) -> bool:
    """Whether all that may be written to is held."""
    if is_machine(told.answered_by) or (told.status in ENDED and attempt.delivery not in owed):
        return False
    return _is_of(attempt, told)


def _is_of(attempt: Attempt, told: Told) -> bool:
    return attempt.carrier_sid in {None, told.sid}


def _note(ports: Ports, book: Book, calls: Sequence[tuple[Attempt, Told]], owed: Mapping[str, Delivery]) -> None:
    """What follows from what is told of these calls, which are held, as are the deliveries in `owed`."""
    now = ports.clock.now()
    book.cascades.note_events("call", [(told.attempt, told.status, told.sequence) for _, told in calls], now)
    seen = [(_with_guess(ports, book, attempt, told.answered_by), told) for attempt, told in calls]
    moves: dict[Move, dict[str, str]] = {}
    for attempt, told in seen:
        # It is held: what does not move now has been told before, or was outrun by what came after.
        if (move := _move(attempt, told, now)) and attempt.state in may_become(move.to):
            moves.setdefault(move, {})[attempt.id] = told.sid
    went = {each: move for move, sids in moves.items() for each in book.cascades.move_attempts(sids, move)}
    for attempt, told in seen:
        if attempt.id not in went:
            _note_once_more(ports, book, attempt, told)
        elif deserves_alarm(code := went[attempt.id].error_code):
            _log.error("unexpected_code attempt=%s code=%s status=%s", attempt.id, code, told.status)
    ended = [(attempt, told) for attempt, told in seen if told.status in ENDED]
    settle_all(ports, book, [replace(each, state=went[each.id].to) for each, _ in ended if each.id in went], held=owed)
    if ended:
        _give_the_lines_to_the_next(ports, book, freed=len(ended))


def _move(attempt: Attempt, told: Told, now: datetime) -> Move | None:
    """Where it goes by what is told, None for a status nobody documents; who answers is given time to listen."""
    # `completed` says only that the line was open; what we saw on it says how it ended.
    to = how_it_ended(attempt) if told.status == "completed" else _STATE_OF.get(told.status)
    if to is None:
        return None
    code = told.error_code if told.status in _STATE_OF else None
    until = now + LONGEST_CALL if to is AttemptState.ANSWERED else None
    if until and attempt.lease_until and attempt.lease_until > until:
        until = None
    return Move(to, fault_of(code) if code else None, code, until)


def _note_once_more(ports: Ports, book: Book, attempt: Attempt, told: Told) -> None:
    """Told again, or too late to change where it stands."""
    if told.status in ENDED:
        book.cascades.free_line(attempt.id)
        settle(ports, book, attempt.id)
    elif _STATE_OF.get(told.status) is AttemptState.ANSWERED:
        book.cascades.prolong(attempt.id, ports.clock.now() + LONGEST_CALL)


def _with_guess(ports: Ports, book: Book, attempt: Attempt, answered_by: str) -> Attempt:
    """A machine that is told of here only; where a call had ended as if with a person, that is taken back."""
    if not is_machine(answered_by) or is_machine(attempt.answered_by) or attempt.answered_by == PERSON:
        return attempt
    book.cascades.note_guess(attempt.id, answered_by)
    if attempt.state in TALKED:
        _correct(ports, book, attempt)
    return replace(attempt, answered_by=answered_by)


def _give_the_lines_to_the_next(ports: Ports, book: Book, *, freed: int) -> None:
    """Lines are free: whoever waited for one is rung; a bell for nobody would cost more than this callback.

    Nobody waits for a line while there are others, and looking for whoever is due reads all who are not.
    """
    few = max(_FEW, ports.rates.lines // 5) + freed
    if lines_free(ports, book, enough=few) <= few and book.cascades.due(By.VOICE, ports.clock.now(), most=1):
        book.after_commit(lambda: ports.bell.ring(Door.CALLS))


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
        book.cascades.note_events("machine", [(attempt_id, answered_by, None)], now)
        if attempt.answered_by == PERSON or attempt.state is AttemptState.ACKNOWLEDGED:
            return True
        book.cascades.note_guess(attempt_id, answered_by)
        if not is_machine(answered_by):
            if answered_by == "human":
                book.cascades.note_facts(attempt.delivery, reached=True)
        elif attempt.state in UNDER_WAY and not is_machine(attempt.answered_by):
            if interrupting:
                book.after_commit(lambda: _leave_a_word(ports, attempt_id, sid))
        elif attempt.state in TALKED:
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
            look_again(ports, book, attempt_id)


def note_reading(ports: Ports, attempt_id: str, readings: int) -> None:
    """A whole reading was played to its end: the first, or the second."""
    with ports.store.write() as book:
        book.cascades.note_played(attempt_id, readings)
        attempt = book.cascades.attempt(attempt_id)
        if attempt is not None and attempt.by is By.VOICE_IN and was_heard(attempt):
            note_heard(ports, book, attempt)
            _leave_in_peace(ports, book, attempt)
        look_again(ports, book, attempt_id)


def _leave_in_peace(ports: Ports, book: Book, call_in: Attempt) -> None:
    """Who called in and heard it is told no more of it: nothing is planned, and a phone that rings falls silent."""
    for attempt in book.cascades.attempts_of(call_in.delivery):
        book.cascades.move_attempt(attempt.id, AttemptState.CANCELLED, only_from=BEFORE_THE_CARRIER)
    finish(ports, book, book.cascades.delivery(call_in.delivery), Final.INFORMED, "heard")
    end_ringing(ports, book, call_in.delivery)
