"""Addresses with a house number; a street by itself is what neighbours need to know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.language import Language

_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bld|bd\.?|chaussée|chée|ch\.|place|pl\.|square|sq\.|allée|clos|impasse|quai|drève|"
    r"sentier|chemin|venelle|cité|galerie|ruelle|route|rond-point)"
)
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|décembre)"
_NO_WORD_OF_A_NAME = (
    r"(?:vers|à|dès|depuis|avant|après|entre|pendant|il|elle|on|nous|ce|cet|cette|et|ou|où|par|avec|a|at|om)"
)
_NO_HOUSE = rf"(?!\w|[:.,]\d|\s*(?:h\b|heures?\b|u\b|uur\b|uhr\b|min|%|€|euros?\b|m\b|km\b|personnes?\b|{_MONTH}))"
_NUMBER = r"(?:n[°ºo]\.?\s*|numéro\s+|nr\.?\s*|nummer\s+)?\d{1,4}(?:\s?(?:[a-z]|bis|ter)\b)?(?:/\d+)?"
_COMPOUND = (
    r"(?:straat|laan|steenweg|lei|plein|weg|dreef|kaai|baan|markt|hof|pad|vest|singel|berg|"
    r"straße|strasse|str\.|platz|allee|gasse|ufer)"
)
_WORD = r"(?:[^\W\d]{1,3}\.|[^\W\d](?:[\w'’-]|\.(?=\S))*)"  # a full stop ends the sentence, not "St." nor "J."
_FRENCH = re.compile(
    rf"\b{_STREET}\s+(?:(?!{_NO_WORD_OF_A_NAME}\s){_WORD},?\s+){{1,6}}?{_NUMBER}{_NO_HOUSE}", re.IGNORECASE
)
_NUMBER_FIRST = re.compile(
    r"(?<![\w:.])(?<![A-Za-z]-)(?<!heures )(?<!heure )"  # "8 heures 30, rue Haute" tells a time
    r"(?:au\s+)?(?:n[°º]\s*)?\d{1,4}\s?(?![hu]\b)[a-z]?(?:\s+de\s+la|\s+de\s+l['’]|\s+du|,)?\s*"
    rf"{_STREET}\s+[^\W\d_]+",
    re.IGNORECASE,
)
_DUTCH_OR_GERMAN = re.compile(
    rf"\b(?:[A-ZÀ-Þ][\w'’-]*\s+)?[A-ZÀ-Þ][\w'’-]*(?:{_COMPOUND}|\s(?:Markt|Plein|Weg|Baan|Straat|Laan|Straße|Platz)),?\s+{_NUMBER}{_NO_HOUSE}"
)
_ENGLISH = re.compile(r"\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'’-]*\s+){1,3}(?:Street|Road|Avenue|Lane|Square|Drive|Close)\b")
_HOUSE = re.compile(r"\b(?:huisnummer|hausnummer|house number)\s+\d+\w?", re.IGNORECASE)


def addresses_in(text: str, language: Language) -> Iterable[str]:
    """The addresses with a house number in a text, in the spellings of all three languages whatever its own."""
    del language
    for pattern in (_FRENCH, _NUMBER_FIRST, _DUTCH_OR_GERMAN, _ENGLISH, _HOUSE):
        for found in pattern.finditer(text):
            yield found[0].strip(" ,")
