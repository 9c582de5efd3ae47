"""Forecast a launch: how many members, how many landlines, and when the last call leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from plp.forecast import last_call_after
from plp.member import MemberState, Route
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
        members = [each for each in book.people.members(partnership) if each.state_at(now) is MemberState.ACTIVE]
    calls = sum(member.route is not Route.TEXT_THEN_VOICE for member in members)
    landlines = sum(member.phone.line is Line.LANDLINE for member in members)
    return Forecast(len(members), landlines, last_call_after(calls, ports.rates))
