"""What somebody hears of a voice he recorded, and of a message in all its languages."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.twiml import Utterance
from plp import addresses
from plp.alert import Alert
from plp.book import Book
from plp.call import Flaw
from plp.language import Language
from plp.ports import Ports
from services.words import reading
from texts.catalogue import say


def refusal_of_take(memory: Mapping[str, str], language: Language) -> str:
    """Why the last voice he recorded cannot be used, in a sentence that tells him what to do better."""
    return say(f"recording.{memory.get('flaw', Flaw.UNREADABLE)}", language)


def every_reading(ports: Ports, book: Book, alert: Alert, listener: Language) -> list[Utterance]:
    """The message in each of its languages, each announced in the listener's: the clip or voice members will hear.

    What is not rendered yet is said by the carrier in the same words.
    """
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    said: list[Utterance] = []
    fixed = zone.languages if alert.in_own_voice else ()  # where the officer was silent a sentence says whose message
    for language in dict.fromkeys([*alert.texts, *alert.recordings, *fixed]):
        named = say(f"language.{language}", listener)
        said.append(Utterance(say("listening.in_language", listener, language=named), listener))
        text = reading(zone, partnership, alert, language)
        media = alert.recordings.get(language) or ports.speech.clip(text, language.value)
        clip = addresses.media(ports.public_url, media) if media else None
        said.append(Utterance(text, language, clip, pause_after=1))
    return said
