"""Hear a message again: whoever calls in is counted as a hearing of his own, with everybody behind his line."""

from __future__ import annotations

from plp.book import Book
from plp.cascade import Attempt
from plp.ports import Ports
from services.acknowledge import begin_call_in
from services.messages_for import Message


def hear_again(ports: Ports, book: Book, message: Message, *, number: str | None, sid: str) -> list[Attempt]:
    """Begin a hearing for each member behind the telephone: reached now, heard and acknowledged by what follows.

    A call's SID belongs to one attempt only: the first of the call has it.
    """
    bound = book.cascades.sids_bound([sid])
    return [
        begin_call_in(ports, delivery, number=number or delivery.phone, sid=None if bound or place else sid)
        for place, delivery in enumerate(message.deliveries)
    ]
