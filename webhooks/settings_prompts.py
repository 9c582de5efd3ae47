"""What is said to a member in his settings: each change is read back to him."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.member import Member
from plp.ports import Ports
from services.say_day import say_day
from services.words import blanks_of, spoken_blanks
from texts.catalogue import say
from webhooks.settings_effects import languages_offered, set_by

Said = list[Utterance]


def to_settings(ports: Ports, book: Book, call: Call, key: str) -> Said:
    """One key of a step's `says`, in the language of the call."""
    del ports
    language = Language(call.memory["language"])
    blanks = _blanks(book, call, language) if "settings" in call.memory else {}
    return [Utterance(say(key, language, **blanks), language)]


def languages_to_choose(ports: Ports, book: Book, call: Call, key: str) -> Said:
    """Each language offers itself, in its own words."""
    del ports
    offered = languages_offered(book.people.zone(call.zone))
    return [Utterance(say(key, each, key=place), each) for place, each in enumerate(offered, start=1)]


def _blanks(book: Book, call: Call, language: Language) -> dict[str, object]:
    members = set_by(book, call)
    member = members[0]
    zone = book.people.zone(call.zone)
    blanks = {
        **blanks_of(zone, book.people.partnership(member.partnership), language),
        "language": say(f"language.{language}", language),
        "wish": say(f"wish.{member.wish}", language),
        "hours": say(f"hours.{member.hours}", language),
        "day": say_day(member.paused_until.astimezone(zone.tz).date(), language) if member.paused_until else "",
        "password": member.password,
        "partnerships": _partnerships(book, members, language),
    }
    return spoken_blanks(zone, blanks, language)


def _partnerships(book: Book, members: list[Member], language: Language) -> str:
    return ", ".join(book.people.partnership(member.partnership).name_in(language) for member in members)
