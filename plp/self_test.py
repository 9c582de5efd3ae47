"""A call of the zone to itself: it shows which number the telephones of members display."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(seconds=90)
"""How long its call may take to arrive; so long its code is good."""


class Pace(StrEnum):
    """How often the clock asks for one."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def every(self) -> timedelta:
        """From one to the next."""
        return timedelta(days=1 if self is Pace.DAILY else 7)


class Verdict(StrEnum):
    """What a self-test showed."""

    PENDING = "pending"
    RIGHT = "right"
    DIFFERENT = "different"
    WITHHELD = "withheld"
    NOTHING_ARRIVED = "nothing-arrived"
    NOT_PLACED = "not-placed"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One call of a zone to itself.

    The code is said in tones by the call that leaves and typed by them into the one that arrives: only so are the
    two known to be one.  It is empty once the test is over.  `slot` is the day for which the clock asked for it.
    """

    id: str
    zone: str
    asked_at: datetime
    expected: str = field(repr=False)
    code: str = field(repr=False)
    verdict: Verdict = Verdict.PENDING
    received: str | None = field(default=None, repr=False)
    ended_at: datetime | None = None
    slot: str | None = None


def judge(expected: str, received: str | None) -> Verdict:
    """What the number that arrived tells (E.164, None when it was withheld)."""
    if received is None:
        return Verdict.WITHHELD
    return Verdict.RIGHT if received == expected else Verdict.DIFFERENT
