"""When a way in is shut: three wrong codes in fifteen minutes close it, for fifteen minutes from the third."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

TRIES = 3
CLOSED_FOR = timedelta(minutes=15)
"""So long a way in stays shut, and within so long wrong codes belong together."""
LOOK_BACK = 2 * CLOSED_FOR
"""So far back lie the wrong codes on which it may depend."""


def is_closed(wrong: Sequence[datetime], now: datetime) -> bool:
    """Tell whether the wrong codes typed at these moments, oldest first and none right since, shut the way in."""
    return any(
        third - first <= CLOSED_FOR and now - third < CLOSED_FOR
        for first, third in zip(wrong, wrong[TRIES - 1 :], strict=False)
    )
