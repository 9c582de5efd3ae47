"""Show a message and its history, for a program."""

from __future__ import annotations

from plp.alert import Alert
from plp.book import Book
from plp.ports import Ports
from services.show_cascade import iso


def show_alert(ports: Ports, alert_id: str) -> dict[str, object]:
    """The message, its history and its cascade, as `tocsin alert show --json` prints it.  Raises NotFound."""
    with ports.store.read() as book:
        return shown_in(book, book.alerts.get(alert_id))


def shown_in(book: Book, alert: Alert) -> dict[str, object]:
    """The same, from a book that is open."""
    cascade = book.cascades.of_alert(alert.id)
    return brief(alert) | {
        "cascade": cascade.id if cascade else None,
        "history": [
            {"at": iso(each.at), "who": each.who, "what": each.what, "detail": each.detail}
            for each in book.alerts.history(alert.id)
        ],
    }


def brief(alert: Alert) -> dict[str, object]:
    """The message alone."""
    return {
        "alert": alert.id,
        "partnership": alert.partnership,
        "kind": alert.kind.value,
        "state": alert.state.value,
        "number": alert.number,
        "year": alert.year,
        "texts": {language.value: text for language, text in alert.texts.items()},
        "recorded": sorted(language.value for language in alert.recordings),
        "drafted_at": iso(alert.drafted_at),
        "expires_at": iso(alert.expires_at),
        "answers": alert.answers,
    }
