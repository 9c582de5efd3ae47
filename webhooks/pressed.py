"""What came with one turn of a call, and what an effect answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plp.book import Book
from plp.call import Call
from plp.ports import Ports


@dataclass(frozen=True, slots=True)
class Pressed:
    """The keys, and what came with them."""

    digits: str
    recording_sid: str = ""
    recording_url: str = ""


Done = tuple[str, Call]
"""Which way leads on, and what the call remembers from now on."""
Perform = Callable[[Ports, Book, Call, Pressed], Done]
LookAt = Callable[[Ports, Book, Call], Done]
