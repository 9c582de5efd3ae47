"""What the services ask of the store about the ready-made messages of a zone, and the streets they may name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from plp.template import Street, Template


class Templates(Protocol):
    """A zone's own ready-made messages, and the streets of its partnerships."""

    def save(self, zone: str, templates: Sequence[Template], streets: Mapping[str, Sequence[Street]]) -> bool:
        """Write all of a zone, its streets by partnership, in place of what was there; False when nothing changed."""

    def of_zone(self, zone: str) -> list[Template]:
        """The zone's own, by number; those that come with Tocsin are not in the store."""

    def streets(self, partnership: str) -> list[Street]:
        """The streets of a partnership, by number."""
