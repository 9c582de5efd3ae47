"""Place the calls and send the texts that are due, at the rate the carrier allows, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from plp import addresses
from plp.alert import Alert
from plp.book import Book, Claim
from plp.cascade import Final
from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled
from plp.fault import Fault, is_known
from plp.outcome import AttemptState, By
from plp.ports import CallOrder, Door, Placed, Ports, TextOrder
from services.end_calls import end_calls
from services.plan_next import plan_next
from services.words import text_for

_log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""How long a request to the carrier may take before its fate is asked."""
LONGEST_CALL = timedelta(minutes=5)
TEXT_SETTLES = timedelta(minutes=2)
SHUT_FOR = timedelta(seconds=60)
"""Our account refused: hold everything this long, nobody is given up."""
_NO_CALL_WANTED = frozenset({Final.ACKNOWLEDGED, Final.CANCELLED})
"""What may have happened to a delivery while the carrier was being asked: then its telephone falls silent at once."""
_BATCH = 200
_SHORTEST_WAIT = timedelta(milliseconds=5)
_LONGEST_WAIT = timedelta(seconds=1)


def place_calls(ports: Ports, *, within: timedelta = timedelta(seconds=20)) -> int:
    """Ring everybody who is due, until nobody is, the lines are full, or `within` is over; returns how many.

    What remains is rung by the next knock on the door.
    """

    def room() -> int:
        with ports.store.read() as book:
            return max(ports.rates.lines - book.cascades.live_calls(), 0)

    def place(claims: Sequence[Claim]) -> Iterator[Placed]:
        return ports.carrier.call([_call_order(ports, claim) for claim in claims])

    return _deliver(ports, Door.CALLS, By.VOICE, place, within=within, room=room)


def send_texts(ports: Ports, *, within: timedelta = timedelta(seconds=20)) -> int:
    """Text everybody who is due, until nobody is or `within` is over; returns how many."""

    def send(claims: Sequence[Claim]) -> Iterator[Placed]:
        return ports.carrier.text([_text_order(ports, claim) for claim in claims])

    return _deliver(ports, Door.TEXTS, By.SMS, send, within=within, room=lambda: _BATCH)


def _deliver(
    ports: Ports,
    door: Door,
    by: By,
    submit: Callable[[Sequence[Claim]], Iterator[Placed]],
    *,
    within: timedelta,
    room: Callable[[], int],
) -> int:
    until = ports.clock.now() + within
    placed = 0
    while ports.clock.now() < until:
        most = min(_due(ports, by), room(), _BATCH)
        if most <= 0:
            return placed
        permits = ports.pace.take(door, most)
        if not permits:
            ports.clock.sleep(min(max(ports.pace.wait(door), _SHORTEST_WAIT), _LONGEST_WAIT))
            continue
        claims = _claim(ports, by, permits)
        if not claims:
            return placed
        placed += len(claims)
        _submit(ports, claims, submit)
    ports.bell.ring(door)
    return placed


def _due(ports: Ports, by: By) -> int:
    with ports.store.read() as book:
        return book.cascades.due(by, ports.clock.now())


def _claim(ports: Ports, by: By, most: int) -> list[Claim]:
    now = ports.clock.now()
    with ports.store.write() as book:
        return book.cascades.claim(by, most=most, now=now, lease=LEASE, holding=_holding(ports, book))


def _holding(ports: Ports, book: Book) -> frozenset[str]:
    """Zones where it is too late in the day to ring for what is not urgent."""
    now = ports.clock.now()
    return frozenset(zone.name for zone in book.people.zones() if zone.quiet_hours.hold(now, zone.tz))


def _submit(ports: Ports, claims: Sequence[Claim], submit: Callable[[Sequence[Claim]], Iterator[Placed]]) -> None:
    by_id = {claim.attempt.id: claim for claim in claims}
    allowed = [claim for claim in claims if ports.carrier.on_loopback or not claim.zone.sample]
    for claim in claims:
        if claim not in allowed:
            _record(ports, claim, Placed(claim.attempt.id, failure=CarrierRefused(None, Fault.ACCOUNT, "sample zone")))
    for placed in submit(allowed):
        _record(ports, by_id[placed.id], placed)


def _record(ports: Ports, claim: Claim, placed: Placed) -> None:
    """Write what came of one request; a callback may have told more already, then nothing is undone."""
    now = ports.clock.now()
    with ports.store.write() as book:
        if placed.failure is None:
            _record_taken(ports, book, claim, placed.sid)
            return
        _log.warning("attempt_not_taken attempt=%s why=%s", claim.attempt.id, placed.failure)
        match placed.failure:
            case CarrierThrottled(retry_after=seconds):
                _put_off(ports, book, claim, timedelta(seconds=seconds))
            case CarrierRefused(fault=Fault.THROTTLED):
                _put_off(ports, book, claim, timedelta(seconds=1))
            case CarrierRefused(fault=Fault.ACCOUNT, code=code):
                _log.error("account_refused code=%s what=everything is held; run: tocsin doctor", code)
                _put_off(ports, book, claim, SHUT_FOR)
            case CarrierRefused(fault=fault, code=code):
                if fault is Fault.OURS or not is_known(code):
                    _log.error("unexpected_refusal code=%s attempt=%s", code, claim.attempt.id)
                book.cascades.move_attempt(claim.attempt.id, AttemptState.REJECTED, fault=fault, error_code=code)
                plan_next(ports, book, claim.delivery.id)
            case CarrierFailed():
                book.cascades.move_attempt(claim.attempt.id, AttemptState.UNKNOWN, lease_until=now)


def _record_taken(ports: Ports, book: Book, claim: Claim, sid: str | None) -> None:
    lease = claim_lease(claim)
    book.cascades.move_attempt(claim.attempt.id, AttemptState.SUBMITTED, sid=sid, lease_until=ports.clock.now() + lease)
    if claim.attempt.by is By.SMS:
        plan_next(ports, book, claim.delivery.id)
    elif sid and book.cascades.delivery(claim.delivery.id).final in _NO_CALL_WANTED:
        book.after_commit(lambda: end_calls(ports, [sid]))


def claim_lease(claim: Claim) -> timedelta:
    """How long the carrier may be silent about what it took before it is asked."""
    if claim.attempt.by is By.SMS:
        return TEXT_SETTLES
    return claim.partnership.plans.for_(urgent=claim.cascade.urgent).ring + LONGEST_CALL


def _put_off(ports: Ports, book: Book, claim: Claim, wait: timedelta) -> None:
    """The carrier did not take it: the same attempt goes later and costs nothing."""
    due_at = ports.clock.now() + wait
    if book.cascades.move_attempt(claim.attempt.id, AttemptState.PLANNED):
        if not book.cascades.set_next(claim.delivery.id, claim.attempt.by, due_at):
            book.cascades.move_attempt(claim.attempt.id, AttemptState.CANCELLED)
            return
        door = Door.CALLS if claim.attempt.by is By.VOICE else Door.TEXTS
        book.after_commit(lambda: ports.bell.ring(door, at=due_at))


def _call_order(ports: Ports, claim: Claim) -> CallOrder:
    attempt = claim.attempt
    return CallOrder(
        id=attempt.id,
        to=attempt.number,
        sender=claim.zone.voice_number,
        url=addresses.attempt_start(ports.public_url, attempt.id),
        status_url=addresses.attempt_status(ports.public_url, attempt.id),
        ring=claim.partnership.plans.for_(urgent=claim.cascade.urgent).ring,
        machine_url=addresses.attempt_machine(ports.public_url, attempt.id),
    )


def _text_order(ports: Ports, claim: Claim) -> TextOrder:
    return TextOrder(
        id=claim.attempt.id,
        to=claim.attempt.number,
        sender=claim.zone.sms_number,
        body=text_for(claim.zone, claim.partnership, claim.alert, claim.delivery.language),
        status_url=addresses.text_status(ports.public_url, claim.attempt.id),
        valid=_time_left(ports, claim.alert),
    )


def _time_left(ports: Ports, alert: Alert) -> timedelta:
    return max(alert.expires_at - ports.clock.now(), timedelta(seconds=1))
