"""What is said: short sentences, the choice before the key, nothing a voice would stumble over."""

from __future__ import annotations

import re

import pytest

from tests.texts.spoken import EVERY_TEXT, HASH, STAR, fixed_words, keys_in, keys_named, sentences
from texts.catalogue import LANGUAGES, words

LONGEST_SENTENCE = 20  # words
_WRITTEN = "OK SMS INFO STOP START AIDE HULP HILFE HELP OUI NON JA NEE NEIN YES NO FR NL DE EN VOIX STEM STIMME VOICE"
WORDS_IN_CAPITALS = {"BIN", "DEUX", "BEIDE", "BEIDES", "BOTH", *_WRITTEN.split()}
"""What a member answers, in the words of an SMS; BIN is a word in Flanders, said as it is written."""
ABBREVIATIONS = set("tel tél nr min max sec svp aub stp etc enz usw bzw resp dr mr mme mevr".split())  # noqa: SIM905
ENDS_A_SENTENCE = {"fr": set(), "nl": {"u", "op", "is", "ze"}, "de": {"an", "ab", "zu"}, "en": {"do", "it", "up"}}
"""Words of one or two letters that may stand before a full stop without being an abbreviation."""
COMMANDS = {
    "fr": ("Appuyez", "Formez", "Tapez", "Étoile", "Dièse"),
    "nl": ("Druk", "Drukt", "Toets", "Sterretje", "Hekje"),
    "de": ("Drücken", "Wählen", "Stern", "Raute"),
    "en": ("Press", "Type", "Dial", "Star", "Hash"),
}

SPOKEN = [(key, language) for key, language in EVERY_TEXT if not key.startswith("sms.")]


def test_a_sentence_is_short() -> None:
    long = [
        (key, language, sentence)
        for key, language in EVERY_TEXT
        for sentence in sentences(key, language)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]

    assert long == []


def test_the_choice_comes_first_and_the_key_last() -> None:
    backwards = [
        (key, language, sentence)
        for key, language in SPOKEN
        for sentence in sentences(key, language)
        if (keys_in(sentence, language) and not ends_with_a_key(sentence, language))
        or sentence.startswith(tuple(f"{command} " for command in COMMANDS[language]))
    ]

    assert backwards == []


def test_a_sentence_offers_one_key() -> None:
    crowded = [
        (key, language, sentence)
        for key, language in SPOKEN
        for sentence in sentences(key, language)
        if len(keys_in(sentence, language)) > 1
    ]

    assert crowded == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_offers_the_same_keys(language: str) -> None:
    differing = {key for key in words(language) if keys_named(key, language) != keys_named(key, "fr")}

    assert differing == set()


def test_no_text_abbreviates() -> None:
    found = {
        (key, language): short
        for key, language in EVERY_TEXT
        if (short := abbreviations(fixed_words(key, language), language))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Appelez le tél. de la zone.", "fr"),
        ("Le PLP vous appelle.", "fr"),
        ("Druk a.u.b. op een toets.", "nl"),
        ("Drücken Sie z.B. die Taste.", "de"),
        ("Call us, min. one person.", "en"),
    ],
)
def test_an_abbreviation_would_be_noticed(text: str, language: str) -> None:
    assert abbreviations(text, language) != []


def test_no_digit_and_no_blank_is_glued_to_a_letter() -> None:
    glued = [
        (key, language)
        for key, language in EVERY_TEXT
        if re.search(r"\d[^\W\d_]|[^\W\d_]\d|[\w]\{|\}\w", words(language)[key])
    ]

    assert glued == []


def test_a_number_that_is_no_key_is_written_as_a_word() -> None:
    figures = {(key, language) for key, language in SPOKEN if re.search(r"\d{2}", fixed_words(key, language))}

    assert figures == set()


def ends_with_a_key(sentence: str, language: str) -> bool:
    """Whether the last word is a key."""
    return re.search(rf"(?:\d|\b{STAR[language]}|\b{HASH[language]})[.:?]?$", sentence) is not None


def abbreviations(text: str, language: str) -> list[str]:
    """Words in capitals, known abbreviations, full stops inside a sentence or after a stump."""
    capitals = [word for word in re.findall(r"\b[A-ZÀ-Þ]{2,}\b", text) if word not in WORDS_IN_CAPITALS]
    known = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() in ABBREVIATIONS]
    inner = re.findall(r"\w+\.(?=\S|\s+[a-zà-ÿ])", text)
    stumps = [word for word in re.findall(r"\b([^\W\d_]{1,2})\.", text) if word not in ENDS_A_SENTENCE[language]]
    return capitals + known + inner + [word for word in stumps if word not in WORDS_IN_CAPITALS]
