"""Tell whoever doubts whether a call or a text came from us."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from plp.book import Book
from plp.contact import Contact
from plp.outcome import By
from plp.ports import Ports

LOOKED_BACK = timedelta(days=30)
"""As far back as messages can be heard again."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """All calls, or all texts, about one thing: how many, and when the last one was."""

    by: By
    alert: str | None
    times: int
    last: datetime
    withdrawn: bool


def contacts_of(ports: Ports, book: Book, zone: str, numbers: Collection[str]) -> list[Occasion]:
    """Our calls and texts to these numbers in the last thirty days, gathered by what they were about, newest first.

    It asks nothing about lists: whoever was called yesterday and has left since gets the same answer.
    """
    found = book.trust.contacts(zone, numbers, ports.clock.now() - LOOKED_BACK)
    gathered = groupby(sorted(found, key=_about), key=_about)
    occasions = [_occasion(list(contacts)) for _, contacts in gathered]
    return sorted(occasions, key=lambda each: each.last, reverse=True)


def _about(contact: Contact) -> tuple[str, str]:
    return contact.by.value, contact.alert or contact.at.isoformat()


def _occasion(contacts: list[Contact]) -> Occasion:
    first, last = contacts[0], max(each.at for each in contacts)
    return Occasion(first.by, first.alert, len(contacts), last, first.withdrawn)
