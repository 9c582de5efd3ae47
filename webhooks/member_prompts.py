"""What is said to a member: from his alert, in one voice."""

from __future__ import annotations

from ivr.twiml import Utterance
from plp import addresses
from plp.alert import Alert
from plp.book import Book
from plp.call import Call
from plp.language import Language
from plp.phone import in_groups
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.words import blanks_of, call_phrases, password_phrase, spoken_number
from texts.catalogue import say


def to_member(ports: Ports, book: Book, call: Call, key: str) -> list[Utterance]:
    """One key of a step's `says`, in the member's language."""
    language = Language(call.memory["language"])
    zone = book.people.zone(call.zone)
    partnership = book.people.partnership(call.memory["partnership"])
    alert = book.alerts.get(call.memory["alert"]) if "alert" in call.memory else None
    recording = alert.recordings.get(language) if alert and key == "alert.reading" else None
    if key == "take":
        recording = call.memory["take"]
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
    return say(key, language, **blanks_of(zone, partnership, language), **_blanks_of_call(book, call, alert, language))


def _blanks_of_call(book: Book, call: Call, alert: Alert | None, language: Language) -> dict[str, object]:
    """What fills the blanks about this one call: the message's number, his receipt, the number we shall ring."""
    asked = book.reports.call_back(call.memory["call_back"]) if "call_back" in call.memory else None
    return {
        "number": spoken_number(alert.number, language) if alert and alert.number else "",
        "year": alert.year if alert else "",
        "receipt": spoken_receipt(call.memory.get("receipt", "")),
        "call_back_in_groups": in_groups(asked.number) if asked else "",
    }


def spoken_receipt(number: str) -> str:
    """A report's number as it is spoken: digit by digit, two and two from the end ("1 2, 3 4")."""
    even = number.rjust(len(number) + len(number) % 2)
    groups = [even[place : place + 2].strip() for place in range(0, len(even), 2)]
    return ", ".join(" ".join(group) for group in groups)


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
