"""A partnership that its zone's file still names: only there is anybody mandated to launch."""

from __future__ import annotations

from plp.book import Book
from plp.errors import Refused
from plp.zone import Partnership


def named_partnership(book: Book, slug: str) -> Partnership:
    """The partnership; one that is remembered only for its history is refused, since nothing can ever leave there.

    Raises NotFound, Refused with what to do.
    """
    partnership = book.people.partnership(slug)
    if slug not in {each.slug for each in book.people.partnerships(partnership.zone)}:
        raise Refused(
            f"partnership {slug} is no longer in the file of {partnership.zone}, so nobody may launch there; "
            "name it there again and run: tocsin zone load. Its members and messages are kept"
        )
    return partnership
