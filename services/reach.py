"""How far one message came: the members by how their deliveries ended, and how soon so many were reached."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from plp.book_of_years import Ended
from plp.cascade import Final
from plp.evaluation import NO_MEMBERS, Reach, Reason, reason_of

HALF, MOST = 0.5, 0.9


def reach_of(ended: Sequence[Ended], launched_at: datetime, first_reached: Sequence[datetime]) -> Reach:
    """The reach of one cascade; `first_reached` in order.  Whoever was on the line was reached, however it ended."""
    pending = stopped = 0
    excluded: Counter[Reason] = Counter()
    unreached: Counter[Reason] = Counter()
    for group in ended:
        missed, reason = group.members - group.reached, reason_of(group.why)
        match group.final:
            case None:
                pending += missed
            case Final.CANCELLED:
                stopped += missed
            case Final.EXCLUDED:
                excluded[reason] += 0 if reason in NO_MEMBERS else missed
            case _:
                unreached[reason] += missed
    reached = sum(group.reached for group in ended)
    owed = reached + unreached.total() + pending + stopped
    return Reach(
        members=owed + excluded.total(),
        owed=owed,
        reached=reached,
        heard=sum(group.heard for group in ended),
        acknowledged=sum(group.acknowledged for group in ended),
        pending=pending,
        stopped=stopped,
        excluded=dict(+excluded),
        unreached=dict(+unreached),
        minutes_to_half=_minutes_until(HALF, owed, launched_at, first_reached),
        minutes_to_most=_minutes_until(MOST, owed, launched_at, first_reached),
    )


def _minutes_until(share: float, owed: int, since: datetime, moments: Sequence[datetime]) -> float | None:
    """Until this share of those owed was reached: the moment of the last one needed."""
    needed = math.ceil(round(share * owed, 6))
    if not owed or len(moments) < needed:
        return None
    return max(minutes_between(since, moments[needed - 1]), 0.0)


def minutes_between(begin: datetime, end: datetime) -> float:
    """So many minutes, to the hundredth."""
    return round((end - begin).total_seconds() / 60, 2)
