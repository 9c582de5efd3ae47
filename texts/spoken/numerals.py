"""Numbers in words: cardinals, ordinals, years, digits one by one, as they are said in Belgium."""

from __future__ import annotations

import re
from functools import lru_cache

from num2words import num2words

_NAMES = {"fr": "fr_BE", "nl": "nl", "de": "de", "en": "en"}
_LONGEST = 12
"""Digits of a number that is still said as one."""
_GROUP = 3
ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?!\w)"
"""A numeral as kings, popes and centuries bear it, one to thirty-nine."""
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10}


@lru_cache(maxsize=4096)
def cardinal(number: int, language: str) -> str:
    """The number in words: "septante-deux", "tweeënzeventig"."""
    words = str(num2words(number, lang=_NAMES[language])).replace(",", "")
    return _belgian(words) if language == "fr" else words


def _belgian(words: str) -> str:
    """What the library writes wrongly in Belgian French: 81, 80 alone, hundreds before more, one million."""
    words = words.replace("quatre-vingt et un", "quatre-vingt-un")
    words = re.sub(r"\bun (million|milliard|billion)s\b", r"un \1", words)
    words = re.sub(r"\bcents (?!million|milliard|billion)", "cent ", words)
    return re.sub(r"\bquatre-vingt(?=$| milli)", "quatre-vingts", words)


@lru_cache(maxsize=1024)
def ordinal(number: int, language: str) -> str:
    """The place in a row: "troisième", "derde", "dritte" (its stem with e), "third"."""
    if number == 0:
        return cardinal(0, language)
    words = str(num2words(number, lang=_NAMES[language], to="ordinal")).replace(",", "")
    return words.replace("quatre-vingt et un", "quatre-vingt-un")


def year(number: int, language: str) -> str:
    """A year as it is said: "neunzehnhundertvierundachtzig", "twenty twenty-six"."""
    if (language == "en" and 1100 <= number < 2100) or (language == "de" and 1100 <= number < 2000):
        return str(num2words(number, lang=_NAMES[language], to="year"))
    return cardinal(number, language)


def digits(figures: str, language: str) -> str:
    """Digits one by one; more than four in groups of three with commas between."""
    if len(figures) > _GROUP + 1:
        groups = [figures[place : place + _GROUP] for place in range(0, len(figures), _GROUP)]
        return ", ".join(digits(group, language) for group in groups)
    return " ".join(cardinal(int(figure), language) for figure in figures)


def whole(figures: str, language: str, *, grouped: bool = False) -> str:
    """A run of digits as a number; digit by digit when it begins with zero or is no quantity any more.

    `grouped`: its thousands were set apart, so that it is a quantity however long.
    """
    if (len(figures) > 1 and figures.startswith("0")) or len(figures) > (_LONGEST if grouped else 6):
        return digits(figures, language)
    return cardinal(int(figures), language)


def one_before_a_noun(words: str, language: str, *, feminine: bool) -> str:
    """The same number before a noun: "vingt et une", "eine", "ein"."""
    if language == "fr" and feminine:
        return re.sub(r"\bun$", "une", words)
    if language == "de":
        return re.sub(r"eins$", "eine" if feminine else "ein", words)
    return words


def roman(numeral: str) -> int:
    """The value of a numeral of the form of `ROMAN`."""
    values = [_ROMAN_VALUE[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
