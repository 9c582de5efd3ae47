"""What is said to a coordinator: who asks to join, and what he recorded himself."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp import addresses
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.member import Member
from plp.phone import in_groups
from plp.ports import Ports
from services.words import spoken, spoken_blanks
from texts.catalogue import say
from webhooks.coordinator_effects import candidates_of, coordinator_of, name_said_by
from webhooks.take_prompts import refusal_of_take

Said = list[Utterance]


def to_coordinator(ports: Ports, book: Book, call: Call, key: str) -> Said:
    """One key of a step's `says`, in his language."""
    language = Language(call.memory["language"])
    if key == "candidate.voice":
        return _name(ports, book, call, book.people.member(call.memory["candidate"]), language)
    blanks = spoken_blanks(book.people.zone(call.zone), _blanks(book, call, language), language)
    return [Utterance(say(key, language, **blanks), language)]


def _name(ports: Ports, book: Book, call: Call, candidate: Member, language: Language) -> Said:
    """The name in his own voice, or as it was written, or that there is none."""
    voice = name_said_by(book, candidate)
    if voice and voice.media:
        heard = Utterance("", candidate.language, addresses.media(ports.public_url, voice.media), pause_after=1)
        return [Utterance(say("candidate.said", language), language), heard]
    key = "candidate.named" if candidate.name else "candidate.nameless"
    name = spoken(book.people.zone(call.zone), candidate.name, language)
    return [Utterance(say(key, language, name=name), language)]


def _blanks(book: Book, call: Call, language: Language) -> dict[str, object]:
    if "coordinator" not in call.memory:
        return {}
    coordinator = coordinator_of(book, call)
    waiting = candidates_of(book, coordinator.partnership)
    blanks: dict[str, object] = {
        "partnership": book.people.partnership(coordinator.partnership).name_in(language),
        "waiting": len(waiting),
        "reason": refusal_of_take(call.memory, language),
    }
    here = next((each for each in waiting if each.id == call.memory.get("candidate")), None)
    if here is None:
        return blanks
    place = waiting.index(here) + 1
    return blanks | {"position": place, "phone_in_groups": in_groups(here.phone.e164)}
