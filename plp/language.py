"""Languages, and which of them the law asks for in which region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Language(StrEnum):
    """The languages a member may choose; the first three are Belgium's by law, English is a courtesy."""

    FR = "fr"
    NL = "nl"
    DE = "de"
    EN = "en"


class Region(StrEnum):
    """The language regions of Belgium (Constitution, art. 4)."""

    BRUSSELS = "brussels"
    DUTCH = "dutch"
    FRENCH = "french"
    GERMAN = "german"


REQUIRED: Mapping[Region, tuple[Language, ...]] = {
    Region.BRUSSELS: (Language.FR, Language.NL),
    Region.DUTCH: (Language.NL,),
    Region.FRENCH: (Language.FR,),
    Region.GERMAN: (Language.DE,),
}


def listening_language(wanted: Language, available: Iterable[Language], region: Region) -> Language:
    """Choose the language in which a member hears an alert: his own, else the region's first that exists.

    Raises ValueError when `available` is empty.
    """
    there = list(available)
    by_preference: tuple[Language, ...] = (wanted, *REQUIRED[region], *Language)
    for language in by_preference:
        if language in there:
            return language
    raise ValueError("an alert has at least one language")


def name_in(names: Mapping[str, str], language: str) -> str:
    """Choose a name in this language, else the first one written."""
    return names[language] if names.get(language) else next(iter(names.values()))
