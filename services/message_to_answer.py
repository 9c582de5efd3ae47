"""Which earlier message a correction, an all-clear or feedback belongs to."""

from __future__ import annotations

from plp.alert import Alert, AlertState, Kind
from plp.book import Book
from services.feedback_owed import feedback_owed

_MAY_BE_CORRECTED = frozenset({AlertState.LAUNCHED, AlertState.CANCELLED})


def message_to_answer(book: Book, partnership: str, kind: Kind) -> Alert | None:
    """The newest of this partnership that a message of this kind can answer, or None.

    All-clear and feedback: the newest urgent message that still waits for its feedback.  Correction: the newest that
    was launched, or stopped under way, and has reached anybody's telephone; a correction is not corrected.
    """
    if kind is Kind.CORRECTION:
        told = book.alerts.of_partnership(partnership, _MAY_BE_CORRECTED)
        return next((each for each in told if each.kind is not Kind.CORRECTION and _may_have_told(book, each)), None)
    return next((each for each in feedback_owed(book) if each.partnership == partnership), None)


def _may_have_told(book: Book, alert: Alert) -> bool:
    cascade = book.cascades.of_alert(alert.id)
    if cascade is None:
        return False
    if alert.state is AlertState.LAUNCHED:
        return True
    return any(each.may_have_told for made in book.cascades.attempts(cascade.id).values() for each in made)
