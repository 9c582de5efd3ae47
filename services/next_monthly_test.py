"""When the next test of a month is due: on its day, or on the first working day after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plp.monthly_test import MonthlyTest, PlannedTest
from services.working_days import EVENING, is_working_day

_LASTS = timedelta(hours=2)


def next_monthly_test(
    partnership: str, setting: MonthlyTest, *, after: datetime, zone: ZoneInfo, beyond: str = ""
) -> PlannedTest:
    """The first one due after this moment, of a month later than `beyond` ("2026-04")."""
    month = (after.astimezone(zone).date().replace(day=1) - timedelta(days=1)).replace(day=1)
    while True:
        local = datetime.combine(_working_day(setting.day_in(month)), setting.at, tzinfo=zone)
        test = PlannedTest(partnership, f"{month:%Y-%m}", local.astimezone(UTC))
        if test.due_at > after and test.month > beyond:
            return test
        month = (month + timedelta(days=31)).replace(day=1)


def made_up_until(test: PlannedTest, zone: ZoneInfo) -> datetime:
    """How long a test that could not leave at its hour is made up: till the evening, two hours at least."""
    local = test.due_at.astimezone(zone)
    evening = datetime.combine(local.date(), EVENING, tzinfo=zone)
    midnight = datetime.combine(local.date(), time.max, tzinfo=zone)
    return min(max(evening, local + _LASTS), midnight)


def _working_day(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
