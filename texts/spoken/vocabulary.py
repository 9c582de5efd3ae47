"""The words and habits of one language that reading aloud needs, from its TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

Table = Mapping[str, str]
Forms = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """One language: its code, its words and its tables of abbreviations; the keys are those of the file."""

    language: str
    decimal: str
    minus: str
    to: str
    postcode: str
    feminine: frozenset[str]
    others: frozenset[str]
    months: Mapping[str, int]
    month_names: Sequence[str]
    weekdays: Table
    before_a_day: Sequence[str]
    before_days: Sequence[str]
    joins_days: Sequence[str]
    before_a_time: Sequence[str]
    dial: Sequence[str]
    numbers: Sequence[str]
    dial_behind: Sequence[str]
    services: Sequence[str]
    reached_by: Sequence[str]
    before_a_telephone: Sequence[str]
    after_a_telephone: Sequence[str]
    either: Sequence[str]
    fractions: Table
    saints: Table
    ordinal_nouns: Sequence[str]
    clock: Table
    money: Forms
    units: Forms
    phrases: Table
    signs: Table
    letters: Table
    as_written: frozenset[str]
    spelled: frozenset[str]
    acronyms: Table
    titles: Table
    streets: Table
    streets_after: Table
    suffixes: Table
    abbreviations: Table
    before_a_number: Table
    closing: Table

    def letter(self, letter: str) -> str:
        """How one letter is spelled out: by itself, unless voices stumble over it."""
        return self.letters.get(letter.upper(), letter.upper())

    def is_feminine(self, noun: str) -> bool:
        """Whether this noun, one or many, asks for "une" or "eine"."""
        return bool({noun.casefold(), noun.casefold().removesuffix("s")} & self.feminine)

    def counts(self, noun: str) -> bool:
        """Whether we know how to count this noun: "eine Person", "ein Fahrzeug"."""
        return noun.casefold() in self.others or self.is_feminine(noun)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of this language.  Raises KeyError for a language we do not speak."""
    if language not in {"fr", "nl", "de", "en"}:
        raise KeyError(language)
    found = tomllib.loads(resources.files("texts.spoken").joinpath(f"{language}.toml").read_text("utf-8"))
    names = found.pop("months")
    months = {name.casefold(): number for number, name in enumerate(names, start=1)}
    months |= {name.casefold(): number for name, number in found.pop("months_too").items()}
    acronyms = found.pop("acronyms")
    return Vocabulary(
        language=language,
        months=months,
        month_names=names,
        feminine=frozenset(word.casefold() for word in found.pop("feminine")),
        others=frozenset(word.casefold() for word in found.pop("others", ())),
        ordinal_nouns=found.pop("ordinal_nouns", ()),
        as_written=frozenset(acronyms["as_written"]),
        spelled=frozenset(acronyms["spelled"]),
        acronyms=acronyms["said"],
        **found,
    )


def any_of(words: Sequence[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
