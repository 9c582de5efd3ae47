"""Find what was forgotten: leases that are over, times that are over, phones that should not ring, bells not heard."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from plp.alert import AlertState, Happening
from plp.book import Book
from plp.cascade import UNFINISHED, Cascade, CascadeState, Final
from plp.outcome import AttemptState
from plp.ports import DOOR, Ports
from services.audit import audit
from services.end_calls import end_calls
from services.errands import settle_errands
from services.plan_next import end_cascade, finish, plan_next, reopen_alert
from services.settle_unknown import settle_unknown
from services.watch_feedback import watch_feedback
from services.watch_monthly_tests import watch_monthly_tests
from services.watch_reports import watch_reports
from services.watch_self_tests import watch_self_tests

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found; all noughts on a quiet day."""

    settled: int
    expired: int
    stranded: int
    ended: int


def sweep(ports: Ports) -> Swept:
    """Put everything right that a crash, a lost callback or a lost bell left behind; safe to run anywhere, any time."""
    swept = Swept(
        settled=settle_unknown(ports),
        stranded=_rescue(ports),
        expired=_expire_deliveries(ports) + _give_up_waiting(ports) + _expire_alerts(ports),
        ended=_end_unwanted_calls(ports) + _finish_cascades(ports),
    )
    settle_errands(ports)
    watch_reports(ports)
    watch_feedback(ports)
    watch_monthly_tests(ports)
    watch_self_tests(ports)
    _ring_again(ports)
    return swept


def _expire_deliveries(ports: Ports) -> int:
    now = ports.clock.now()
    with ports.store.write() as book:
        overdue = book.cascades.overdue(now)
        for delivery in overdue:
            book.cascades.hold_delivery(delivery.id)  # before its attempts, like whoever stops the cascade
            attempts = book.cascades.attempts_of(delivery.id)
            for attempt in attempts:
                book.cascades.move_attempt(attempt.id, AttemptState.EXPIRED, only_from={AttemptState.PLANNED})
            if any(attempt.state is AttemptState.DELIVERED for attempt in attempts):
                finish(ports, book, delivery, Final.INFORMED, "text delivered")
            else:
                finish(ports, book, delivery, Final.UNREACHED, "the message expired")
    return len(overdue)


def _give_up_waiting(ports: Ports) -> int:
    with ports.store.write() as book:
        waited_out = book.cascades.waited_out(ports.clock.now())
        for delivery in waited_out:
            plan_next(ports, book, delivery.id)
    return len(waited_out)


def _expire_alerts(ports: Ports) -> int:
    now = ports.clock.now()
    with ports.store.write() as book:
        over = book.alerts.in_states({AlertState.DRAFTED, AlertState.VALIDATED}, expired_by=now)
        for alert in over:
            if book.alerts.save(replace(alert, state=AlertState.EXPIRED), was=alert.state):
                book.alerts.note(Happening(alert.id, now, "tocsin", "expired"))
    return len(over)


def _rescue(ports: Ports) -> int:
    """There must be none; should there be one, its plan is asked again, and it is loud."""
    with ports.store.write() as book:
        stranded = book.cascades.stranded()
        runs = {each: book.cascades.get(each) for each in sorted({delivery.cascade for delivery in stranded})}
        for delivery in stranded:
            _log.error("stranded_delivery delivery=%s cascade=%s", delivery.id, delivery.cascade)
            if runs[delivery.cascade].is_withdrawn:
                finish(ports, book, delivery, Final.CANCELLED, "cancelled")
            else:
                plan_next(ports, book, delivery.id)
        for cascade in runs.values():
            _run_on(ports, book, cascade)
    return len(stranded)


def _run_on(ports: Ports, book: Book, cascade: Cascade) -> None:
    """A run that ended although somebody was owed it still is under way again: else nobody would ever claim him."""
    now, ended, going = ports.clock.now(), {CascadeState.FINISHED}, CascadeState.RUNNING
    if not book.cascades.is_done(cascade.id) and book.cascades.move(cascade.id, was=ended, to=going, at=now):
        reopen_alert(book, cascade.alert, now, "somebody was still owed it")


def _end_unwanted_calls(ports: Ports) -> int:
    with ports.store.read() as book:
        ringing = [attempt.carrier_sid for attempt in book.cascades.unwanted_calls() if attempt.carrier_sid]
    end_calls(ports, ringing)
    return len(ringing)


def _finish_cascades(ports: Ports) -> int:
    with ports.store.write() as book:
        done = [cascade for cascade in book.cascades.all(UNFINISHED) if book.cascades.is_done(cascade.id)]
        for cascade in done:
            end_cascade(ports, book, cascade)
            book.after_commit(partial(audit, ports, cascade.id))
    return len(done)


def _ring_again(ports: Ports) -> None:
    now = ports.clock.now()
    with ports.store.read() as book:
        due = {door: book.cascades.due(by, now) + book.errands.due(by, now) for by, door in DOOR.items()}
        later = {door: (book.cascades.next_due(by, now), book.errands.next_due(by, now)) for by, door in DOOR.items()}
    for door, number in due.items():
        if number:
            ports.bell.ring(door)
        elif ahead := [moment for moment in later[door] if moment]:
            ports.bell.ring(door, at=min(ahead))
