"""What is said to somebody who asks to join: in the zone's languages until he has chosen his own."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.words import blanks_of, blanks_of_zone
from texts.catalogue import say


def to_newcomer(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`."""
    del ports
    zone = book.people.zone(call.zone)
    chosen = call.memory.get("joins_in")
    languages = [Language(chosen)] if chosen else list(zone.languages)
    return [Utterance(say(key, each, **_blanks(book, call, zone, each)), each, pause_after=1) for each in languages]


def _blanks(book: Book, call: Call, zone: Zone, language: Language) -> dict[str, object]:
    there = _chosen(book, call, zone)
    return blanks_of(zone, there, language) if there else blanks_of_zone(zone, language)


def _chosen(book: Book, call: Call, zone: Zone) -> Partnership | None:
    number = call.memory.get("joins")
    if number and (chosen := book.people.partnership_by_number(zone.name, int(number))):
        return chosen
    return next(iter(book.people.partnerships(zone.name)), None)
