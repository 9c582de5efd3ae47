"""A line of the ledger: what it should have cost follows what the carrier tells of its length."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plp.charge import Charge, ChargeKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = st.lists(st.tuples(st.none() | st.integers(0, 7200), st.none() | st.integers(0, 10)), max_size=6)


@given(st.sampled_from(ChargeKind), st.decimals(0, 10, places=5), TOLD)
def test_what_it_should_cost_is_the_tariffs_price_for_what_was_told_last(
    kind: ChargeKind, price: Decimal, told: list[tuple[int | None, int | None]]
) -> None:
    line = Charge("CA1", kind, "zone", "tilleuls", None, NOON, expected=price, look_at=NOON)

    for seconds, parts in told:
        line = line.measured(seconds, parts)

    assert line.units >= 1
    assert line.expected == price * line.units
    assert line.seconds == next((each for each, _ in reversed(told) if each is not None), None)
    assert line.parts == next((each for _, each in reversed(told) if each is not None), None)


def test_a_minute_begun_is_a_minute_and_a_part_a_part() -> None:
    call = Charge("CA1", ChargeKind.CALL, "zone", "tilleuls", None, NOON, expected=Decimal("0.03"), look_at=NOON)
    text = Charge("SM1", ChargeKind.TEXT, "zone", "tilleuls", None, NOON, expected=Decimal("0.10"), look_at=NOON)

    assert [call.measured(seconds, None).units for seconds in (None, 0, 1, 60, 61, 120)] == [1, 1, 1, 1, 2, 2]
    assert text.measured(None, 3).expected == Decimal("0.30")
