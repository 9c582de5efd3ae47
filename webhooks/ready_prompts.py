"""What an officer hears while he chooses a ready-made message and its street: lists, each name with its number."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.ports import Ports
from plp.template import Street, Template
from plp.zone import Zone
from services.templates_of import template_named
from services.words import spoken_blanks
from texts.catalogue import say
from webhooks.ready_choices import offered_templates


def to_ready(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`, in the officer's language."""
    language = Language(call.memory["language"])
    match key:
        case "ready.list":
            words = _templates(ports, book, call, language)
        case "ready.streets":
            words = _streets(book, call, language)
        case _:
            words = [say(key, language)]
    return [Utterance(" ".join(words), language)]


def _templates(ports: Ports, book: Book, call: Call, language: Language) -> Iterable[str]:
    zone = book.people.zone(call.zone)
    return [_item(zone, each, language) for each in offered_templates(ports, book, call)]


def _streets(book: Book, call: Call, language: Language) -> Iterable[str]:
    streets = book.templates.streets(call.memory["partnership"])
    zone = book.people.zone(call.zone)
    listed = [_item(zone, each, language) for each in streets]
    needed = template_named(book, call.zone, call.memory["template"]).needs_street
    return listed if needed else [*listed, say("ready.no_street", language)]


def _item(zone: Zone, listed: Template | Street, language: Language) -> str:
    blanks = {"name": listed.name_in(language), "number": listed.number}
    return say("ready.item", language, **spoken_blanks(zone, blanks, language))
