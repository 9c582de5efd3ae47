"""What is said to somebody who asks whether a call came from us."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call, Party
from plp.language import Language
from plp.outcome import By
from plp.phone import in_groups
from plp.ports import Ports
from plp.zone import Zone
from services.contacts_of import Occasion, contacts_of
from services.say_moment import say_moment
from services.words import spoken_blanks, spoken_number
from texts.catalogue import say
from webhooks.call_in import behind, languages_of

_MOST = 3
"""So many occasions are told; more nobody keeps in mind."""


def to_doubter(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`: what we did, with what to do then, or in brief."""
    zone = book.people.zone(call.zone)
    pause = 0 if call.party is Party.MEMBER else 1
    return [
        Utterance(_said(ports, book, call, key, zone, each), each, pause_after=pause)
        for each in languages_of(call, zone)
    ]


def _said(ports: Ports, book: Book, call: Call, key: str, zone: Zone, language: Language) -> str:
    if key == "check.after":
        return say(key, language)
    numbers = _numbers(book, call)
    if not numbers:
        return say("check.hidden", language)
    known = contacts_of(ports, book, zone.name, numbers)
    told = [*_told(ports, book, known, zone, language), _rest(known, language)]
    if key == "check.answer":
        told.append(say("check.then", language, desk_in_groups=in_groups(zone.desk_number)))
    return " ".join(filter(None, told))


def _numbers(book: Book, call: Call) -> set[str]:
    """The number that calls, and those of the members behind it."""
    members = behind(book, call) if call.party is Party.MEMBER else []
    phones = {phone.e164 for each in members for phone in (each.phone, each.second_phone) if phone}
    return phones | ({call.number} if call.number else set())


def _told(ports: Ports, book: Book, known: Sequence[Occasion], zone: Zone, language: Language) -> list[str]:
    told = [_occasion(ports, book, each, zone, language) for each in known[:_MOST]]
    return [say("check.yes", language), *told] if told else []


def _occasion(ports: Ports, book: Book, occasion: Occasion, zone: Zone, language: Language) -> str:
    called = "check.called" if occasion.times == 1 else "check.called_often"
    when = say_moment(occasion.last, ports.clock.now(), zone.tz, language)
    times = spoken_number(occasion.times, language)
    done = say("check.wrote" if occasion.by is By.SMS else called, language, times=times, when=when)
    if occasion.alert is None:
        return f"{done} {say('check.about_other', language)}"
    alert = book.alerts.get(occasion.alert)
    name = book.people.partnership(alert.partnership).name_in(language)
    blanks = spoken_blanks(zone, {"number": alert.number or 1, "partnership": name}, language)
    about = say("check.about_message", language, **blanks)
    return " ".join([done, about, *([say("check.withdrawn", language)] if occasion.withdrawn else [])])


def _rest(known: Sequence[Occasion], language: Language) -> str:
    if not known:
        return say("check.no", language)
    return say("check.no_other", language) if len(known) <= _MOST else ""
