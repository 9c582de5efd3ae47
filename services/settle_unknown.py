"""Settle attempts whose fate is not known, by asking the carrier; never by trying blindly again."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from plp.book import Book
from plp.cascade import Attempt
from plp.errors import CarrierFailed, CarrierRefused
from plp.fault import Fault
from plp.outcome import AttemptState, By
from plp.ports import Ports, Seen
from services.ask_each import ask_each
from services.note_call import Told, note_call
from services.note_text import note_text
from services.plan_next import plan_next
from services.settle_call import how_it_ended, settle
from services.words import text_for

_log = logging.getLogger(__name__)

LOOKS = 2
"""Empty looks before a call counts as not placed."""
BETWEEN_LOOKS = timedelta(seconds=60)
_SKEW = timedelta(seconds=10)
"""The carrier's clock and ours may differ by so much."""
NOT_THERE = 20404
LONGEST_TEXT = timedelta(hours=11)
"""The carrier keeps trying a text for ten hours at most; after that it says nothing new."""
_AGAIN = timedelta(seconds=30)
_SOONER = timedelta(seconds=60)
_NEARLY_ALL = 0.9
"""Of the lines: some are always just between two calls."""
_NO_SID_YET = frozenset({AttemptState.SUBMITTING, AttemptState.UNKNOWN})


def settle_unknown(ports: Ports) -> int:
    """Ask the carrier about every attempt past its lease, for a few seconds; returns how many were looked at.

    Whoever was not reached has his turn at the next sweep: those asked about have a new lease by then.

    Where nearly all lines are in use and somebody waits for one, calls are asked about before that: some of these
    lines may be free, their ends told while nobody of ours listened.
    """
    now = ports.clock.now()
    with ports.store.read() as book:
        attempts = book.cascades.past_lease(now)
        if _is_crowded(ports, book):
            soon = book.cascades.past_lease(now + _SOONER)
            attempts += [each for each in soon if each.by is By.VOICE and each.carrier_sid and each not in attempts]
    return ask_each(ports, attempts, partial(_try, ports))


def _is_crowded(ports: Ports, book: Book) -> bool:
    now = ports.clock.now()
    in_use = book.cascades.lines_in_use(now)
    return in_use >= _NEARLY_ALL * ports.rates.lines and book.cascades.due(By.VOICE, now, most=1) > 0


def _try(ports: Ports, attempt: Attempt) -> None:
    try:
        _settle(ports, attempt)
    except CarrierFailed as failure:
        _log.warning("fate_not_known attempt=%s why=%s", attempt.id, failure)
        _look_later(ports, attempt)


def _settle(ports: Ports, attempt: Attempt) -> None:
    if attempt.by is By.VOICE_IN:
        _conclude(ports, attempt)
    elif attempt.carrier_sid:
        _ask_how_it_stands(ports, attempt, attempt.carrier_sid)
    elif attempt.state in _NO_SID_YET:
        _look_for_it(ports, attempt)


def _conclude(ports: Ports, attempt: Attempt) -> None:
    """Somebody called in; nobody tells us when he hung up, and no call to us lasts so long."""
    with ports.store.write() as book:
        as_it_is = book.cascades.hold_attempt(attempt.id)
        if as_it_is is not None and book.cascades.move_attempt(attempt.id, how_it_ended(as_it_is)):
            settle(ports, book, attempt.id)


def _ask_how_it_stands(ports: Ports, attempt: Attempt, sid: str) -> None:
    """A final callback was lost, or never sent: the carrier's own record tells."""
    try:
        seen = ports.carrier.call_status(sid) if attempt.by is By.VOICE else ports.carrier.text_status(sid)
    except CarrierRefused as refusal:
        if refusal.code != NOT_THERE:
            raise  # it would not say, which proves nothing: whoever talks on that line must not be rung again
        _log.error("carrier_lost_it attempt=%s code=%s", attempt.id, refusal.code)
        _close(ports, attempt, AttemptState.FAILED)
        return
    _adopt(ports, attempt, seen)
    if attempt.by is By.SMS and ports.clock.now() - attempt.at > LONGEST_TEXT:
        _close(ports, attempt, AttemptState.FAILED)
    _look_later(ports, attempt)


def _look_for_it(ports: Ports, attempt: Attempt) -> None:
    """The request may have been taken: look in the carrier's list, twice, a minute apart."""
    if attempt.looked_at and ports.clock.now() - attempt.looked_at < BETWEEN_LOOKS:
        return
    if seen := _find(ports, attempt):
        _log.info("attempt_adopted attempt=%s", attempt.id)
        _adopt(ports, attempt, seen)
        return
    with ports.store.write() as book:
        book.cascades.move_attempt(
            attempt.id, AttemptState.UNKNOWN, lease_until=ports.clock.now() + BETWEEN_LOOKS, only_from=_NO_SID_YET
        )
        book.cascades.note_look(attempt.id, ports.clock.now())
    if attempt.looks + 1 >= LOOKS:
        _close(ports, attempt, AttemptState.REJECTED)


def _find(ports: Ports, attempt: Attempt) -> Seen | None:
    by_voice = attempt.by is By.VOICE
    listed = ports.carrier.calls_to(attempt.number) if by_voice else ports.carrier.texts_to(attempt.number)
    sender, body = _as_sent(ports, attempt)
    fitting = [
        seen
        for seen in listed
        if seen.went(sender=sender, to=attempt.number)
        and (seen.created_at is None or seen.created_at >= attempt.at - _SKEW)
        and (by_voice or seen.body == body)
    ]
    with ports.store.read() as book:
        bound = book.cascades.sids_bound([seen.sid for seen in fitting])
    free = [seen for seen in fitting if seen.sid not in bound]
    return min(free, key=lambda seen: seen.created_at or attempt.at, default=None)


def _as_sent(ports: Ports, attempt: Attempt) -> tuple[str, str]:
    with ports.store.read() as book:
        cascade = book.cascades.get(attempt.cascade)
        partnership = book.people.partnership(cascade.partnership)
        zone = book.people.zone(partnership.zone)
        if attempt.by is By.VOICE:
            return zone.voice_number, ""
        delivery = book.cascades.delivery(attempt.delivery)
        return zone.sms_number, text_for(zone, partnership, book.alerts.get(cascade.alert), delivery.language)


def _adopt(ports: Ports, attempt: Attempt, seen: Seen) -> None:
    if attempt.by is By.VOICE:
        note_call(ports, Told(attempt.id, seen.status, seen.sid, error_code=seen.error_code))
    else:
        note_text(ports, attempt.id, seen.status, sid=seen.sid, error_code=seen.error_code)
    if attempt.by is By.SMS and not attempt.carrier_sid:
        with ports.store.write() as book:
            plan_next(ports, book, attempt.delivery)


def _look_later(ports: Ports, attempt: Attempt) -> None:
    later = ports.clock.now() + _AGAIN
    with ports.store.write() as book:
        book.cascades.prolong(attempt.id, later)


def _close(ports: Ports, attempt: Attempt, state: AttemptState) -> None:
    with ports.store.write() as book:
        if book.cascades.move_attempt(attempt.id, state, fault=Fault.PASSING):
            plan_next(ports, book, attempt.delivery)
