"""Belgian working days: on which of them an officer may be reminded, and when the next one begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

MORNING = time(9)
EVENING = time(18)


@cache
def _belgian_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("BE")


def is_working_day(day: date) -> bool:
    """Tell whether it is neither a weekend nor a legal holiday in Belgium."""
    return day.weekday() < 5 and day not in _belgian_holidays()


def is_office_hour(now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether it is a working day there, between nine and eighteen o'clock."""
    local = now.astimezone(zone)
    return is_working_day(local.date()) and MORNING <= local.time() < EVENING


def working_days_since(then: datetime, now: datetime, zone: ZoneInfo) -> int:
    """How many working days have begun there after the day of `then`, today included."""
    day, today = then.astimezone(zone).date(), now.astimezone(zone).date()
    return sum(is_working_day(day + timedelta(days=ahead)) for ahead in range(1, (today - day).days + 1))


def next_working_morning(after: datetime, zone: ZoneInfo) -> datetime:
    """Nine o'clock there on the first working day after the day of `after` (aware, UTC)."""
    day = after.astimezone(zone).date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)
