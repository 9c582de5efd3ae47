"""Ring somebody of the police for a member's report, one after the other, until one takes it."""

from __future__ import annotations

from plp.book import Book
from plp.errand import ErrandKind
from plp.ports import Ports
from plp.report import Report
from services.owe_errand import owe_desk, owe_officer


def ring_for_report(ports: Ports, book: Book, report: Report) -> None:
    """Owe the first call: to the mandated officer, or to the desk where nobody is mandated."""
    partnership = book.people.partnership(report.partnership)
    if partnership.officers:
        owe_officer(ports, book, book.people.officer(partnership.officers[0]), ErrandKind.REPORT, report.id)
    else:
        owe_desk(ports, book, book.people.zone(report.zone), ErrandKind.REPORT, report.id)
