"""Note what a text's callbacks tell: sent, delivered, or lost on the way."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from plp.book import Book
from plp.cascade import Delivery, Final
from plp.fault import deserves_alarm, fault_of
from plp.outcome import AttemptState, may_become
from plp.ports import Ports
from services.note_opt_out import note_opt_out
from services.plan_next import finish, plan_next

_log = logging.getLogger(__name__)

_STATE_OF: Mapping[str, AttemptState] = {
    "accepted": AttemptState.SUBMITTED,
    "scheduled": AttemptState.SUBMITTED,
    "queued": AttemptState.SUBMITTED,
    "sending": AttemptState.SUBMITTED,
    "sent": AttemptState.SENT,
    "delivered": AttemptState.DELIVERED,
    "read": AttemptState.DELIVERED,
    "undelivered": AttemptState.UNDELIVERED,
    "failed": AttemptState.FAILED,
    "canceled": AttemptState.FAILED,
}
TOLD = frozenset({"delivered", "read", "undelivered", "failed", "canceled"})
"""The carrier's words after which nothing more is expected."""
_TOO_EARLY = frozenset({Final.UNREACHED})
_TELLS_SOMETHING = frozenset({AttemptState.DELIVERED, AttemptState.UNDELIVERED, AttemptState.FAILED})

_NOT_PLANNED_FURTHER = frozenset({AttemptState.SUBMITTING, AttemptState.UNKNOWN})
"""The report came before the carrier's answer, or instead of it: what follows the text is still to be written."""


def note_text(ports: Ports, attempt_id: str, status: str, *, sid: str, error_code: int | None = None) -> bool:
    """Take one status of a text, in any order and any number of times; False for an attempt we never made."""
    now = ports.clock.now()
    with ports.store.write() as book:
        attempt = book.cascades.hold_attempt(attempt_id)
        if attempt is None or attempt.carrier_sid not in {None, sid}:
            return False
        book.cascades.note_events("text", [(attempt_id, status, None)], now)
        state = _STATE_OF.get(status)
        if state is None:
            return True
        fault = fault_of(error_code) if error_code else None
        may = attempt.state in may_become(state)
        moved = may and book.cascades.move_attempt(attempt_id, state, sid=sid, fault=fault, error_code=error_code)
        held = None
        if moved and state is AttemptState.DELIVERED:
            held = book.cascades.note_facts(attempt.delivery, reached=True)
            _correct(ports, book, held)
        if moved and deserves_alarm(error_code):
            _log.error("unexpected_code attempt=%s code=%s status=%s", attempt_id, error_code, status)
        if moved:
            note_opt_out(ports, book, attempt.number, error_code)
        if moved and (state in _TELLS_SOMETHING or attempt.state in _NOT_PLANNED_FURTHER):
            plan_next(ports, book, attempt.delivery, held=held)
    return True


def _correct(ports: Ports, book: Book, delivery: Delivery) -> None:
    """A report that comes after all was given up is still true."""
    if delivery.final in _TOO_EARLY:
        finish(ports, book, delivery, Final.INFORMED, "text delivered", over=_TOO_EARLY)
