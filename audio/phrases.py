"""Cuts a text where a person would breathe, so that pauses carry the slowness and words are never stretched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio.plausible import has_words

SENTENCE_PAUSE = 0.6  # seconds; DOMAIN §3: pauses between phrases of 400 to 700 ms
PHRASE_PAUSE = 0.45
_SENTENCE_END = re.compile(r"[.!?…][\"»”’)]*$")
_BREAK = re.compile(
    r"(?<=[.!?…:;])\s+"  # after a sentence or clause
    r"|(?<=[.!?…][\"»”)])\s+"
    r"|\s+[–—-]\s+"  # between the groups of a telephone number
    r"|\s*\n\s*"
)
_ABBREVIATION = re.compile(r"(?:^|\s)\w\.$")  # "M. Dupont" is one breath
_GERMAN_ORDINAL = re.compile(r"\b\d{1,2}\.$")  # "am 3. Mai" too
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")  # espeak takes some of them as commands


@dataclass(frozen=True)
class Phrase:
    """Words said in one breath, and the pause after them in seconds."""

    text: str
    pause: float


def phrases(text: str, language: str) -> tuple[Phrase, ...]:
    """The text in breaths, in order; pieces without a letter or digit fall away."""
    pieces: list[str] = []
    for piece in _BREAK.split(_CONTROL.sub(" ", text).strip()):
        if pieces and _goes_on(pieces[-1], language):
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    return tuple(Phrase(piece, _pause_after(piece)) for piece in pieces if has_words(piece))


def _goes_on(piece: str, language: str) -> bool:
    return bool(_ABBREVIATION.search(piece) or (language == "de" and _GERMAN_ORDINAL.search(piece)))


def _pause_after(piece: str) -> float:
    return SENTENCE_PAUSE if _SENTENCE_END.search(piece) else PHRASE_PAUSE
