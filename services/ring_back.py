"""Ring an officer back at his registered number: whoever asked, only he can answer there."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from plp import addresses
from plp.book import Book
from plp.call import RingBack, RingBackState
from plp.errors import CarrierThrottled
from plp.ports import CallOrder, Door, Placed, Ports

_log = logging.getLogger(__name__)
_RING = timedelta(seconds=40)
MOST_IN_A_WHILE = 3
BEGUN = frozenset(set(RingBackState) - {RingBackState.DONE})
"""A call placed although its answer was lost counts as failed until somebody picks up."""
WAITS = timedelta(minutes=5)
"""How long an officer waits by his telephone for it to ring."""
A_WHILE = timedelta(minutes=15)
"""A stranger who knows an officer's number may disturb him this often, and no more."""


def ask_ring_back(ports: Ports, zone: str, digits: str) -> bool:
    """Owe a call to the officer with this number; False when there is none, he is locked or it was asked too often.

    The caller is told the same in both cases.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        officer = book.people.officer_by_number(zone, int(digits)) if _is_a_number(digits) else None
        if officer is None or officer.locked:
            return False
        if book.conversations.ring_backs_since(officer.id, now - A_WHILE) >= MOST_IN_A_WHILE:
            _log.warning("ring_back_refused officer=%s why=too often", officer.id)
            return False
        book.conversations.add_ring_back(RingBack(uuid4().hex, officer.id, zone, RingBackState.OWED, now))
        book.after_commit(lambda: ports.bell.ring(Door.CALLS))
    return True


def _is_a_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 9


def place_ring_backs(ports: Ports) -> int:
    """Place the calls owed to officers, before all others; returns how many were claimed."""
    now = ports.clock.now()
    with ports.store.write() as book:
        claimed = [
            each for each in book.conversations.claim_ring_backs(most=10, now=now) if _still_wanted(book, each, now)
        ]
        orders = [_order(ports, each, book.people.officer(each.officer).phone) for each in claimed]
        senders = {each.id: book.people.zone(each.zone) for each in claimed}
    allowed = [
        CallOrder(order.id, order.to, senders[order.id].voice_number, order.url, order.status_url, order.ring)
        for order in orders
        if ports.carrier.on_loopback or not senders[order.id].sample
    ]
    for placed in ports.carrier.call(allowed):
        _record(ports, placed)
    return len(claimed)


def _still_wanted(book: Book, ring_back: RingBack, now: datetime) -> bool:
    """After an outage nobody waits by the telephone any more: ringing him then would only wake him."""
    if now - ring_back.asked_at <= WAITS:
        return True
    book.conversations.move_ring_back(ring_back.id, was={RingBackState.SUBMITTING}, to=RingBackState.FAILED)
    return False


def _order(ports: Ports, ring_back: RingBack, phone: str) -> CallOrder:
    return CallOrder(
        id=ring_back.id,
        to=phone,
        sender="",
        url=addresses.ring_back_start(ports.public_url, ring_back.id),
        status_url=addresses.ring_back_status(ports.public_url, ring_back.id),
        ring=_RING,
    )


def _record(ports: Ports, placed: Placed) -> None:
    was = {RingBackState.SUBMITTING}
    with ports.store.write() as book:
        match placed.failure:
            case None:
                book.conversations.move_ring_back(placed.id, was=was, to=RingBackState.SUBMITTED, sid=placed.sid)
            case CarrierThrottled(retry_after=seconds):
                book.conversations.move_ring_back(placed.id, was=was, to=RingBackState.OWED)
                at = ports.clock.now() + timedelta(seconds=seconds)
                book.after_commit(lambda: ports.bell.ring(Door.CALLS, at=at))
            case failure:
                # Not tried again: an officer who hears nothing asks again, and he must not be rung twice.
                _log.warning("ring_back_failed ring_back=%s why=%s", placed.id, failure)
                book.conversations.move_ring_back(placed.id, was=was, to=RingBackState.FAILED)


def note_ring_back(ports: Ports, ring_back: str, *, sid: str, ended: bool) -> bool:
    """Take a status of such a call; False for one we never owed."""
    with ports.store.write() as book:
        known = book.conversations.ring_back(ring_back)
        if known is None or known.carrier_sid not in {None, sid}:
            return False
        if ended:
            book.conversations.move_ring_back(ring_back, was=BEGUN, to=RingBackState.DONE, sid=sid)
    return True
