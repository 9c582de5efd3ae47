"""Ask the carrier about many calls and texts, for a bounded time: the clock that asks has others to ring for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol, TypeVar

from plp.ports import Ports

PATIENCE = timedelta(seconds=5)
"""After so long nobody more is asked about; the next sweep goes on."""
_AT_ONCE = 16


class Numbered(Protocol):
    """A call or text to somebody."""

    @property
    def number(self) -> str:
        """Whom it went to."""


One = TypeVar("One", bound=Numbered)


def ask_each(ports: Ports, those: Sequence[One], ask: Callable[[One], None]) -> int:
    """Ask about each of these in their order, several numbers at once; returns how many had their turn.

    Those to one number are asked about one after the other: two must not find the same call in its list.
    """
    until = ports.clock.now() + PATIENCE
    to_number: dict[str, list[One]] = {}
    for one in those:
        to_number.setdefault(one.number, []).append(one)

    def in_turn(to_one_number: Sequence[One]) -> int:
        for asked, one in enumerate(to_one_number):
            if ports.clock.now() >= until:
                return asked
            ask(one)
        return len(to_one_number)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="asking") as asking:
        return sum(asking.map(in_turn, to_number.values()))
