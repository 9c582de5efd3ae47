"""What a process may believe of the lines without counting them is never more than is true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plp.forecast import Rates
from plp.free_lines import FreeLines

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
RATES = Rates(calls_per_second=10, lines=500)


def test_nothing_is_believed_before_it_was_counted_nor_long_after_nor_when_the_clock_was_set_back() -> None:
    lines = FreeLines()
    assert lines.surely(NOON, RATES) == 0

    lines.counted(500, NOON)

    assert lines.surely(NOON, RATES) > 0
    assert lines.surely(NOON + timedelta(seconds=1), RATES) == 0
    assert lines.surely(NOON - timedelta(seconds=1), RATES) == 0


@given(
    free=st.integers(0, 1000),
    ours=st.lists(st.integers(0, 50), max_size=10),
    tenths=st.integers(0, 9),
    rate=st.integers(1, 100),
)
def test_it_is_never_more_than_is_left_by_us_and_by_others_at_their_rate(
    free: int, ours: list[int], tenths: int, rate: int
) -> None:
    # given
    lines = FreeLines()
    lines.counted(free, NOON)

    # when
    for many in ours:
        lines.taken(many)
    # Permits are given a tenth of a second ahead, and those of a fifth of a second may be caught up with.
    others = rate * (tenths + 3) // 10 + 1

    # then
    believed = lines.surely(NOON + timedelta(milliseconds=100 * tenths), Rates(rate, 1, 1000))
    assert believed <= max(0, free - sum(ours) - others)
