"""What is said to a member: from his alert, in one voice."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp import addresses
from plp.alert import Alert
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.words import blanks_of, call_phrases, password_phrase
from texts.catalogue import say


def to_member(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`, in the member's language."""
    language = Language(call.memory["language"])
    zone = book.people.zone(call.zone)
    partnership = book.people.partnership(call.memory["partnership"])
    alert = book.alerts.get(call.memory["alert"]) if "alert" in call.memory else None
    recording = alert.recordings.get(language) if alert and key == "alert.reading" else None
    if recording:
        return [Utterance("", language, addresses.media(ports.public_url, recording))]
    text = _member_text(book, call, key, zone, partnership, alert, language)
    with_clips = call.memory.get("voice") == "clips"
    clip = ports.speech.clip(text, language) if with_clips else None
    return [Utterance(text, language, addresses.media(ports.public_url, clip) if clip else None)]


def _member_text(
    book: Book, call: Call, key: str, zone: Zone, partnership: Partnership, alert: Alert | None, language: Language
) -> str:
    if key == "call.password":
        return password_phrase(book.people.member(call.member or "").password, language)
    if alert and key in (phrases := call_phrases(zone, partnership, alert, language)):
        return phrases[key]
    return say(key, language, **blanks_of(zone, partnership, language))


def has_all_clips(ports: Ports, book: Book, call: Call) -> bool:
    """Tell whether the whole call can be said in one voice: never half in a clip's and half in the provider's."""
    language = Language(call.memory["language"])
    zone = book.people.zone(call.zone)
    partnership = book.people.partnership(call.memory["partnership"])
    alert = book.alerts.get(call.memory["alert"])
    phrases = dict(call_phrases(zone, partnership, alert, language))
    if language in alert.recordings:
        del phrases["alert.reading"]
    password = book.people.member(call.member or "").password
    wanted = [*phrases.values(), *([password_phrase(password, language)] if password else [])]
    return all(ports.speech.clip(text, language) is not None for text in wanted)
