"""Keep what a member tells the police, under a number he is given, and ring an officer for it."""

from __future__ import annotations

from uuid import uuid4

from plp.book import Book
from plp.member import Member
from plp.outcome import By
from plp.ports import Ports
from plp.report import Report
from services.ring_for_report import ring_for_report


def make_report(
    ports: Ports,
    book: Book,
    member: Member,
    *,
    by: By,
    sender: str,
    text: str = "",
    recording: str | None = None,
) -> Report:
    """Write a report, numbered within its zone and year, and owe the first call for it.

    `by` is VOICE_IN with the recording's SID, or SMS with the text.
    """
    now = ports.clock.now()
    zone = book.people.zone(book.people.partnership(member.partnership).zone)
    report = Report(
        id=uuid4().hex,
        zone=zone.name,
        partnership=member.partnership,
        member=member.id,
        by=by,
        sender=sender,
        number=0,
        year=now.astimezone(zone.tz).year,
        at=now,
        text=text,
        recording=recording,
    )
    kept = book.reports.add_report(report)
    ring_for_report(ports, book, kept)
    return kept
