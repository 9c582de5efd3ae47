"""Show what a member told the police: as a row of the list, or with its words."""

from __future__ import annotations

from collections.abc import Sequence

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
        return briefs(book, [report], numbers=numbers)[0] | words


def briefs(book: Book, reports: Sequence[Report], *, numbers: bool = False) -> list[dict[str, object]]:
    """These reports without their words, from a book that is open."""
    names = book.people.names({each.member for each in reports})
    return [_brief(each, names[each.member], numbers=numbers) for each in reports]


def _brief(report: Report, member: str, *, numbers: bool) -> dict[str, object]:
    return {
        "id": report.id,
        "number": report.number,
        "year": report.year,
        "at": iso(report.at),
        "partnership": report.partnership,
        "member": member,
        "sender": report.sender if numbers else masked(report.sender),
        "channel": report.by.value,
        "decision": report.decision.value if report.decision else None,
        "decided_by": report.decided_by,
        "decided_at": iso(report.decided_at),
        "alert": report.alert,
        "told_late_at": iso(report.told_at),
    }
