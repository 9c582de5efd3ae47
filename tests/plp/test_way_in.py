"""Three wrong codes in fifteen minutes shut a way in for fifteen minutes, whatever the order and the moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.way_in import CLOSED_FOR, LOOK_BACK, TRIES, is_closed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GAPS = st.lists(
    st.integers(0, 40 * 60) | st.sampled_from([0, 1, 899, 900, 901, 1800]).map(int), min_size=1, max_size=30
)


def at(*minutes: float) -> list[datetime]:
    return [NOON + timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("wrong", "now", "shut"),
    [
        ((0, 1), 1, False),
        ((0, 1, 2), 2, True),
        ((0, 7, 14.5), 15.5, True),
        ((0, 7, 14.5), 29.4, True),
        ((0, 7, 14.5), 29.5, False),
        ((0, 7, 15), 15, True),
        ((0, 7, 15.1), 15.1, False),
        ((0, 1, 2, 30), 30, False),
    ],
)
def test_it_is_shut_for_a_quarter_of_an_hour_from_the_third(wrong: tuple[float], now: float, shut: bool) -> None:
    (moment,) = at(now)

    assert is_closed(at(*wrong), moment) is shut


@given(GAPS)
def test_whoever_tries_on_and_on_has_three_tries_and_then_waits_fifteen_minutes(gaps: list[int]) -> None:
    # given: somebody types a wrong code whenever he is let in
    now, wrong, shut_at = NOON, [], []
    for gap in gaps:
        now += timedelta(seconds=gap)
        lately = [each for each in wrong if each >= now - LOOK_BACK]
        assert is_closed(lately, now) is is_closed(wrong, now), "it looks back far enough"
        if is_closed(lately, now):
            shut_at.append(now)
        else:
            wrong.append(now)

    # then: a fourth try was let in a quarter of an hour after the third, or the first three were slow
    for first, third, fourth in zip(wrong, wrong[2:], wrong[3:], strict=False):
        assert third - first > CLOSED_FOR or fourth - third >= CLOSED_FOR
    # and nobody waits who was not wrong three times just before
    for moment in shut_at:
        last = [each for each in wrong if each <= moment][-TRIES:]
        assert len(last) == TRIES
        assert last[-1] - last[0] <= CLOSED_FOR
        assert moment - last[-1] < CLOSED_FOR
    assert all(earlier <= later for earlier, later in pairwise(wrong))
