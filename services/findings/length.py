"""How long one reading lasts and how fast it is spoken: thirty seconds, 140 to 180 words a minute (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plp.finding import Code, Found, Severity
from plp.language import Language
from services.findings.dossier import Dossier
from services.speech_length import speech_length
from services.words import spoken

LONGEST_READING = 30
"""Seconds one reading should last at most."""
SLOWEST, FASTEST = 140, 180
"""Words a minute that an old ear follows best."""
_SPREAD = 1.3
"""One text may leave the range by so much: its words are shorter or longer than most, the voice is the same."""
_FEW = 5
"""Of fewer words nobody can tell a pace."""


def length(dossier: Dossier) -> Iterable[Found]:
    """Each text's length as a note, with the pace of its clip if it has one; warnings beyond what an ear follows."""
    for language, text in sorted(dossier.alert.texts.items()):
        said = spoken(dossier.zone, text, language)
        measured = dossier.seconds.get(language)
        blanks = {"seconds": round(measured or speech_length(said)), "aim": LONGEST_READING}
        if measured is None:
            yield Found(Code.SPEECH, Severity.NOTE, language, blanks=blanks)
        else:
            yield from _pace(said, measured, language, blanks)
        if (measured or speech_length(said)) > LONGEST_READING:
            yield Found(Code.TOO_LONG, language=language, blanks=blanks)


def _pace(said: str, seconds: float, language: Language, blanks: Mapping[str, object]) -> Iterable[Found]:
    """The pace of a whole clip; `alert listen` leaves the silence around it out, so tells it a little faster."""
    words = len(said.split())
    pace = words * 60 / max(seconds, 1.0)
    blanks = {**blanks, "pace": round(pace), "slowest": SLOWEST, "fastest": FASTEST}
    yield Found(Code.SPEECH, Severity.NOTE, language, blanks=blanks, says="measured")
    if words >= _FEW and not SLOWEST / _SPREAD <= pace <= FASTEST * _SPREAD:
        yield Found(Code.PACE, language=language, blanks=blanks)
