"""What the services ask of the store about all that is written of one member: to hand it over, and to erase it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from plp.member import Member

Rows = Sequence[Mapping[str, object]]


class Records(Protocol):
    """Everything about one member, wherever it stands."""

    def beginning_with(self, start: str) -> list[Member]:
        """The members whose id begins so, in the order of their ids; ten at most."""

    def everything_about(self, member: str, numbers: Collection[str]) -> Mapping[str, Rows]:
        """Every row about him by the name of its table; `numbers` are telephones of his that nobody else lists."""

    def erase(self, member: str, numbers: Collection[str]) -> list[str]:
        """Leave of him only what counts need: no name, number, word or voice; `numbers` as above.

        Returns the media names of his voice, to be taken off the shelf.  Nothing must be under way to him.
        """
