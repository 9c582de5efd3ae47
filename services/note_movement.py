"""Count who comes and goes, so that the yearly evaluation can tell it even after a member was erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from plp.book import Book
from plp.member import Member, Standing
from plp.movement import Move, Movement
from plp.zone import Zone

_MIDDAY = time(12)


def note_movement(book: Book, member: Member, what: Move, at: datetime) -> None:
    """Write one movement in his partnership, without who he is."""
    book.years.note([Movement(member.partnership, what, at)])


def note_newcomers(book: Book, zone: Zone, members: Iterable[Member], now: datetime) -> None:
    """Write those who join by a list: on the day they agreed, which may be long before the list came here."""
    book.years.note(
        [
            Movement(each.partnership, Move.JOINED, _joined_at(each, zone, now))
            for each in members
            if each.standing is Standing.ACTIVE
        ]
    )


def _joined_at(member: Member, zone: Zone, now: datetime) -> datetime:
    if member.consent_on is None:
        return now
    return min(datetime.combine(member.consent_on, _MIDDAY, tzinfo=zone.tz), now)
