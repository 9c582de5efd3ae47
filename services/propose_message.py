"""A coordinator proposes a message that is not urgent, in his own voice; it waits for the officer's validation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from plp.alert import Alert, AlertState, Happening, Kind
from plp.book import Book
from plp.errors import NotAllowed, NotFound, Refused
from plp.language import Language
from plp.member import Member, Role, Standing
from plp.ports import Ports
from services.draft_alert import draft_alert
from services.tell_coordinators import tell_officer

_STAYS_OPEN = timedelta(days=7)
_MOST_WAITING = 3
_PROPOSED = "proposed by the coordinator"


def propose_message(ports: Ports, takes: Mapping[Language, str], *, by: str) -> Alert:
    """Draft a prevention message from the media names of his takes, and tell the mandated officer of it.

    Nothing is sent before an officer validates and launches it; without an approved charter it can only be a test.
    Raises NotFound, NotAllowed unless `by` is the member id of a coordinator, Refused while three proposals wait.
    """
    with ports.store.write() as book:
        member = book.people.member(by)
        if member.role is not Role.COORDINATOR or member.standing is not Standing.ACTIVE:
            raise NotAllowed(f"member {by} is no coordinator")
        waiting = book.alerts.of_partnership(member.partnership, {AlertState.DRAFTED})
        if (
            sum(alert.expires_at > ports.clock.now() and _is_proposed(book, alert) for alert in waiting)
            >= _MOST_WAITING
        ):
            raise Refused("three proposals wait for the officer already")
        partnership = book.people.partnership(member.partnership)
        zone = book.people.zone(partnership.zone)
        chartered = partnership.is_chartered(zone.day_of(ports.clock.now()))
        alert = draft_alert(
            ports,
            partnership=member.partnership,
            kind=Kind.PREVENTION if chartered else Kind.TEST,
            texts={},
            recordings=takes,
            by=by,
            expires=_STAYS_OPEN,
        )
        book.alerts.note(Happening(alert.id, ports.clock.now(), by, _PROPOSED))
        about = {"number": zone.voice_number}
        tell_officer(ports, book, member.partnership, "proposal", f"proposal:{alert.id}", blanks=about)
    return alert


def proposer_of(book: Book, alert: Alert) -> Member | None:
    """The coordinator who proposed this message, or None for one drafted by the police."""
    for line in book.alerts.history(alert.id):
        if line.what == _PROPOSED:
            try:
                return book.people.member(line.who)
            except NotFound:  # erased since
                return None
    return None


def _is_proposed(book: Book, alert: Alert) -> bool:
    return any(line.what == _PROPOSED for line in book.alerts.history(alert.id))
