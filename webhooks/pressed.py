"""What came with one turn of a call, and what an effect answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plp.book import Book
from plp.call import Call
from plp.ports import Ports

_TOO_LONG = 9
"""Digits of what is no number of a partnership, a message or a street."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The keys, and what came with them."""

    digits: str
    recording_sid: str = ""
    recording_url: str = ""
    hung_up: bool = False
    """The call is over: his silence played nothing to its end."""

    @property
    def number(self) -> int | None:
        """The number typed; None for whatever else was pressed, and for one that nothing is numbered with."""
        return int(self.digits) if self.digits.isdecimal() and len(self.digits) < _TOO_LONG else None


Done = tuple[str, Call]
"""Which way leads on, and what the call remembers from now on."""
Perform = Callable[[Ports, Book, Call, Pressed], Done]
LookAt = Callable[[Ports, Book, Call], Done]
