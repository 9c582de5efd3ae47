"""What somebody who calls in may hear: the newest message, others that are still open, and the earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from plp.alert import AlertState
from plp.book import Book
from plp.cascade import Cascade, Delivery
from plp.language import Language
from plp.member import Member
from plp.ports import Ports
from services.acknowledge import newest_owed


@dataclass(frozen=True, slots=True)
class Message:
    """One message, with what the people behind one telephone are owed of it."""

    cascade: Cascade
    deliveries: tuple[Delivery, ...]

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language in which it must be read there, in the list's order."""
        return tuple(dict.fromkeys(each.language for each in self.deliveries))


def messages_for(ports: Ports, book: Book, members: Iterable[Member]) -> list[Message]:
    """Their messages of the last thirty days, newest first; nothing withdrawn, nothing that may still be cancelled."""
    owed = newest_owed(ports, book, members)
    by_cascade = groupby((pair for pair in owed if not pair[0].is_withdrawn), key=lambda pair: pair[0].id)
    listed = [list(pairs) for _, pairs in by_cascade]
    return [Message(pairs[0][0], tuple(delivery for _, delivery in pairs)) for pairs in listed]


def is_open(ports: Ports, book: Book, message: Message) -> bool:
    """Whether somebody there should still hear it: not closed, not acknowledged, and not both heard and expired."""
    alert = book.alerts.get(message.cascade.alert)
    if alert.state is not AlertState.LAUNCHED:
        return False
    over = alert.expires_at <= ports.clock.now()
    return any(not each.acknowledged and not (over and each.heard) for each in message.deliveries)
