"""How long one reading lasts and how fast it is spoken: thirty seconds, 140 to 180 words a minute (DOMAIN §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.finding import Code, Found, Severity
from plp.language import Language
from services.findings.dossier import Dossier
from texts.speakable import speakable

LONGEST_READING = 30
"""Seconds one reading should last at most."""
SLOWEST, FASTEST = 140, 180
"""Words a minute that an old ear follows best."""
_SPREAD = 1.3
"""One text may leave the range by so much: its words are shorter or longer than most, the voice is the same."""
_USUAL = 175  # of the words alone, as our voices say them
_PAUSE = 0.6
_PHRASE_END = re.compile(r"[.!?…:;](?:\s|$)")


def length(dossier: Dossier) -> Iterable[Found]:
    """Each text's length as a note, and warnings when it is too long or, in its clip, too fast or too slow."""
    for language, text in sorted(dossier.alert.texts.items()):
        measured = dossier.seconds.get(language)
        seconds = measured or estimated_seconds(text, language)
        pace = words_a_minute(text, language, seconds)
        blanks = {"seconds": round(seconds), "aim": LONGEST_READING, "pace": round(pace)}
        limits = {**blanks, "slowest": SLOWEST, "fastest": FASTEST}
        yield Found(Code.SPEECH, Severity.NOTE, language, blanks=blanks)
        if seconds > LONGEST_READING:
            yield Found(Code.TOO_LONG, language=language, blanks=blanks)
        if measured and spoken_words(text, language) >= 5 and not SLOWEST / _SPREAD <= pace <= FASTEST * _SPREAD:
            yield Found(Code.PACE, language=language, blanks=limits)


def estimated_seconds(text: str, language: Language) -> float:
    """How long a voice takes, at the usual pace and with its pauses, when no clip has been made yet."""
    return spoken_words(text, language) * 60 / _USUAL + _pauses(text)


def words_a_minute(text: str, language: Language, seconds: float) -> float:
    """The pace of a whole reading, its pauses included, as `alert listen` tells it."""
    return spoken_words(text, language) * 60 / max(seconds, 1.0)


def spoken_words(text: str, language: Language) -> int:
    """The words a voice says: figures, plates and telephone numbers count as the words they become."""
    return len(speakable(text, language).split())


def _pauses(text: str) -> float:
    return _PAUSE * max(len(_PHRASE_END.findall(text)) - 1, 0)
