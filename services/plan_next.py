"""Write what a delivery's plan says next: the one owner of retries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from plp.alert import AlertState, Happening, Kind
from plp.book import Book
from plp.cascade import UNFINISHED, Attempt, Cascade, CascadeState, Delivery, Final
from plp.night import next_in_hours
from plp.outcome import BEFORE_THE_CARRIER, UNDER_WAY, AttemptState, By
from plp.plan import GiveUp, Informed, Next, Past, Wait, next_step
from plp.ports import DOOR, Ports
from services.audit import audit
from services.feedback_owed import ANSWERS_URGENT, close_answered
from services.ring_buddy import ring_buddy
from services.tell_summary import tell_summary

_AT_ONCE = 64
"""So many deliveries may end in one moment."""
_UNCERTAIN = frozenset({AttemptState.SUBMITTING, AttemptState.UNKNOWN})


def plan_next(
    ports: Ports,
    book: Book,
    delivery_id: str,
    *,
    cascade: Cascade | None = None,
    held: Delivery | None = None,
    tried: Sequence[Attempt] | None = None,
    afresh: bool = False,
) -> None:
    """Read all that was tried for this delivery and write the next due time, or its final.

    Does nothing while a call or an uncertain text is under way, or once there is a final.
    Every repeat with the same history writes the same; `afresh` says that the history was corrected.
    Whoever holds the delivery in this book hands it on, with what he has read since.
    """
    delivery = held or book.cascades.hold_delivery(delivery_id)  # first: an attempt begun meanwhile must be seen
    everything = book.cascades.attempts_of(delivery_id) if tried is None else tried
    attempts = [each for each in everything if each.by is not By.VOICE_IN]
    if delivery.final is not None or any(map(_must_end_first, attempts)):
        return
    if any(each.by is By.VOICE_IN and each.played for each in everything):
        finish(ports, book, delivery, Final.INFORMED, "heard")
        return
    cascade = cascade or book.cascades.get(delivery.cascade)
    plan = book.people.partnership(cascade.partnership).plans.for_(urgent=cascade.urgent)
    past = [Past(each.by, each.state, each.fault, each.error_code) for each in attempts]
    match next_step(plan, delivery.route, past):
        case Next(by, after):
            _write_next(ports, book, delivery, cascade, by, after, afresh=afresh)
        case Informed(why):
            finish(ports, book, delivery, Final.INFORMED, why)
        case Wait(after, why):
            _wait_for_report(ports, book, delivery, after, why)
        case GiveUp(why):
            finish(ports, book, delivery, Final.UNREACHED, why)


def _must_end_first(attempt: Attempt) -> bool:
    if attempt.by is By.VOICE:
        return attempt.state in UNDER_WAY | BEFORE_THE_CARRIER
    return attempt.state in _UNCERTAIN | BEFORE_THE_CARRIER


def _write_next(
    ports: Ports, book: Book, delivery: Delivery, cascade: Cascade, by: By, after: timedelta, *, afresh: bool
) -> None:
    due_at = ports.clock.now() + after
    if not cascade.urgent:
        zone = book.people.zone(book.people.partnership(cascade.partnership).zone)
        due_at = next_in_hours(book.people.member(delivery.member).hours, due_at, zone.tz)
    if delivery.due_at is not None and delivery.next_by is by and not afresh:
        due_at = min(due_at, delivery.due_at)  # a report that comes meanwhile does not put the call off
    book.cascades.set_next(delivery.id, by, due_at)
    book.after_commit(lambda: ports.bell.ring(DOOR[by], at=due_at if due_at > ports.clock.now() else None))


def _wait_for_report(ports: Ports, book: Book, delivery: Delivery, after: timedelta, why: str) -> None:
    """A due time without a channel: the sweep comes back to it, unless the report comes first."""
    now = ports.clock.now()
    if delivery.due_at is None or delivery.next_by is not None:
        book.cascades.set_next(delivery.id, None, now + after)
    elif delivery.due_at <= now:
        finish(ports, book, delivery, Final.UNREACHED, why)


def finish(
    ports: Ports, book: Book, delivery: Delivery, final: Final, why: str, *, over: frozenset[Final] = frozenset()
) -> bool:
    """Write a delivery's final, and the cascade's end when it was the last; False when another final stands."""
    if not book.cascades.finish(delivery.id, final, why, over=over):
        return False
    if final is Final.UNREACHED:
        ring_buddy(ports, book, delivery)
    still_open = book.cascades.count_open(delivery.cascade, most=_AT_ONCE)
    if not still_open:
        end_cascade(ports, book, book.cascades.get(delivery.cascade))
        book.after_commit(lambda: audit(ports, delivery.cascade))
    elif still_open < _AT_ONCE:
        # Of two that end in one moment neither sees the other's final: whoever commits last looks again.
        book.after_commit(lambda: _end_if_done(ports, delivery.cascade))
    return True


def _end_if_done(ports: Ports, cascade_id: str) -> None:
    with ports.store.read() as book:
        if not book.cascades.is_done(cascade_id) or book.cascades.get(cascade_id).state not in UNFINISHED:
            return
    with ports.store.write() as book:
        end_cascade(ports, book, book.cascades.get(cascade_id))
        book.after_commit(lambda: audit(ports, cascade_id))


def end_cascade(ports: Ports, book: Book, cascade: Cascade) -> None:
    """Mark a cascade finished and tell the coordinators; its alert is closed, unless feedback is still owed for it.

    Nothing happens when somebody is owed it again in this very moment.
    """
    now = ports.clock.now()
    was = {CascadeState.WAITING, CascadeState.RUNNING}
    if not book.cascades.move(cascade.id, was=was, to=CascadeState.FINISHED, at=now):
        return
    alert = book.alerts.get(cascade.alert)
    book.alerts.note(Happening(alert.id, now, "tocsin", "finished", f"cascade {cascade.id}"))
    if alert.kind is not Kind.URGENT:
        close_alert(book, alert.id, now, "everybody accounted for")
    else:
        close_answered(book, alert.id, now)
    if alert.kind in ANSWERS_URGENT and alert.answers:
        close_answered(book, alert.answers, now)
    if cascade.urgent or book.trust.is_monthly_test(alert.id):
        tell_summary(ports, book, cascade)


def close_alert(book: Book, alert_id: str, now: datetime, why: str) -> None:
    """Move a launched alert to closed; one that is not launched is left alone."""
    alert = book.alerts.get(alert_id)
    if alert.state is AlertState.LAUNCHED and book.alerts.save(
        replace(alert, state=AlertState.CLOSED), was=AlertState.LAUNCHED
    ):
        book.alerts.note(Happening(alert.id, now, "tocsin", "closed", why))


def reopen_alert(book: Book, alert_id: str, now: datetime, why: str) -> None:
    """Take a closed alert up again, because somebody proved not to have been reached; another state is left alone.

    Not a move of the table: nobody decides it, an untimely end is taken back.
    """
    alert = book.alerts.get(alert_id)
    if alert.state is AlertState.CLOSED and book.alerts.save(
        replace(alert, state=AlertState.LAUNCHED), was=AlertState.CLOSED
    ):
        book.alerts.note(Happening(alert.id, now, "tocsin", "reopened", why))
