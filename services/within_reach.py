"""What a token reaches; whatever lies beyond is not there for it."""

from __future__ import annotations

from plp.access import ApiToken
from plp.alert import Alert
from plp.book import Book
from plp.cascade import Cascade
from plp.errors import NotFound
from plp.report import Report


def within_reach(book: Book, token: ApiToken) -> tuple[str, ...]:
    """The slugs of the partnerships this token reaches: those it names, else all of its zone."""
    return token.partnerships or tuple(each.slug for each in book.people.partnerships(token.zone))


def partnership_reached(book: Book, token: ApiToken, slug: str) -> str:
    """This partnership's slug.  Raises NotFound, also where the token does not reach."""
    if slug not in within_reach(book, token):
        raise NotFound(f"there is no partnership {slug!r} within the reach of this token")
    return slug


def partnerships_reached(book: Book, token: ApiToken, slug: str) -> tuple[str, ...]:
    """This partnership's slug alone, or all within reach when none is named.  Raises NotFound."""
    return (partnership_reached(book, token, slug),) if slug else within_reach(book, token)


def alert_reached(book: Book, token: ApiToken, alert_id: str) -> Alert:
    """This alert.  Raises NotFound, also where the token does not reach."""
    alert = book.alerts.get(alert_id)
    if alert.partnership not in within_reach(book, token):
        raise NotFound(f"there is no alert {alert_id!r}")
    return alert


def cascade_reached(book: Book, token: ApiToken, cascade_id: str) -> Cascade:
    """This cascade.  Raises NotFound, also where the token does not reach."""
    cascade = book.cascades.get(cascade_id)
    if cascade.partnership not in within_reach(book, token):
        raise NotFound(f"there is no cascade {cascade_id!r}")
    return cascade


def report_reached(book: Book, token: ApiToken, report_id: str) -> Report:
    """This report.  Raises NotFound, also where the token does not reach."""
    report = book.reports.report(report_id)
    if report is None or report.partnership not in within_reach(book, token):
        raise NotFound(f"there is no report {report_id!r}")
    return report
