"""Hold a report while somebody hears it: never two of the police on one at a time."""

from __future__ import annotations

from datetime import timedelta

from plp.book import Book
from plp.call import Call, Party
from plp.ports import Ports
from plp.report import DESK

HELD_FOR = timedelta(minutes=4)
"""Longer than the longest report and the question after it; each key prolongs it, and the end of a call ends it."""
_NOBODY = "nobody"


def holder_of(call: Call) -> str:
    """Who holds what is heard in this call: an officer's id, or the desk."""
    return DESK if call.party is Party.DESK else call.officer or ""


def hold_report(ports: Ports, book: Book, report: str, *, holder: str) -> str:
    """Hold it, or prolong the hold; returns who holds it now."""
    now = ports.clock.now()
    return book.conversations.hold(_name(report), holder=holder, now=now, until=now + HELD_FOR)


def heard_by(ports: Ports, book: Book, report: str) -> str | None:
    """Who is hearing it at this moment, or None."""
    now = ports.clock.now()
    # A hold that ends as it begins shows who was there before it, and keeps nobody out.
    holder = book.conversations.hold(_name(report), holder=_NOBODY, now=now, until=now)
    return None if holder == _NOBODY else holder


def let_report_go(book: Book, report: str, *, holder: str) -> None:
    """Give it back; what somebody else holds by now stays his."""
    book.conversations.let_go(_name(report), holder=holder)


def _name(report: str) -> str:
    return f"report:{report}"
