"""The ready-made messages that come with Tocsin: all languages, short enough to be heard, cheap enough to be sent."""

from __future__ import annotations

import re

import pytest
import smsutil

from plp.alert import Kind
from plp.language import Language
from plp.template import BLANKS, Template, blanks_in
from services.findings.length import LONGEST_READING
from services.speech_length import speech_length
from tests.texts.test_spoken import LONGEST_SENTENCE, abbreviations
from texts.catalogue import say
from texts.shipped import shipped_templates
from texts.speakable import speakable

SHIPPED = shipped_templates()
EVERY_TEXT = [pytest.param(each, language, id=f"{each.id}-{language}") for each in SHIPPED for language in Language]
AS_LONG_AS_IT_GETS = {"street": "avenue du Général de Gaulle prolongée", "time": "le 21 novembre, à 20 heures 30"}
TOO_DEAR = set("êçôîûâëïœ’«»…–")  # what GSM-7 lacks doubles the price of a text (DOMAIN §6)


def filled(template: Template, language: Language, street: str | None = None) -> str:
    """The words with every blank filled, the street with a name in letters that count once."""
    where = street or say("ready.everywhere", language)
    return template.fill(language, AS_LONG_AS_IT_GETS | {"street": where, "emergency": "101"})


def test_there_is_one_for_each_theme_under_a_number_of_its_own() -> None:
    kinds = {each.id: each.kind for each in SHIPPED}

    assert kinds == {
        "burglary": Kind.URGENT,
        "missing-person": Kind.URGENT,
        "suspicious-vehicle": Kind.URGENT,
        "phone-scam": Kind.PREVENTION,
        "fire": Kind.URGENT,
        "carbon-monoxide": Kind.URGENT,
        "all-clear": Kind.ALL_CLEAR,
        "feedback": Kind.FEEDBACK,
        "test": Kind.TEST,
        "correction": Kind.CORRECTION,
    }
    assert [each.number for each in SHIPPED] == list(range(1, len(SHIPPED) + 1))


@pytest.mark.parametrize("template", SHIPPED, ids=lambda each: each.id)
def test_it_has_words_and_a_name_in_every_language_with_the_same_blanks(template: Template) -> None:
    assert set(template.texts) == set(template.name) == set(Language)
    assert all(template.name.values())
    assert len({blanks_in(text) for text in template.texts.values()}) == 1


@pytest.mark.parametrize(("template", "language"), EVERY_TEXT)
def test_no_brace_is_left_once_the_blanks_are_filled(template: Template, language: Language) -> None:
    words = filled(template, language)

    assert not set("{}") & set(words)
    assert "  " not in words
    assert words.endswith(".")
    assert words[0].isupper()


@pytest.mark.parametrize(("template", "language"), EVERY_TEXT)
def test_one_reading_lasts_no_longer_than_half_a_minute(template: Template, language: Language) -> None:
    words = filled(template, language, AS_LONG_AS_IT_GETS["street"])

    assert speech_length(speakable(words, language)) <= LONGEST_READING


@pytest.mark.parametrize(("template", "language"), EVERY_TEXT)
def test_its_own_letters_cost_nothing_extra_and_a_text_has_two_parts_at_most(
    template: Template, language: Language
) -> None:
    body = say("sms.alert", language, partnership="P" * 30, text=filled(template, language), number=14)

    assert not set(template.texts[language]) & TOO_DEAR
    assert smsutil.is_valid_gsm(body)
    assert len(smsutil.split(body).parts) <= 2


@pytest.mark.parametrize(("template", "language"), EVERY_TEXT)
def test_it_is_said_in_short_sentences_of_whole_words(template: Template, language: Language) -> None:
    words = template.texts[language]
    spoken = re.sub(r"\{\w+\}", "", words)
    sentences = re.split(r"(?<=[.?!])\s+", words)

    assert max(len(sentence.split()) for sentence in sentences) <= LONGEST_SENTENCE
    assert abbreviations(spoken, language) == []
    assert not re.search(r"[\w]\{|\}\w", words)


def test_an_urgent_one_tells_where_and_when_and_whom_to_call() -> None:
    silent = {
        (each.id, language)
        for each in SHIPPED
        if each.kind is Kind.URGENT
        for language, text in each.texts.items()
        if not {"street", "time"} <= blanks_in(text) or not ({"112"} & set(re.findall(r"\d+", text)) or "{emer" in text)
    }

    assert silent == set()
    assert set.union(*(set(blanks_in(text)) for each in SHIPPED for text in each.texts.values())) == BLANKS
