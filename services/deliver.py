"""Place the calls and send the texts that are due, at the rate the carrier allows, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from plp import addresses
from plp.alert import Alert
from plp.book import Book, Claim
from plp.book_of_attempts import Taken
from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled
from plp.fault import Fault, is_known
from plp.member import Route
from plp.outcome import AttemptState, By
from plp.ports import DOOR, CallOrder, Door, Placed, Ports, TextOrder
from services.end_calls import end_calls
from services.in_flight import InFlight, Result, Submit
from services.lines_free import lines_free
from services.note_opt_out import note_opt_out
from services.on_the_dot import StopWatch, nap, on_the_dot
from services.plan_next import plan_next
from services.words import text_for

_log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""How long a request to the carrier may take before its fate is asked."""
REPORT_AFTER_RING = timedelta(seconds=20)
"""Past the longest ring the carrier has told of an answer or an end; a report lost would keep its line till asked."""
TEXT_SETTLES = timedelta(minutes=2)
SHUT_FOR = timedelta(seconds=60)
"""Our account refused: hold everything this long, nobody is given up."""


def place_calls(
    ports: Ports, *, within: timedelta = timedelta(seconds=20), stopping: Callable[[], bool] = lambda: False
) -> int:
    """Ring everybody who is due, until nobody is, the lines are full, or `within` is over; returns how many.

    `stopping` is asked before each batch: once true, nothing more is claimed, and all that was is submitted and
    recorded. What remains is rung by the next knock on the door.
    """

    def place(claims: Iterable[Claim]) -> Iterator[Placed]:
        return ports.carrier.call(_call_order(ports, claim) for claim in claims)

    return _deliver(ports, Door.CALLS, By.VOICE, place, within=within, stopping=stopping, lines=ports.rates.lines)


def send_texts(
    ports: Ports, *, within: timedelta = timedelta(seconds=20), stopping: Callable[[], bool] = lambda: False
) -> int:
    """Text everybody who is due, until nobody is, `within` is over or `stopping` is true; returns how many."""

    def send(claims: Iterable[Claim]) -> Iterator[Placed]:
        return ports.carrier.text(_text_order(ports, claim) for claim in claims)

    return _deliver(ports, Door.TEXTS, By.SMS, send, within=within, stopping=stopping)


def _deliver(
    ports: Ports,
    door: Door,
    by: By,
    submit: Submit,
    *,
    within: timedelta,
    stopping: Callable[[], bool],
    lines: int | None = None,
) -> int:
    until = ports.clock.now() + within
    placed, stops = 0, StopWatch(ports)
    with InFlight(submit, lambda results: record(ports, results), largest=ports.store.batch) as flying:
        while ports.clock.now() < until and not stopping():
            most, holding = _look(ports, by, flying.next_size(), lines)
            if most <= 0:
                return placed
            permits = ports.pace.take(door, most)
            if not permits:
                nap(ports, ports.pace.wait(door))
                continue
            moments = _from_now(ports, permits)
            claims = _claim(ports, by, len(permits), holding, lines)
            if not claims:
                return placed
            placed += len(claims)
            _send(ports, door, flying, claims, moments, stops)
    ports.bell.ring(door)
    return placed


def _look(ports: Ports, by: By, size: int, lines: int | None) -> tuple[int, frozenset[str]]:
    """How many of `size` are due and may go, and the zones where it is too late in the day to ring for the rest."""
    now = ports.clock.now()
    with ports.store.read() as book:
        holding = frozenset(zone.name for zone in book.people.zones() if zone.quiet_hours.hold(now, zone.tz))
        most = size if lines is None else min(size, lines_free(ports, book, enough=size))
        return (book.cascades.due(by, now, most=most, holding=holding) if most > 0 else 0), holding


def _claim(ports: Ports, by: By, most: int, holding: frozenset[str], lines: int | None) -> list[Claim]:
    now = ports.clock.now()
    if lines is not None and ports.free_lines.surely(now, ports.rates) >= most:
        lines = None
    with ports.store.write() as book:
        claims = book.cascades.claim(by, most=most, now=now, lease=LEASE, holding=holding, lines=lines)
    if by is By.VOICE:
        ports.free_lines.taken(len(claims))
    return claims


def _from_now(ports: Ports, permits: Sequence[timedelta]) -> list[datetime | None]:
    """The moment at which each may leave; None is at once."""
    now = ports.clock.now()
    return [now + wait if wait else None for wait in permits]


def _send(
    ports: Ports,
    door: Door,
    flying: InFlight,
    claims: Sequence[Claim],
    moments: Sequence[datetime | None],
    stops: StopWatch,
) -> None:
    """A sample zone's numbers may be real people's: only an exchange on this machine rings them."""
    refused = [] if ports.carrier.on_loopback else [claim for claim in claims if claim.zone.sample]
    why = CarrierRefused(None, Fault.ACCOUNT, "sample zone")
    flying.tell([(claim, Placed(claim.attempt.id, failure=why)) for claim in refused])
    allowed = [claim for claim in claims if claim not in refused] if refused else claims

    def put_off(claim: Claim, why: CarrierThrottled) -> None:
        flying.tell([(claim, Placed(claim.attempt.id, failure=why))])

    flying.send(allowed, on_the_dot(ports, door, allowed, moments, stops=stops, put_off=put_off))


def record(ports: Ports, results: Sequence[Result]) -> None:
    """Write what came of these requests, together; a callback may have told more already, then nothing is undone.

    Delivery by delivery in the order of their ids, like all that lock several: who stops the cascade waits for them.
    """
    with ports.store.write() as book:
        taken = [(claim, placed.sid) for claim, placed in results if placed.failure is None and placed.sid]
        _record_taken(ports, book, taken)
        for claim, placed in sorted(results, key=lambda result: result[0].delivery.id):
            if placed.failure is not None:
                _record_failure(ports, book, claim, placed.failure)
            elif placed.sid and claim.attempt.by is By.SMS:
                plan_next(ports, book, claim.delivery.id)


def _record_taken(ports: Ports, book: Book, taken: Sequence[tuple[Claim, str]]) -> None:
    now = ports.clock.now()
    book.cascades.note_taken([Taken(claim.attempt.id, sid, now + claim_lease(claim)) for claim, sid in taken])
    _end_unwanted(ports, book, [claim.attempt.id for claim, _ in taken if claim.attempt.by is By.VOICE])


def _end_unwanted(ports: Ports, book: Book, calls: Sequence[str]) -> None:
    """Acknowledged or stopped while the carrier was being asked: then the telephone falls silent at once."""
    if ringing := [each.carrier_sid for each in book.cascades.unwanted_calls(calls) if each.carrier_sid]:
        book.after_commit(lambda: end_calls(ports, ringing))


def _record_failure(ports: Ports, book: Book, claim: Claim, failure: CarrierFailed) -> None:
    _log.warning("attempt_not_taken attempt=%s why=%s", claim.attempt.id, failure)
    match failure:
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
            note_opt_out(ports, book, claim.attempt.number, code)
            plan_next(ports, book, claim.delivery.id)
        case CarrierFailed():
            now = ports.clock.now()
            book.cascades.move_attempt(claim.attempt.id, AttemptState.UNKNOWN, lease_until=now)


def claim_lease(claim: Claim) -> timedelta:
    """How long the carrier may be silent about what it took before it is asked."""
    if claim.attempt.by is By.SMS:
        return TEXT_SETTLES
    return claim.partnership.plans.for_(urgent=claim.cascade.urgent).ring + REPORT_AFTER_RING


def _put_off(ports: Ports, book: Book, claim: Claim, wait: timedelta) -> None:
    """The carrier did not take it: the same attempt goes later and costs nothing.

    Unless it has gone already: this may be told twice, when nobody heard whether the first was committed, and another
    worker may have claimed the attempt anew in between.
    """
    held = book.cascades.hold_attempt(claim.attempt.id)
    if held is None or held.at != claim.attempt.at:
        return
    if claim.attempt.by is By.SMS and book.cascades.hold_delivery(claim.delivery.id).route is Route.VOICE:
        _ring_instead(ports, book, claim)
        return
    due_at = ports.clock.now() + wait
    if book.cascades.move_attempt(claim.attempt.id, AttemptState.PLANNED):
        if not book.cascades.set_next(claim.delivery.id, claim.attempt.by, due_at):
            book.cascades.move_attempt(claim.attempt.id, AttemptState.CANCELLED)
            return
        door = DOOR[claim.attempt.by]
        book.after_commit(lambda: ports.bell.ring(door, at=due_at))


def _ring_instead(ports: Ports, book: Book, claim: Claim) -> None:
    """He wrote STOP while his text was with the carrier, who did not take it: it is never sent, he is rung."""
    if book.cascades.move_attempt(claim.attempt.id, AttemptState.CANCELLED, only_from={AttemptState.SUBMITTING}):
        plan_next(ports, book, claim.delivery.id)


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
