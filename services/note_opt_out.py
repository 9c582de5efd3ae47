"""The carrier refuses texts to a number, because somebody there wrote one of its own stop words (error 21610)."""

from __future__ import annotations

from plp.book import Book
from plp.errors import CarrierFailed, CarrierRefused
from plp.member import Source
from plp.ports import Ports
from services.end_texts import end_texts

OPTED_OUT = 21610
"""An old person who answers END would vanish in silence: he is rung from now on, and his coordinator is told."""


def note_opt_out(ports: Ports, book: Book, number: str, why: CarrierFailed | int | None) -> None:
    """Move everybody who is texted at this number to voice, if that is why a text failed; else do nothing."""
    code = why.code if isinstance(why, CarrierRefused) else why
    if code != OPTED_OUT:
        return
    for member in book.people.members_by_phone(number):
        if member.phone.e164 == number:
            end_texts(ports, member.id, source=Source.CARRIER)
