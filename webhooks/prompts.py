"""Fill the prompts of a step, by who is on the line."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call, Party
from plp.language import Language
from plp.ports import Ports
from services.words import blanks_of_zone, spoken_blanks
from texts.catalogue import say
from webhooks.call_in import in_each_language
from webhooks.check_prompts import to_doubter
from webhooks.coordinator_prompts import to_coordinator
from webhooks.joining_prompts import to_newcomer
from webhooks.member_prompts import to_member
from webhooks.officer_prompts import to_officer
from webhooks.ready_prompts import to_ready
from webhooks.self_tests import to_whoever_waits
from webhooks.settings_prompts import languages_to_choose, to_settings

_ABOUT = {
    "choose_language": languages_to_choose,
    "check": to_doubter,
    "join": to_newcomer,
    "self_test": to_whoever_waits,
    "settings": to_settings,
    "ready": to_ready,
    "coordinator": to_coordinator,
    "candidate": to_coordinator,
    "proposal": to_coordinator,
}
"""Who fills a key by what it is about, whoever is on the line."""


def prompts(ports: Ports, book: Book, call: Call, keys: Iterable[str]) -> list[Utterance]:
    """Everything a step says; where several languages are spoken behind one telephone, all of it in each of them."""
    said: list[Utterance] = []
    calls = in_each_language(call) if call.party is Party.MEMBER else [call]
    listed = list(keys)
    for each in calls:
        words = [utterance for key in listed for utterance in prompt(ports, book, each, key)]
        said += [utterance for utterance in words if utterance.text or utterance not in said]
    return said


def prompt(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """Everything to be said for one key of a step's `says`, with its clip where the shelf has it."""
    if fill := _ABOUT.get(key.split(".", maxsplit=1)[0]):
        return fill(ports, book, call, key)
    match call.party:
        case Party.MEMBER:
            return to_member(ports, book, call, key)
        case Party.OFFICER | Party.DESK:
            return to_officer(ports, book, call, key)
        case Party.ADDRESSEE:
            return _to_addressee(book, call, key)
        case Party.STRANGER if "joins_in" in call.memory:
            return to_newcomer(ports, book, call, key)
        case Party.STRANGER:
            return _to_stranger(book, call, key)


def _to_addressee(book: Book, call: Call, key: str) -> list[Utterance]:
    """Whom we ring to tell him a few sentences: those of the errand."""
    language = Language(call.memory["language"])
    errand = book.errands.get(call.errand or "")
    zone = book.people.zone(call.zone)
    if key == "notice.words" and errand:
        blanks = spoken_blanks(zone, errand.blanks, language)
        return [Utterance(say(f"notice.{errand.says}", language, **blanks), language, pause_after=1)]
    return [Utterance(say(key, language, **blanks_of_zone(zone, language)), language)]


def _to_stranger(book: Book, call: Call, key: str) -> list[Utterance]:
    zone = book.people.zone(call.zone)
    return [
        Utterance(say(key, language, **blanks_of_zone(zone, language)), language, pause_after=1)
        for language in zone.languages
    ]
