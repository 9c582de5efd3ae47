"""The number on a member's paper card: eight digits, his alone, never guessed from another's."""

from __future__ import annotations

import secrets

from plp.book import Book
from plp.member import CARD_DIGITS

_FIRST = 10 ** (CARD_DIGITS - 1)


def new_cards(book: Book, count: int) -> list[str]:
    """Draw so many numbers that nobody has."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {str(_FIRST + secrets.randbelow(9 * _FIRST)) for _ in range(count - len(drawn))}
        drawn |= fresh - book.people.cards_taken(fresh)
    return list(drawn)
