"""Pass over warnings: a message goes on all the same, and its history names them and whoever did it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from plp.alert import Happening
from plp.book import Book
from plp.errors import FailsCheck
from plp.finding import Code, Found, Severity
from plp.ports import Ports
from services.findings.dossier import Dossier, open_dossier
from texts.catalogue import say

PASSED_OVER = "warnings passed over"
NIGHT_CONFIRMED = "confirmed at night"
_WHY_AT_NIGHT = "somebody caught in the act, or a life in danger"


def dossier_of(ports: Ports, alert_id: str) -> Dossier:
    """What the rules look at, read before the book is opened to write.  Raises NotFound."""
    with ports.store.read() as book:
        return open_dossier(ports, book, alert_id)


def refuse(alert_id: str, found: Iterable[Found]) -> None:
    """Raise FailsCheck for the gravest refusal among what was found; nobody can override one."""
    for each in found:
        if each.severity is Severity.REFUSAL:
            where = f" ({each.language})" if each.language else ""
            reason = say(f"finding.{each.code}.short", "en")
            said = f"alert {alert_id}{where}: {reason} Run: tocsin alert check {alert_id}"
            raise FailsCheck(said, code=each.code)


def pass_over(
    book: Book, alert_id: str, found: Sequence[Found], *, by: str, at: datetime, at_night: bool = False
) -> None:
    """Write down which warnings `by` passes over; those he has passed over before are not written again.

    `at_night`: he was told in so many words that it is night and what justifies ringing people, and confirmed it.
    """
    warnings = [each.name for each in found if each.severity is Severity.WARNING]
    if at_night and Code.NIGHT in warnings:
        warnings.remove(Code.NIGHT)
        book.alerts.note(Happening(alert_id, at, by, NIGHT_CONFIRMED, _WHY_AT_NIGHT))
    before = {
        name
        for line in book.alerts.history(alert_id)
        if line.what == PASSED_OVER and line.who == by
        for name in line.detail.split(", ")
    }
    if new := [name for name in dict.fromkeys(warnings) if name not in before]:
        book.alerts.note(Happening(alert_id, at, by, PASSED_OVER, ", ".join(new)))
