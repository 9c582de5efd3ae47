"""Tell the coordinators how an urgent cascade, or the test of a month, ended: how many were reached, how many not."""

from __future__ import annotations

from plp.book import Book
from plp.cascade import Cascade, Final
from plp.member import MemberState
from plp.ports import Ports
from services.owe_errand import owe_member
from services.tell_coordinators import coordinators_of

_MOST_NAMES = 5
"""More names than this nobody keeps in mind, and no text holds."""


def tell_summary(ports: Ports, book: Book, cascade: Cascade) -> int:
    """Owe each active coordinator the numbers, once a cascade; names only where the zone allows it.

    Returns how many coordinators.
    """
    alert = book.alerts.get(cascade.alert)
    partnership = book.people.partnership(cascade.partnership)
    tally = book.cascades.tally(cascade.id)
    missed = _missed(book, cascade) if book.people.zone(partnership.zone).names_to_coordinator else []
    now = ports.clock.now()
    quiet, tz = book.people.zone(partnership.zone).quiet_hours, book.people.zone(partnership.zone).tz
    due_at = now if cascade.urgent else quiet.next_open(now, tz)
    told = [each for each in coordinators_of(book, partnership.slug) if each.state_at(now) is MemberState.ACTIVE]
    for coordinator in told:
        blanks = {
            "partnership": partnership.name_in(coordinator.language),
            "number": str(alert.number or 1),
            "reached": str(tally.by_final.get(Final.ACKNOWLEDGED, 0) + tally.by_final.get(Final.INFORMED, 0)),
            "missed": str(tally.by_final.get(Final.UNREACHED, 0)),
            "names": ", ".join(missed),
        }
        owe_member(
            ports, book, coordinator, "summary_names" if missed else "summary", blanks, cascade.id, due_at=due_at
        )
    return len(told)


def _missed(book: Book, cascade: Cascade) -> list[str]:
    unreached = [each for each in book.cascades.deliveries(cascade.id) if each.final is Final.UNREACHED]
    return [book.people.member(each.member).name for each in unreached[:_MOST_NAMES]]
