"""Answer whoever reported something, by the channel he used: what the police made of it, each answer once."""

from __future__ import annotations

from datetime import timedelta

from plp.book import Book
from plp.cascade import CascadeState
from plp.errand import ErrandKind
from plp.outcome import By
from plp.ports import Ports
from plp.report import Decision, Report
from services.owe_errand import owe_member

TAKEN_AFTER = timedelta(minutes=5)
"""How long an officer may take to launch what he validated before the reporter is told that it is taken."""


def answer_reporter(ports: Ports, book: Book, report: Report) -> bool:
    """Owe the answer that is true now; False when there is none yet, or it was given."""
    says = _answer(ports, book, report)
    if says is None or any(each.says == says for each in book.errands.about(ErrandKind.NOTICE, report.id)):
        return False
    member = book.people.member(report.member)
    if not (number := report.sender or member.phone.e164):
        return False  # he was erased meanwhile
    blanks = {
        "receipt": str(report.number),
        "partnership": book.people.partnership(report.partnership).name_in(member.language),
    }
    by = By.SMS if report.by is By.SMS else By.VOICE
    return owe_member(ports, book, member, says, blanks, report.id, by=by, number=number)


def _answer(ports: Ports, book: Book, report: Report) -> str | None:
    match report.decision:
        case None:
            return None
        case Decision.NO_ACTION:
            return "report_no_action"
        case Decision.PATROL:
            return "report_taken"
        case Decision.VALIDATED:
            if _is_sent(ports, book, report):
                return "report_sent"
            waited = report.decided_at is not None and ports.clock.now() >= report.decided_at + TAKEN_AFTER
            return "report_taken" if waited else None


def _is_sent(ports: Ports, book: Book, report: Report) -> bool:
    """Its message is on its way: launched, and no longer to be cancelled before anybody is rung."""
    cascade = book.cascades.of_alert(report.alert) if report.alert else None
    if cascade is None or cascade.state is CascadeState.CANCELLED:
        return False
    return cascade.due_from <= ports.clock.now()
