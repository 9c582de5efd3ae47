"""Check the number on a member's card: from a telephone we do not know, it tells who calls."""

from __future__ import annotations

import logging

from plp.book import Book
from plp.member import Member
from plp.ports import Ports
from plp.way_in import CLOSED_FOR, LOOK_BACK, is_closed

_log = logging.getLogger(__name__)
MOST_WRONG_IN_A_ZONE = 30
"""However many telephones they come from: somebody is guessing, and nobody's card is taken until he stops."""


def check_card(ports: Ports, book: Book, *, zone: str, number: str | None, digits: str) -> Member | None:
    """The member whose card this is, and who belongs to this zone; None for any other digits, which are counted.

    A way in that is shut opens for no card; ask `card_allowed` first, and again.
    """
    if not card_allowed(ports, book, zone=zone, number=number):
        return None
    now = ports.clock.now()
    found = book.people.member_by_card(digits)
    member = found if found and book.people.partnership(found.partnership).zone == zone else None
    if member is None:  # a right one opens no count anew, else whoever has a card could try all the others
        for key in (_way_in(number), _all_of(zone)):
            book.conversations.note_code(key, right=False, at=now)
    return member


def card_allowed(ports: Ports, book: Book, *, zone: str, number: str | None) -> bool:
    """Whether a card may be typed: three wrong ones close a calling number, or all withheld ones, for a while."""
    now = ports.clock.now()
    if is_closed(book.conversations.wrong_codes(_way_in(number), since=now - LOOK_BACK), now):
        return False
    if len(book.conversations.wrong_codes(_all_of(zone), since=now - CLOSED_FOR)) >= MOST_WRONG_IN_A_ZONE:
        _log.warning("cards_refused zone=%s why=too many wrong ones", zone)
        return False
    return True


def _way_in(number: str | None) -> str:
    return f"card:{number or 'withheld'}"


def _all_of(zone: str) -> str:
    return f"card-of:{zone}"
