"""Decide a member's report: validated, no action, or a patrol; once, whoever is faster."""

from __future__ import annotations

import logging

from plp.alert import check_mandate
from plp.book import Book
from plp.errand import OPEN, ErrandKind, ErrandState
from plp.errors import BadInput, NotAllowed, NotFound, WrongMove
from plp.ports import Ports
from plp.report import DESK, Decision, Report
from services.answer_reporter import answer_reporter
from services.end_calls import end_calls
from services.hold_report import heard_by
from services.ring_for_report import ring_for_report

_log = logging.getLogger(__name__)


def decide_report(ports: Ports, report_id: str, decision: Decision, *, by: str, alert: str | None = None) -> Report:
    """Write what `by` (an officer's id, or DESK) made of it; telephones that still ring for it fall silent.

    The reporter is answered; what the desk validated rings the officers, who alone launch, unless the `alert` that
    comes of it is named.  Raises NotFound, NotAllowed without a mandate or while somebody else hears it, WrongMove
    when it is decided, BadInput for an alert of another partnership or a report that is not validated.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        report = book.reports.report(report_id)
        if report is None:
            raise NotFound(f"there is no report {report_id!r}")
        if by != DESK:
            check_mandate(book.people.officer(by), book.people.partnership(report.partnership))
        if heard_by(ports, book, report.id) not in {None, by}:
            raise NotAllowed(f"report {report.id} is being heard by a colleague at this moment")
        if alert is not None:
            _check_alert(book, report, decision, alert)
        if not book.reports.decide(report.id, decision, by=by, at=now):
            raise WrongMove(f"report {report.id} has been decided already")
        if alert is not None:
            book.reports.link(report.id, alert)
        decided = book.reports.report(report.id)
        assert decided is not None, "it was there a line ago"
        _silence(ports, book, decided)
        answer_reporter(ports, book, decided)
        ring_for_report(ports, book, decided)
        _log.info("report_decided report=%s decision=%s", report.id, decision.value)
    return decided


def _check_alert(book: Book, report: Report, decision: Decision, alert: str) -> None:
    if decision is not Decision.VALIDATED:
        raise BadInput("only a validated report becomes a message")
    if book.alerts.get(alert).partnership != report.partnership:
        raise BadInput(f"alert {alert} belongs to another partnership than report {report.id}")


def _silence(ports: Ports, book: Book, report: Report) -> None:
    """Calls still owed for it are cancelled, those that ring are ended; who has picked up is told by the menu."""
    ringing = []
    for errand in book.errands.about(ErrandKind.REPORT, report.id):
        if errand.state is ErrandState.OWED:
            book.errands.move(errand.id, was={ErrandState.OWED}, to=ErrandState.CANCELLED)
        elif errand.state in OPEN and errand.carrier_sid and not errand.picked_up:
            ringing.append(errand.carrier_sid)
    book.after_commit(lambda: end_calls(ports, ringing))
