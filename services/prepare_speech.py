"""Prepare speech: render everything a call may need before anybody is called."""

from __future__ import annotations

from collections.abc import Iterator

from plp.alert import AlertState
from plp.book import Book
from plp.language import Language
from plp.ports import Ports, Prepared
from services.words import call_phrases, password_phrase

_WANTED = frozenset({AlertState.VALIDATED, AlertState.LAUNCHED})


def prepare_speech(ports: Ports) -> Prepared:
    """Render what open alerts need, once per text and language, then the members' passwords; safe to repeat."""
    with ports.store.read() as book:
        wanted = {*_messages(book), *_passwords(book)}
    return ports.speech.prepare(sorted(wanted))


def _messages(book: Book) -> Iterator[tuple[str, str]]:
    for alert in book.alerts.in_states(_WANTED):
        partnership = book.people.partnership(alert.partnership)
        zone = book.people.zone(partnership.zone)
        spoken = {member.language for member in book.people.members(partnership.slug)}
        for language in spoken | set(alert.texts):
            for text in call_phrases(zone, partnership, alert, language).values():
                yield text, language.value


def _passwords(book: Book) -> Iterator[tuple[str, str]]:
    for zone in book.people.zones():
        for partnership in book.people.partnerships(zone.name):
            for member in book.people.members(partnership.slug):
                if member.password and member.consent_on:
                    yield password_phrase(member.password, member.language), Language(member.language).value
