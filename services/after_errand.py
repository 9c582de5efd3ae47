"""What follows the end of an errand: another round, another person, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from plp.book import Book
from plp.errand import Errand, ErrandKind, ErrandState
from plp.outcome import By
from plp.ports import Ports
from plp.report import DESK
from plp.self_test import Verdict
from services.end_self_test import end_self_test
from services.feedback_owed import feedback_owed
from services.hold_report import let_report_go
from services.owe_errand import owe
from services.ring_for_feedback import ring_for_feedback
from services.ring_for_report import ring_for_report

_ROUNDS = 3
_AGAIN_AFTER = timedelta(minutes=10)


def after_errand(ports: Ports, book: Book, errand: Errand, *, reached: bool) -> None:
    """Do what its kind asks for; `reached`: the line was open, or the text delivered."""
    _AFTER[errand.kind](ports, book, errand, reached)


def _nothing(ports: Ports, book: Book, errand: Errand, reached: bool) -> None:
    """An officer who hears nothing asks again, and he must not be rung twice."""
    del ports, book, errand, reached


def _after_report(ports: Ports, book: Book, errand: Errand, reached: bool) -> None:
    """Whoever hung up without deciding hears it no longer, and the next one is rung."""
    del reached
    let_report_go(book, errand.subject, holder=errand.officer or DESK)
    if report := book.reports.report(errand.subject):
        ring_for_report(ports, book, report)


def _after_feedback(ports: Ports, book: Book, errand: Errand, reached: bool) -> None:
    """Unless it was given, or put off till tomorrow, the substitute is rung."""
    del reached
    owed = (alert for alert in feedback_owed(book) if alert.id == errand.subject)
    for alert in owed:
        ring_for_feedback(ports, book, alert)


def _after_notice(ports: Ports, book: Book, errand: Errand, reached: bool) -> None:
    """Rung again a while later, three times in all; a text that did not arrive becomes a call at once."""
    if reached or errand.round >= _ROUNDS:
        return
    now = ports.clock.now()
    again = replace(
        errand,
        id=uuid4().hex,
        by=By.VOICE,
        state=ErrandState.OWED,
        asked_at=now,
        due_at=now if errand.by is By.SMS else now + _AGAIN_AFTER,
        round=errand.round + 1,
        claimed_at=None,
        carrier_sid=None,
        picked_up=False,
        looks=0,
    )
    owe(ports, book, again)


def _after_self_test(ports: Ports, book: Book, errand: Errand, reached: bool) -> None:
    """A call that was not taken, or that nobody answered, arrived nowhere; one that was answered is judged there."""
    test = book.trust.self_test(errand.subject)
    if test is None or reached:
        return
    refused = errand.state is ErrandState.FAILED
    end_self_test(ports, book, test, Verdict.NOT_PLACED if refused else Verdict.NOTHING_ARRIVED)


_AFTER: Mapping[ErrandKind, Callable[[Ports, Book, Errand, bool], None]] = {
    ErrandKind.RING_BACK: _nothing,
    ErrandKind.REPORT: _after_report,
    ErrandKind.FEEDBACK: _after_feedback,
    ErrandKind.NOTICE: _after_notice,
    ErrandKind.SELF_TEST: _after_self_test,
}
