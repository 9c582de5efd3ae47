"""When the last telephone of a cascade will ring, at the rate the carrier allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

USUAL_CALL = timedelta(seconds=60)
"""Ringing and listening to both readings, on average."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What the carrier allows: calls and texts a second, calls at once."""

    calls_per_second: float = 1.0
    texts_per_second: float = 1.0
    lines: int = 20


def last_call_after(calls: int, rates: Rates) -> timedelta:
    """How long after the start the last of `calls` leaves; bounded by the rate and by the lines."""
    if calls <= 0:
        return timedelta(0)
    pace = min(rates.calls_per_second, rates.lines / USUAL_CALL.total_seconds())
    burst = min(calls, rates.lines)
    waiting = calls - burst
    return timedelta(
        seconds=max(
            (calls - 1) / rates.calls_per_second, burst / rates.calls_per_second + waiting / pace if waiting else 0
        )
    )
