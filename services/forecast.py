"""Forecast a launch: how many members, how many landlines, and when the last call leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from plp.forecast import last_call_after
from plp.member import CALLED_FIRST, MemberState
from plp.phone import Line
from plp.ports import Ports


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an officer hears before he launches."""

    members: int
    landlines: int
    last_call_after: timedelta


def forecast(ports: Ports, partnership: str) -> Forecast:
    """Count those a cascade would call, and how long that takes at the allowed rate.  Raises NotFound."""
    now = ports.clock.now()
    with ports.store.read() as book:
        book.people.partnership(partnership)
        kinds = book.people.count_kinds(partnership, now)
    active = [(like, number) for like, number in kinds if like.state_at(now) is MemberState.ACTIVE]
    calls = sum(number for like, number in active if like.route in CALLED_FIRST)
    landlines = sum(number for like, number in active if like.phone.line is Line.LANDLINE)
    return Forecast(sum(number for _, number in active), landlines, last_call_after(calls, ports.rates))
