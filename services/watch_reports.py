"""Watch over the reports: a broken chain of calls goes on, what nobody takes is loud, reporters are answered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from plp.book import Book
from plp.errand import ErrandKind
from plp.ports import Ports
from plp.report import TAKEN_WITHIN, Decision, Report
from services.answer_reporter import answer_reporter
from services.owe_errand import tell_desk
from services.ring_for_report import ring_for_report, waits_for_a_launch
from services.tell_coordinators import tell_coordinators

_log = logging.getLogger(__name__)
_LATELY = timedelta(days=2)
"""A message that leaves later than this after the report answers nobody any more."""


def watch_reports(ports: Ports) -> int:
    """Put right what a crash left behind, and tell what waits too long; returns how many reports were looked after."""
    with ports.store.read() as book:
        if not _in_view(ports, book):
            return 0
    with ports.store.write() as book:
        in_view = _in_view(ports, book)
        for report in in_view:
            if report.decision is None or waits_for_a_launch(report):
                ring_for_report(ports, book, report)
            if report.decision is None:
                _tell_when_late(ports, book, report)
            answer_reporter(ports, book, report)
    return len(in_view)


def _in_view(ports: Ports, book: Book) -> list[Report]:
    since = ports.clock.now() - _LATELY
    validated = [each for each in book.reports.reports(since=since) if each.decision is not None]
    return [*book.reports.reports(waiting=True), *(each for each in validated if _is_open(book, each))]


def _is_open(book: Book, report: Report) -> bool:
    """Whether its reporter may be owed an answer still."""
    given = {each.says for each in book.errands.about(ErrandKind.NOTICE, report.id)}
    return _LAST_ANSWER.get(report.decision) not in given


_LAST_ANSWER: Mapping[Decision | None, str] = {
    Decision.NO_ACTION: "report_no_action",
    Decision.PATROL: "report_taken",
    Decision.VALIDATED: "report_sent",
}


def _tell_when_late(ports: Ports, book: Book, report: Report) -> None:
    """Once: the desk, and the coordinator, who learns only that it waits."""
    now = ports.clock.now()
    if now < report.at + TAKEN_WITHIN or not book.reports.note_told(report.id, now):
        return
    minutes = int(TAKEN_WITHIN.total_seconds() // 60)
    _log.error("report_waits_too_long report=%s minutes=%d what=nobody of the police has taken it", report.id, minutes)
    zone = book.people.zone(report.zone)
    partnership = book.people.partnership(report.partnership)
    blanks = {"receipt": str(report.number), "partnership": partnership.name_in(zone.languages[0])}
    tell_desk(ports, book, zone, "report_waits_desk", blanks, report.id)
    tell_coordinators(ports, book, report.partnership, "report_waits", report.id)
