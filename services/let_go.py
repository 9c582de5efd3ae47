"""A member is not to be reached any more: what he was still owed is not placed, and what rings falls silent."""

from __future__ import annotations

from plp.book import Book
from plp.cascade import Final
from plp.outcome import AttemptState
from plp.ports import Ports
from services.end_calls import end_ringing
from services.plan_next import finish


def let_go(ports: Ports, book: Book, member: str, why: str) -> None:
    """Exclude him from every cascade under way that has not reached its end with him, for this reason."""
    for _, delivery in book.cascades.open_to(member):
        if not finish(ports, book, delivery, Final.EXCLUDED, why):
            continue
        for attempt in book.cascades.attempts_of(delivery.id):
            if attempt.state is AttemptState.PLANNED:
                book.cascades.move_attempt(attempt.id, AttemptState.CANCELLED)
        end_ringing(ports, book, delivery.id)
