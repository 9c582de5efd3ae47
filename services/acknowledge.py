"""Acknowledge: a key or an answer, committed before anybody says thank you."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from plp.book import Book
from plp.cascade import Attempt, Cascade, Delivery, Final
from plp.member import Member
from plp.outcome import AttemptState, By
from plp.ports import Ports
from services.end_calls import end_ringing
from services.plan_next import finish
from services.settle_call import READINGS

_OVER = frozenset({Final.INFORMED, Final.UNREACHED})
RECENT = timedelta(days=30)
LONGEST_TALK = timedelta(minutes=10)


def acknowledge(ports: Ports, attempt_id: str) -> bool:
    """A key pressed in this call says: understood.  False when the message was withdrawn or the attempt is unknown.

    The row is written before this returns; asking again changes nothing and is true again.
    """
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(attempt_id)
        if attempt is None or book.cascades.get(attempt.cascade).is_withdrawn:
            return False
        book.cascades.move_attempt(attempt_id, AttemptState.ACKNOWLEDGED)
        heard = attempt.played >= 1 if attempt.by is By.VOICE_IN else attempt.played >= READINGS - 1
        _write(ports, book, book.cascades.delivery(attempt.delivery), "a key was pressed", heard=heard, but=attempt_id)
    return True


def acknowledge_by_answer(
    ports: Ports, members: Iterable[Member], *, number: int | None = None
) -> list[tuple[Cascade, Delivery]]:
    """An answer by SMS says: understood.  Acknowledges the newest message of which these members may have been told,
    or the newest with this number.

    Returns the deliveries acknowledged; empty when there is none of the last 30 days.
    """
    with ports.store.write() as book:
        newest = newest_told(ports, book, members, number=number)
        for _, delivery in newest:
            for attempt in book.cascades.attempts_of(delivery.id):
                if attempt.by is By.SMS:
                    book.cascades.move_attempt(attempt.id, AttemptState.ACKNOWLEDGED)
            _write(ports, book, delivery, "answered by SMS")
        return newest


def newest_told(
    ports: Ports, book: Book, members: Iterable[Member], *, number: int | None = None
) -> list[tuple[Cascade, Delivery]]:
    """What these members are owed by the newest cascade (of the message with this number) that told one of them."""
    told = told_lately(ports, book, members)
    if number is not None:
        told = [each for each in told if book.alerts.get(each[0].alert).number == number]
        # Two partnerships may each have a message of this number: the one he has not answered is meant.
        told.sort(key=lambda each: each[1].acknowledged)
    return [each for each in told if each[0].id == told[0][0].id]


def told_lately(ports: Ports, book: Book, members: Iterable[Member]) -> list[tuple[Cascade, Delivery]]:
    """What these members are owed by every cascade that rang or texted one of them already, newest first.

    An answer to yesterday's message is none to the one that leaves in a minute.
    """
    owed = newest_owed(ports, book, members)
    told = {
        cascade.id
        for cascade, delivery in owed
        if any(attempt.may_have_told for attempt in book.cascades.attempts_of(delivery.id))
    }
    return [(cascade, delivery) for cascade, delivery in owed if cascade.id in told]


def newest_owed(ports: Ports, book: Book, members: Iterable[Member]) -> list[tuple[Cascade, Delivery]]:
    """What these members were owed lately, newest first: nothing that excludes them, nothing that may be cancelled
    before anybody is rung."""
    now = ports.clock.now()
    owed = book.cascades.deliveries_to([member.id for member in members], since=now - RECENT)
    return [
        (cascade, delivery)
        for cascade, delivery in owed
        if delivery.final is not Final.EXCLUDED and cascade.due_from <= now
    ]


def _write(
    ports: Ports, book: Book, delivery: Delivery, why: str, *, heard: bool = False, but: str | None = None
) -> None:
    book.cascades.note_facts(delivery.id, reached=True, heard=heard, acknowledged=True)
    finish(ports, book, delivery, Final.ACKNOWLEDGED, why, over=_OVER)
    end_ringing(ports, book, delivery.id, but=but)


def begin_call_in(ports: Ports, delivery: Delivery, *, number: str, sid: str | None) -> Attempt:
    """A member called us and is about to hear this message: an attempt like any other, made by himself."""
    with ports.store.write() as book:
        attempt = Attempt(
            id=uuid4().hex,
            delivery=delivery.id,
            cascade=delivery.cascade,
            by=By.VOICE_IN,
            seq=1 + max((each.seq for each in book.cascades.attempts_of(delivery.id)), default=0),
            number=number,
            state=AttemptState.ANSWERED,
            at=ports.clock.now(),
            lease_until=ports.clock.now() + LONGEST_TALK,
            carrier_sid=sid,
        )
        book.cascades.add_attempt(attempt)
        book.cascades.note_facts(delivery.id, reached=True)
    return attempt
