"""Addresses with a house number; a street by itself is what neighbours need to know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.language import Language

_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bld|bd\.?|chaussée|chée|ch\.|place|pl\.|square|sq\.|allée|clos|impasse|quai|drève|"
    r"sentier|chemin|venelle|cité|galerie|ruelle|route|rond-point)"
)
_MONTH = (
    "janvier|février|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|januari|februari|maart|april|"
    "mei|juni|juli|augustus|september|oktober|november|december|januar|februar|märz|august|dezember"
)
_NO_YEAR = "".join(rf"(?<!\b{month} )" for month in _MONTH.split("|"))
_NO_WORD_OF_A_NAME = (
    r"(?:(?:vers|à|dès|depuis|avant|après|entre|pendant|il|elle|on|nous|ce|cet|cette|et|ou|où|par|avec|a|at|om|"
    r"est|sont|était|étaient|ont|sera|seront|un|une|(?:de|du|le|les)(?=\s+\d)|"
    r"(?<!des )(?<!aux )(?-i:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|quelques))\s)"
)
_MANY = (
    "hommes|femmes|personnes|individus|jeunes|adolescents|enfants|garçons|filles|voitures|véhicules|camionnettes|"
    "vélos|motos|scooters|trottinettes|mannen|vrouwen|personen|verdachten|jongeren|kinderen|jongens|meisjes|auto['’]s|"
    "wagens|voertuigen|fietsen|bestelwagens|moto['’]s|bromfietsen|männer|frauen|autos|fahrzeuge|täter|verdächtige|"
    "fahrräder|kinder|wagen|jugendliche|zeugen|häuser"
)
_ONE = (
    "homme|femme|personne|individu|voiture|véhicule|vélo|garçon|fille|man|vrouw|persoon|verdachte|fiets|auto|wagen|"
    "mann|frau|person"
)
_RANGE = r"(?:\s*(?:[-–]|\b(?:ou|à|of|tot|oder|bis|or)\b)\s*\d{1,3})?"
_COUNTED = rf"(?i:(?:\d|(?<=,\s)\d{{1,3}}){_RANGE}\s+(?:{_MANY})|1\s+(?:{_ONE}))\b"
"""Few of something, or any number of it behind a comma; whatever else follows a number, the number is a house's."""
_UNIT = rf"\s*(?:h\b|heures?\b|u\b|uur\b|uhr\b|min|%|€|euros?\b|m\b|km\b|(?:{_MONTH})\b)"
_FIGURES = r"\d{1,4}(?:\s?(?:(?![hu]\b)[a-z]|bis|ter)\b)?(?:/\d+)?"
_NUMBER = rf"(?:(?:n[°ºo]\.?\s*|numéro\s+|nr\.?\s*|nummer\s+)|(?!{_COUNTED})){_FIGURES}(?!\w|[:.,]\d|{_UNIT})"
_COMPOUND = (
    r"(?:straat|laan|steenweg|lei|plein|weg|dreef|kaai|baan|markt|hof|pad|vest|singel|berg|"
    r"straße|strasse|str\.|platz|allee|gasse|ufer)"
)
_WORD = r"(?:[^\W\d]{1,3}\.|[^\W\d](?:[\w'’-]|\.(?=\S))*)"  # a full stop ends the sentence, not "St." nor "J."
_FRENCH = re.compile(rf"\b{_STREET}\s+(?:(?!{_NO_WORD_OF_A_NAME}){_WORD},?\s+){{1,6}}?{_NUMBER}", re.IGNORECASE)
_NUMBER_FIRST = re.compile(
    r"(?<![\w:./])(?<![A-Za-z]-)(?<!\d-\d\d-)(?<!heures )(?<!heure )"  # "8 heures 30, rue Haute" tells a time
    rf"{_NO_YEAR}(?:au\s+)?(?:n[°º]\s*)?(?:\d{{1,4}}|(?<!le )\d{{1,4}}/[1-9]\d{{0,2}})\s?(?![hu]\b)[a-z]?"
    rf"(?:\s+de\s+la|\s+de\s+l['’]|\s+du|,)?\s*{_STREET}\s+[^\W\d_]+",
    re.IGNORECASE,
)
_DUTCH_OR_GERMAN = re.compile(
    rf"\b(?:[A-ZÀ-Þ][\w'’-]*\s+)?[A-ZÀ-Þ][\w'’-]*(?:{_COMPOUND}|\s(?:Markt|Plein|Weg|Baan|Straat|Laan|Straße|Platz)),?\s+{_NUMBER}"
)
_ENGLISH = re.compile(r"\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'’-]*\s+){1,3}(?:Street|Road|Avenue|Lane|Square|Drive|Close)\b")
_HOUSE = re.compile(r"\b(?:huisnummer|hausnummer|house number)\s+\d+\w?", re.IGNORECASE)


def addresses_in(text: str, language: Language) -> Iterable[str]:
    """The addresses with a house number in a text, in the spellings of all three languages whatever its own."""
    del language
    for pattern in (_FRENCH, _NUMBER_FIRST, _DUTCH_OR_GERMAN, _ENGLISH, _HOUSE):
        for found in pattern.finditer(text):
            yield found[0].strip(" ,")
