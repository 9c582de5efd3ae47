"""What an officer or the desk has before him: the report or the request this call is about, and those that wait."""

from __future__ import annotations

from plp.book import Book
from plp.call import Call, Party
from plp.report import CallBackRequest, Report
from webhooks.choices import mandated_partnerships


def report_in_hand(book: Book, call: Call) -> Report | None:
    """The report this call is about right now."""
    return book.reports.report(call.memory.get("report", ""))


def request_in_hand(book: Book, call: Call) -> CallBackRequest | None:
    """The request to be called back that this call is about right now."""
    return book.reports.call_back(call.memory.get("call_back", ""))


def reports_waiting(book: Book, call: Call) -> list[Report]:
    """Reports nobody has decided: of the zone for the desk, of his partnerships for an officer; oldest first."""
    if call.party is Party.DESK:
        return book.reports.reports(zone=call.zone, waiting=True)
    return book.reports.reports(partnerships=_his(book, call), waiting=True)


def call_backs_waiting(book: Book, call: Call) -> list[CallBackRequest]:
    """Requests nobody has closed: of the zone for the desk, of his partnerships for an officer; oldest first."""
    if call.party is Party.DESK:
        return book.reports.call_backs(zone=call.zone)
    return book.reports.call_backs(partnerships=_his(book, call))


def _his(book: Book, call: Call) -> list[str]:
    return [each.slug for each in mandated_partnerships(book, call)]
