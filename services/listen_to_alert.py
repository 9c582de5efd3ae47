"""Listen to a message before it is launched: the very clips its members would be played."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from plp.alert import Alert
from plp.book import Book
from plp.errors import BadInput, Refused
from plp.language import Language
from plp.ports import Ports
from services.words import blanks_of, call_phrases
from texts.catalogue import say

READING = "alert.reading"


@dataclass(frozen=True, slots=True)
class Clip:
    """One phrase of the call: its media name; `text` is empty for the officer's own voice."""

    media: str
    text: str = field(repr=False)


def listen_to_alert(ports: Ports, alert_id: str, language: Language, keys: Iterable[str]) -> dict[str, Clip]:
    """The clip for each of these keys of the call, rendered by the usual engines where the shelf lacks it.

    The alert stays as it is and nobody is rung.  Raises NotFound, BadInput when the alert does not speak the language,
    Refused when no engine can say it: the carrier's own voice will, and that is heard on the telephone only.
    """
    with ports.store.read() as book:
        alert = book.alerts.get(alert_id)
        _check_language(alert, language)
        words = _words(book, alert, language, dict.fromkeys(keys))
    own_voice = alert.recordings.get(language)
    if own_voice:
        words.pop(READING, None)
    spoken = _rendered(ports, list(words.values()), language)
    clips = {key: Clip(media, text) for (key, text), media in zip(words.items(), spoken, strict=True)}
    return clips | ({READING: Clip(own_voice, "")} if own_voice else {})


def _check_language(alert: Alert, language: Language) -> None:
    there = sorted({*alert.texts, *alert.recordings})
    # Whoever's language an officer did not speak hears a fixed sentence instead: that can be listened to.
    if language not in there and not alert.in_own_voice:
        raise BadInput(
            f"alert {alert.id} has no text in {language}: it has {', '.join(there)}; "
            f"listen to one of these, or draft it with --text {language}=…"
        )


def _words(book: Book, alert: Alert, language: Language, keys: Iterable[str]) -> dict[str, str]:
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    phrases = call_phrases(zone, partnership, alert, language)
    blanks = blanks_of(zone, partnership, language)
    return {key: phrases[key] if key in phrases else say(key, language, **blanks) for key in keys}


def _rendered(ports: Ports, words: list[str], language: Language) -> list[str]:
    phrases = [(text, language.value) for text in words]
    failed = ports.speech.prepare(phrases).failed
    media = ports.speech.clips(phrases)
    found = [name for name in media if name]
    if len(found) < len(words):
        reasons = sorted({str(getattr(each, "reason", each)) for each in failed})
        why = "; ".join(reasons) or "TOCSIN_SPEECH leaves every word to the carrier"
        raise Refused(
            f"it cannot be listened to here, the carrier's own voice would say it in the call ({why}); "
            "see tocsin doctor, or set TOCSIN_SPEECH=espeak to hear the offline voice"
        )
    return found
