"""Prepare speech: render everything a call may need before anybody is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from plp.alert import AlertState
from plp.book import Book
from plp.language import Language
from plp.ports import Door, Ports
from services.words import call_phrases, password_phrase

_WANTED = frozenset({AlertState.VALIDATED, AlertState.LAUNCHED})
_BATCH = 100
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of it, all batches together."""

    rendered: int = 0
    already: int = 0
    failed: tuple[object, ...] = ()


def prepare_speech(
    ports: Ports, *, within: timedelta = timedelta(seconds=60), stopping: Callable[[], bool] = lambda: False
) -> Rendered:
    """Render what open alerts need, once per text and language, then the members' passwords; safe to repeat.

    Passwords go in batches: after `within`, or when `stopping` is true, the rest is left to the next knock.
    """
    with ports.store.read() as book:
        messages, passwords = sorted({*_messages(book)}), sorted({*_passwords(book)})
    until = ports.clock.now() + within
    done = _render(ports, messages, Rendered())
    for start in range(0, len(passwords), _BATCH):
        if stopping() or ports.clock.now() >= until:
            ports.bell.ring(Door.SPEECH)
            break
        # With the messages: the engine that says these passwords must have said them too, for one voice in a call.
        done = _render(ports, [*messages, *passwords[start : start + _BATCH]], done)
    return done


def _render(ports: Ports, words: Sequence[Words], before: Rendered) -> Rendered:
    now = ports.speech.prepare(words)
    failed = tuple(dict.fromkeys((*before.failed, *now.failed)))
    return Rendered(before.rendered + now.rendered, before.already + now.already, failed)


def _messages(book: Book) -> Iterator[Words]:
    for alert in book.alerts.in_states(_WANTED):
        partnership = book.people.partnership(alert.partnership)
        zone = book.people.zone(partnership.zone)
        spoken = {member.language for member in book.people.members(partnership.slug)}
        for language in spoken | set(alert.texts):
            for text in call_phrases(zone, partnership, alert, language).values():
                yield text, language.value


def _passwords(book: Book) -> Iterator[Words]:
    for zone in book.people.zones():
        for partnership in book.people.partnerships(zone.name):
            for member in book.people.members(partnership.slug):
                if member.password and member.consent_on:
                    yield password_phrase(member.password, member.language), Language(member.language).value
