"""A ready-made message with blanks, and the streets of a partnership that may fill one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from plp.alert import Kind
from plp.errors import BadInput
from plp.language import Language, name_in

STREET, TIME, EMERGENCY = "street", "time", "emergency"
BLANKS = frozenset({STREET, TIME, EMERGENCY})
"""What a text may leave open: the street, the time, and the number the zone's members dial in danger."""
LONGEST_FILL: Mapping[str, int] = {STREET: 100, TIME: 60, EMERGENCY: 3}
"""Characters that may fill each blank: the longest name a zone file may hold, a day with its time, 101 or 112."""
ANSWERING = frozenset({Kind.CORRECTION, Kind.ALL_CLEAR, Kind.FEEDBACK})
"""Kinds of message that belong to an earlier one."""


@dataclass(frozen=True, slots=True)
class Street:
    """A street of a partnership, with the number typed for it on the phone."""

    number: int
    name: Mapping[str, str]

    def name_in(self, language: Language) -> str:
        """The street's name in this language."""
        return name_in(self.name, language)


@dataclass(frozen=True, slots=True)
class Template:
    """A ready-made message: one text per language, and the number typed for it on the phone.

    `needs_street`: it makes no sense for a whole neighbourhood.
    """

    id: str
    number: int
    kind: Kind
    texts: Mapping[Language, str]
    name: Mapping[str, str] = field(default_factory=dict)
    needs_street: bool = False

    @property
    def asks_street(self) -> bool:
        """Whether any of its texts leaves the street open."""
        return any(STREET in blanks_in(text) for text in self.texts.values())

    def name_in(self, language: Language) -> str:
        """What it is called in this language, else its id."""
        return name_in(self.name, language) if self.name else self.id.replace("-", " ").replace("_", " ")

    def fill(self, language: Language, blanks: Mapping[str, str]) -> str:
        """Its words in this language, the blanks filled.  Raises KeyError for a blank or a language it lacks."""
        return self.texts[language].format_map(blanks)


def blanks_in(text: str) -> frozenset[str]:
    """The blanks a text leaves open.  Raises BadInput for one that nobody fills, or a brace that stands alone."""
    try:
        parts = [(name, spec or conversion) for _, name, spec, conversion in Formatter().parse(text)]
    except ValueError:
        raise BadInput("a brace stands alone; write {street} or {time}, or leave it out") from None
    found = {name for name, _ in parts if name is not None}
    if unknown := sorted(found - BLANKS):
        known = ", ".join(f"{{{blank}}}" for blank in sorted(BLANKS))
        raise BadInput(f"holds the blank {{{unknown[0][:20]}}}, which nobody fills; known are {known}")
    if any(more for _, more in parts):
        raise BadInput("a blank holds its name only: {street}, {time} or {emergency}")
    return frozenset(found)


def longest_filled(text: str, street: int = LONGEST_FILL[STREET]) -> int:
    """The characters a text may come to once its blanks are filled, with the longest street of as many characters.

    Raises BadInput where `blanks_in` does.
    """
    blanks_in(text)
    longest = {**LONGEST_FILL, STREET: street}
    return len(text.format_map({blank: "x" * most for blank, most in longest.items()}))
