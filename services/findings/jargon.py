"""Police jargon and abbreviations, per language, from `jargon.toml`, each with the familiar words to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources

from plp.finding import Code, Found
from plp.language import Language
from services.findings.dossier import Dossier
from texts.speakable import speakable
from texts.spoken.numerals import ROMAN

_LETTERS = re.compile(r"(?<![\w-])[A-ZÀ-Þ]{2,3}(?![\w-])|(?<!\w)(?:[A-Za-z]\.){2,}(?!\w)")
FAMILIAR = frozenset("OK SMS GSM PLP BIN NIN TV WC VW BMW SUV VTT CD DVD PC USB LED JE DE PKW LKW KFZ".split())  # noqa: SIM905
"""Letters everybody says and hears as a word: what to answer, what we are called, and what cars are called."""


def jargon(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text with words that only the police uses."""
    return _better(dossier, Code.JARGON, jargon_in)


def abbreviations(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text with short forms a neighbour may not understand by ear."""
    return _better(dossier, Code.ABBREVIATION, abbreviations_in)


def jargon_in(text: str, language: Language) -> Mapping[str, str]:
    """The police's own words in a text, each with what to write instead."""
    return _listed(text, _words(language, "jargon"), re.IGNORECASE)


def abbreviations_in(text: str, language: Language) -> Mapping[str, str]:
    """The abbreviations in a text, each with what to write instead, or nothing when we do not know it.

    Those in small letters that are spoken as whole words, and read as such by everybody, are left alone.
    """
    known = _words(language, "short")
    listed = {
        word: meant
        for word, meant in _listed(text, known, re.NOFLAG).items()
        if word.isupper() or speakable(word, language).lower() == word.lower()
    }
    if text.isupper():
        return listed
    letters = (found[0] for found in _LETTERS.finditer(text))
    strange = {word: "" for word in letters if word not in FAMILIAR and not re.fullmatch(ROMAN, word)}
    unknown = {word: meant for word, meant in strange.items() if not any(word in each for each in listed)}
    return {**unknown, **listed}


def _listed(text: str, known: Mapping[str, str], flags: re.RegexFlag) -> Mapping[str, str]:
    found = {word: re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, flags) for word in known}
    return {match[0]: known[word] for word, match in found.items() if match}


def _better(dossier: Dossier, code: Code, find: Callable[[str, Language], Mapping[str, str]]) -> Iterable[Found]:
    for language, text in sorted(dossier.alert.texts.items()):
        if better := find(text, language):
            shown = [f"{word} → {meant}" if meant else word for word, meant in better.items()]
            yield Found(code, language=language, words=tuple(better), blanks={"better": ", ".join(shown)})


@cache
def _words(language: Language, kind: str) -> Mapping[str, str]:
    table = tomllib.loads(resources.files("services.findings").joinpath("jargon.toml").read_text("utf-8"))
    words: Mapping[str, str] = table[language.value][kind]
    return words
