"""Show a cascade as the contract's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from plp.book import Book
from plp.cascade import Attempt, Cascade, Delivery, Final, Tally
from plp.outcome import outcome_of
from plp.ports import Ports


def show_cascade(ports: Ports, cascade_id: str) -> dict[str, object]:
    """The whole cascade: its numbers, each delivery, each attempt.  Raises NotFound."""
    with ports.store.read() as book:
        cascade = book.cascades.get(cascade_id)
        tally = book.cascades.tally(cascade_id)
        deliveries = book.cascades.deliveries(cascade_id)
        attempts = book.cascades.attempts(cascade_id)
    shown = [_delivery(each, attempts.get(each.id, [])) for each in deliveries]
    return summary(cascade, tally) | {"deliveries": shown}


def list_cascades(ports: Ports) -> list[dict[str, object]]:
    """Every cascade in numbers, newest first."""
    with ports.store.read() as book:
        return summaries(book, book.cascades.all())


def summaries(book: Book, cascades: Sequence[Cascade]) -> list[dict[str, object]]:
    """These cascades in numbers, from a book that is open."""
    tallies = book.cascades.tallies([each.id for each in cascades])
    return [summary(each, tallies[each.id]) for each in cascades]


def summary_of(ports: Ports, cascade_id: str) -> dict[str, object]:
    """One cascade in numbers.  Raises NotFound."""
    with ports.store.read() as book:
        return summary(book.cascades.get(cascade_id), book.cascades.tally(cascade_id))


def summary(cascade: Cascade, tally: Tally) -> dict[str, object]:
    """The numbers of one cascade, without its deliveries."""
    return {
        "cascade": cascade.id,
        "alert": cascade.alert,
        "partnership": cascade.partnership,
        "state": cascade.state.value,
        "started_at": iso(cascade.started_at),
        "finished_at": iso(cascade.finished_at),
        "members": tally.members,
        "pending": tally.pending,
        "by_final": {final.value: tally.by_final.get(final, 0) for final in Final},
        "reached": tally.reached,
        "heard": tally.heard,
        "acknowledged": tally.acknowledged,
    }


def _delivery(delivery: Delivery, attempts: list[Attempt]) -> dict[str, object]:
    return {
        "member": delivery.member,
        "final": delivery.final.value if delivery.final else None,
        "why": delivery.why,
        "due_at": iso(delivery.due_at),
        "reached": delivery.reached,
        "heard": delivery.heard,
        "acknowledged": delivery.acknowledged,
        "attempts": [_attempt(attempt) for attempt in attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "id": attempt.id,
        "channel": attempt.by.value,
        "outcome": outcome_of(attempt.state),
        "carrier_sid": attempt.carrier_sid,
        "at": iso(attempt.at),
    }


def iso(moment: datetime | None) -> str | None:
    """A moment in UTC as `2026-11-22T06:15:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
