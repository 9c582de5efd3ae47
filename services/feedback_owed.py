"""Whether an urgent message still waits for its feedback, and what ends that wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from plp.alert import OPEN, Alert, AlertState, Happening, Kind
from plp.book import Book
from plp.cascade import CascadeState

ANSWERS_URGENT = frozenset({Kind.FEEDBACK, Kind.ALL_CLEAR})


def feedback_owed(book: Book) -> list[Alert]:
    """The urgent messages that were launched and answered by neither feedback nor an all-clear, newest first."""
    return [alert for alert in _open_urgent(book) if answer_to(book, alert) is None]


def answer_to(book: Book, alert: Alert) -> Alert | None:
    """The feedback or all-clear that was launched in answer to this message, and not stopped."""
    told = book.alerts.of_partnership(alert.partnership, OPEN)
    return next((each for each in told if each.answers == alert.id and each.kind in ANSWERS_URGENT), None)


def answered_meanwhile(book: Book, now: datetime) -> list[Alert]:
    """The urgent messages whose cascade is over and whose answer is on its way: they can be closed."""
    return [alert for alert in _open_urgent(book) if _may_close(book, alert, now)]


def close_answered(book: Book, alert_id: str, now: datetime) -> None:
    """Close an urgent message that was answered, once its own cascade is over: a closed one rings nobody any more."""
    alert = book.alerts.get(alert_id)
    if alert.state is not AlertState.LAUNCHED or not _may_close(book, alert, now):
        return
    answer = answer_to(book, alert)
    if answer and book.alerts.save(replace(alert, state=AlertState.CLOSED), was=AlertState.LAUNCHED):
        book.alerts.note(Happening(alert.id, now, "tocsin", "closed", f"answered by {answer.id}"))


def _may_close(book: Book, alert: Alert, now: datetime) -> bool:
    """Not in the seconds in which the answer may still be cancelled."""
    cascade, answer = book.cascades.of_alert(alert.id), answer_to(book, alert)
    if cascade is None or cascade.state is not CascadeState.FINISHED or answer is None:
        return False
    answering = book.cascades.of_alert(answer.id)
    return answering is not None and answering.due_from <= now


def _open_urgent(book: Book) -> list[Alert]:
    return [alert for alert in book.alerts.in_states({AlertState.LAUNCHED}) if alert.kind is Kind.URGENT]
