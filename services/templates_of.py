"""The ready-made messages a zone has: its own, and those that come with Tocsin which it did not replace."""

from __future__ import annotations

from plp.book import Book
from plp.errors import NotFound
from plp.template import Template
from texts.shipped import shipped_templates


def templates_of(book: Book, zone: str) -> list[Template]:
    """All of them, by number; where an id or a number stands twice the zone's own holds."""
    own = book.templates.of_zone(zone)
    ids, numbers = {each.id for each in own}, {each.number for each in own}
    shipped = [each for each in shipped_templates() if each.id not in ids and each.number not in numbers]
    return sorted([*own, *shipped], key=lambda each: each.number)


def template_named(book: Book, zone: str, name: str) -> Template:
    """The one with this id, or this number.  Raises NotFound."""
    for each in templates_of(book, zone):
        if name in {each.id, str(each.number)}:
            return each
    raise NotFound(f"zone {zone!r} has no ready-made message {name!r}; see them with: tocsin template list")
