"""Show what a member told the police: as a row of the list, or with its words."""

from __future__ import annotations

from plp.book import Book
from plp.errors import NotFound
from plp.phone import masked
from plp.ports import Ports
from plp.report import Report
from services.show_cascade import iso


def show_report(ports: Ports, report_id: str, *, numbers: bool = False) -> dict[str, object]:
    """The report with its words, or that it was spoken; `numbers`: whole ones, else masked.  Raises NotFound."""
    with ports.store.read() as book:
        report = book.reports.report(report_id)
        if report is None:
            raise NotFound(f"there is no report {report_id!r}")
        words = {"text": report.text, "spoken": report.recording is not None}
        return brief(book, report, numbers=numbers) | words


def brief(book: Book, report: Report, *, numbers: bool = False) -> dict[str, object]:
    """The report without its words."""
    return {
        "id": report.id,
        "number": report.number,
        "year": report.year,
        "at": iso(report.at),
        "partnership": report.partnership,
        "member": book.people.member(report.member).name,
        "sender": report.sender if numbers else masked(report.sender),
        "channel": report.by.value,
        "decision": report.decision.value if report.decision else None,
        "decided_by": report.decided_by,
        "decided_at": iso(report.decided_at),
        "alert": report.alert,
        "told_late_at": iso(report.told_at),
    }
