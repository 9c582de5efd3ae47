"""Belgian working days, on the zone's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.working_days import is_office_hour, is_working_day, next_working_morning, working_days_since

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 21),
        date(2027, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2026, 3, 7),
        date(2026, 3, 8),
    ],
)
def test_holidays_and_weekends_are_no_working_days(day: date) -> None:
    assert not is_working_day(day)


def test_an_ordinary_monday_is_one() -> None:
    assert is_working_day(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("launched", "morning"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)),
        (datetime(2026, 3, 6, 22, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (datetime(2026, 4, 3, 12, tzinfo=UTC), datetime(2026, 4, 7, 7, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 4, 8, tzinfo=UTC)),
    ],
    ids=["the next day", "after the weekend", "it is Tuesday there already", "the clocks change", "Easter", "new year"],
)
def test_the_next_working_morning_is_nine_on_the_wall(launched: datetime, morning: datetime) -> None:
    assert next_working_morning(launched, BRUSSELS) == morning


def test_working_days_are_counted_from_the_day_after() -> None:
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)

    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (6, 7, 8, 9, 10)]

    assert [working_days_since(friday, now, BRUSSELS) for now in days] == [0, 0, 0, 1, 2]


@pytest.mark.parametrize(("hour", "open_"), [(7, False), (8, True), (16, True), (17, False)])
def test_nobody_is_reminded_before_nine_or_after_eighteen(hour: int, open_: bool) -> None:
    assert is_office_hour(datetime(2026, 3, 3, hour, tzinfo=UTC), BRUSSELS) is open_
