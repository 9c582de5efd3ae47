"""Members in and out during a year, month by month, and who they are today, as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from plp.book import Book
from plp.book_of_years import Alike
from plp.evaluation import MemberFigures
from plp.language import Language
from plp.member import Standing, Wish
from plp.movement import Move
from plp.phone import Line
from plp.zone import Zone

_CHANGE = {Move.JOINED: 1, Move.LEFT: -1}


def members_of_year(book: Book, slug: str, zone: Zone, year: int, now: datetime) -> MemberFigures:
    """How many belonged, came and went; counted back from the present list, so that no earlier list is needed."""
    since, until = zone.bounds_of(year)
    listed = book.years.alike(slug, now)
    moves = book.years.movements(slug, since)
    belong = [each for each in listed if each.standing is Standing.ACTIVE]
    today = sum(each.members for each in belong)
    ends = [datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone.tz) for month in range(1, 13)]
    counted = Counter(what for what, at in moves if at < until)
    return MemberFigures(
        at_start=_at(since, today, moves),
        at_end=_at(until, today, moves),
        joined=counted[Move.JOINED],
        left=counted[Move.LEFT],
        asked=counted[Move.ASKED],
        refused=counted[Move.REFUSED],
        pauses=counted[Move.PAUSED],
        at_month_end=tuple(_at(end, today, moves) if _has_begun(end, zone, now) else None for end in ends),
        waiting=sum(each.members for each in listed if each.standing is Standing.CANDIDATE),
        today=today,
        paused=sum(each.members for each in belong if each.is_paused),
        no_consent=sum(each.members for each in belong if not each.has_consent),
        landlines=sum(each.members for each in belong if each.line is Line.LANDLINE),
        by_channel={wish: _how_many(belong, wish) for wish in Wish},
        by_language={language: _how_many(belong, language) for language in Language},
    )


def _at(moment: datetime, today: int, moves: Sequence[tuple[Move, datetime]]) -> int:
    """The members at this moment: those of today without whoever came since, with whoever went since."""
    return max(today - sum(_CHANGE.get(what, 0) for what, at in moves if at >= moment), 0)


def _has_begun(month_end: datetime, zone: Zone, now: datetime) -> bool:
    """Whether the month that ends then has begun; of the present one the figure is today's."""
    local = now.astimezone(zone.tz)
    return (month_end.year * 12 + month_end.month) - (local.year * 12 + local.month) <= 1


def _how_many(members: Sequence[Alike], what: Wish | Language) -> int:
    return sum(each.members for each in members if what in {each.wish, each.language})
