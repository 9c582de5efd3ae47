"""The day of a monthly test."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.monthly_test import MonthlyTest, Week, Workday

SETTINGS = st.builds(MonthlyTest, st.sampled_from(Week), st.sampled_from(Workday), st.just(time(10, 30)))
A_DAY = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("week", "day", "expected"),
    [
        (Week.FIRST, Workday.TUESDAY, date(2026, 9, 1)),
        (Week.FIRST, Workday.MONDAY, date(2026, 9, 7)),
        (Week.FOURTH, Workday.WEDNESDAY, date(2026, 9, 23)),
        (Week.LAST, Workday.WEDNESDAY, date(2026, 9, 30)),
        (Week.LAST, Workday.THURSDAY, date(2026, 9, 24)),
    ],
)
def test_a_day_is_found_as_on_a_calendar(week: Week, day: Workday, expected: date) -> None:
    assert MonthlyTest(week, day, time(10)).day_in(date(2026, 9, 17)) == expected


@given(SETTINGS, A_DAY)
def test_it_is_that_day_of_the_week_in_that_month(setting: MonthlyTest, somewhen: date) -> None:
    day = setting.day_in(somewhen)

    assert (day.year, day.month) == (somewhen.year, somewhen.month)
    assert list(Workday)[day.weekday()] is setting.day


@given(SETTINGS, A_DAY)
def test_it_is_the_one_of_its_name_that_was_asked_for(setting: MonthlyTest, somewhen: date) -> None:
    day = setting.day_in(somewhen)

    if setting.week is Week.LAST:
        assert (day + timedelta(days=7)).month != day.month
    else:
        assert (day.day - 1) // 7 == list(Week).index(setting.week)
