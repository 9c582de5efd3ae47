"""The test message that a partnership wants each month: on which day, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Week(StrEnum):
    """Which of the days of that name in a month."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


class Workday(StrEnum):
    """A day on which the police would hear of what went wrong."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"


_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MonthlyTest:
    """What the zone's file asks for: "first tuesday" at half past ten on the zone's clock."""

    week: Week
    day: Workday
    at: time

    def day_in(self, month: date) -> date:
        """That day in the month of this date, holiday or not."""
        first = month.replace(day=1)
        ahead = (list(Workday).index(self.day) - first.weekday()) % 7
        day = first + timedelta(days=ahead)
        if self.week is not Week.LAST:
            return day + list(Week).index(self.week) * _WEEK
        while (day + _WEEK).month == first.month:
            day += _WEEK
        return day


class Stage(StrEnum):
    """planned → launched, or missed (and said loudly), or called off by somebody."""

    PLANNED = "planned"
    LAUNCHED = "launched"
    MISSED = "missed"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """The one test of a partnership in a month ("2026-04"); `alert` is the message it became."""

    partnership: str
    month: str
    due_at: datetime
    stage: Stage = Stage.PLANNED
    why: str = ""
    alert: str | None = None
