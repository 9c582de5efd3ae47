"""Quiet hours over midnight, and on the two nights when the clock jumps."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.night import QuietHours

BRUSSELS = ZoneInfo("Europe/Brussels")
NIGHT = QuietHours()
SIESTA = QuietHours(time(12, 30), time(14))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2025-01-15T20:59:59", False),
        ("2025-01-15T21:00", True),
        ("2025-01-15T23:30", True),
        ("2025-01-16T05:59:59", True),
        ("2025-01-16T06:00", False),
        ("2025-07-15T20:00", True),
        ("2025-07-15T05:00", False),
    ],
)
def test_from_ten_to_seven_on_the_zones_own_clock_nobody_is_rung(moment: str, quiet: bool) -> None:
    assert NIGHT.hold(utc(moment), BRUSSELS) is quiet


def test_hours_within_one_day_hold_too() -> None:
    assert SIESTA.hold(utc("2025-01-15T12:00"), BRUSSELS)
    assert not SIESTA.hold(utc("2025-01-15T13:00"), BRUSSELS)
    assert SIESTA.next_open(utc("2025-01-15T12:00"), BRUSSELS) == utc("2025-01-15T13:00")


def test_hours_that_begin_when_they_end_never_hold() -> None:
    assert not QuietHours(time(0), time(0)).hold(utc("2025-01-15T23:00"), BRUSSELS)


def test_by_day_one_may_ring_at_once() -> None:
    noon = utc("2025-01-15T11:00")

    assert NIGHT.next_open(noon, BRUSSELS) == noon


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2025-01-15T22:00", "2025-01-16T06:00"),
        ("2025-01-16T02:00", "2025-01-16T06:00"),
        # The night of 29 to 30 March is an hour shorter: seven o'clock is 05:00 UTC.
        ("2025-03-29T21:30", "2025-03-30T05:00"),
        # The night of 25 to 26 October is an hour longer: it begins at 20:00 UTC and ends at 06:00 UTC.
        ("2025-10-25T20:30", "2025-10-26T06:00"),
    ],
)
def test_the_night_ends_at_seven_on_the_wall_also_when_the_clock_jumps(now: str, opens: str) -> None:
    assert NIGHT.next_open(utc(now), BRUSSELS) == utc(opens)


def test_an_end_that_the_clock_shows_twice_is_never_in_the_past() -> None:
    # 02:30 comes at 00:30 UTC and again at 01:30 UTC; now it is 02:10 for the second time.
    early = QuietHours(time(22), time(2, 30))
    now = utc("2025-10-26T01:10")

    assert early.hold(now, BRUSSELS)
    assert early.next_open(now, BRUSSELS) == utc("2025-10-26T01:30")


@given(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: utc("2024-01-01") + timedelta(minutes=minutes)),
    st.times(time(18), time(23, 59)),
    st.times(time(0), time(10)),
)
def test_the_next_open_moment_is_open_comes_within_a_night_and_never_before_now(
    now: datetime, start: time, end: time
) -> None:
    hours = QuietHours(start, end)

    opens = hours.next_open(now, BRUSSELS)

    assert now <= opens <= now + timedelta(hours=17)
    assert not hours.hold(opens, BRUSSELS)
