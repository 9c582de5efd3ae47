"""What no voice reads well: figures glued to letters, long numbers, signs, pictures, letters of another alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from plp.language import Language
from texts.speakable import speakable

_FIGURES = re.compile(
    r"""
        \d{1,4}                                            # 12, 2026
      | \d{1,3}(?:[.\u00a0]\d{3})+                           # 12.000
      | \d{1,4}[.,]\d{1,2}\s?[€%]?                            # 3,50
      | \d{1,4}(?:€|%|°|km|m|cm|kg|l|g|km/h)                # 30km/h
      | km/h
      | €\d+(?:[.,]\d{1,2})?
      | (?:[01]?\d|2[0-4])(?:[:.hHuU](?:[0-5]\d)?)(?:[-–](?:[01]?\d|2[0-4])[:.hHuU](?:[0-5]\d)?)?   # 20h30, 20:30-21:00
      | [0-3]?\d[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:\d\d|\d{4}))?           # 12/03/2026
      | \d{1,4}(?:er|re|ère|e|ème|eme|de|ste|st|nd|rd|th|\.)   # 1er, 2de, 3rd
      | \d{1,3}[-–]\d{1,3}                                    # 30-40
      | n[°º]\d{1,4}
    """,
    re.VERBOSE,
)
_SIGNS = frozenset("#*_~^|\\<>{}[]=+/§©®™•→←✓✔")
_SAID = frozenset("%€&@°")  # what every voice has a word for; e-mail addresses are another matter
_AROUND = ".,;:!?…()\"'«»“”„’‘–-"


def unreadable_in(text: str, language: Language) -> Iterable[str]:
    """The words of a text a voice would stumble over; telephone numbers and plates are told by other rules."""
    for word in text.split():
        core = word.strip(_AROUND)
        if core and core[0] != "+" and not is_readable(core) and not _becomes_words(core, language):
            yield core


def _becomes_words(word: str, language: Language) -> bool:
    """Whether what is said for it is made of words; nobody follows a number of five digits, nor hears a picture."""
    if _digits(word) > 4 or not any(map(str.isalnum, word)):
        return False
    return all(map(is_readable, speakable(word, language).split()))


def is_readable(word: str) -> bool:
    """Whether a voice says this word, stripped of what stands around it, as a reader would."""
    if _FIGURES.fullmatch(word):
        return True
    if any(char.isdigit() for char in word) and (any(char.isalpha() for char in word) or _digits(word) > 4):
        return _is_told_elsewhere(word)
    return not any(_is_strange(char) for char in word) or _is_told_elsewhere(word)


def _digits(word: str) -> int:
    return sum(char.isdigit() for char in word)


def _is_told_elsewhere(word: str) -> bool:
    """Plates, telephone numbers in one piece, e-mail addresses, links and markup have rules of their own."""
    return bool(
        re.fullmatch(
            r"[1-9]?[-.]?[A-Za-z]{3}[-.]?\d{3}|\d{3}-?[A-Z]{3}|0\d{8,9}|\d{2,4}(?:[./]\d{2,3}){2,4}|\S+@\S+", word
        )
        or "://" in word
        or word.lower().startswith("www.")
        or re.search(r"<[/A-Za-z!]|[A-Za-z\"'/]>|&\w+;|\.\w{2,}/", word)
    )


def _is_strange(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind.startswith("L"):
        return not unicodedata.name(char, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MODIFIER"))
    return char in _SIGNS or (kind in {"So", "Sm", "Sk", "Mn", "Me", "Cn", "Co"} and char not in _SAID)
