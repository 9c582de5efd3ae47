"""Reads the catalogue as a listener hears it: sentence by sentence, key by key."""

from __future__ import annotations

import re

from texts.catalogue import LANGUAGES, words

STAR = {"fr": "étoile", "nl": "sterretje", "de": "Stern", "en": "star"}
HASH = {"fr": "dièse", "nl": "hekje", "de": "Raute", "en": "hash"}
BLANK = re.compile(r"\{[^}]*\}")

EVERY_TEXT = [(key, language) for language in LANGUAGES for key in words(language)]


def fixed_words(key: str, language: str) -> str:
    """The text without its blanks."""
    return BLANK.sub("", words(language)[key])


def sentences(key: str, language: str) -> list[str]:
    """The text, its blanks still in it, cut after each full stop, question mark or exclamation mark."""
    return re.split(r"(?<=[.?!])\s+", words(language)[key])


def keys_in(sentence: str, language: str) -> set[str]:
    """The keys of a telephone that a sentence names: a bare digit, star and hash by their names."""
    fixed = BLANK.sub("", sentence)
    named = {word: key for key, word in (("*", STAR[language]), ("#", HASH[language]))}
    found = re.findall(rf"\d|\b(?:{'|'.join(named)})\b", fixed, re.IGNORECASE)
    lowered = {word.lower(): key for word, key in named.items()}
    return {lowered.get(each.lower(), each) for each in found}


def keys_named(key: str, language: str) -> set[str]:
    """The keys of a telephone that a text names."""
    return {named for sentence in sentences(key, language) for named in keys_in(sentence, language)}
