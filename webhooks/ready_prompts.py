"""What an officer hears while he chooses a ready-made message and its street: lists, each name with its number."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.ports import Ports
from services.templates_of import template_named
from services.words import spoken
from texts.catalogue import say
from webhooks.ready_choices import offered_templates


def to_ready(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`, in the officer's language."""
    del ports
    language = Language(call.memory["language"])
    match key:
        case "ready.list":
            words = _templates(book, call, language)
        case "ready.streets":
            words = _streets(book, call, language)
        case _:
            words = [say(key, language)]
    return [Utterance(" ".join(words), language)]


def _templates(book: Book, call: Call, language: Language) -> Iterable[str]:
    return [
        say("ready.item", language, name=each.name_in(language), number=each.number)
        for each in offered_templates(book, call)
    ]


def _streets(book: Book, call: Call, language: Language) -> Iterable[str]:
    streets = book.templates.streets(call.memory["partnership"])
    zone = book.people.zone(call.zone)
    listed = [
        say("ready.item", language, name=spoken(zone, each.name_in(language), language), number=each.number)
        for each in streets
    ]
    needed = template_named(book, call.zone, call.memory["template"]).needs_street
    return listed if needed else [*listed, say("ready.no_street", language)]
