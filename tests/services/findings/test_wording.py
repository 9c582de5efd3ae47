"""Whether a message can be understood by ear: words, figures, capitals, markup, language, letters of an SMS."""

from __future__ import annotations

import tomllib
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smsutil import is_valid_gsm

from plp.language import Language
from services.findings.capitals import capitals_in
from services.findings.jargon import abbreviations_in, jargon_in
from services.findings.markup import markup_in
from services.findings.sms import costly_letters, in_cheap_letters
from services.findings.unreadable import unreadable_in
from services.findings.wrong_language import language_of, speaks_for_itself
from services.sms_parts import sms_parts
from services.speech_length import speech_length
from tests.texts.spoken import fixed_words
from texts.catalogue import words
from texts.shipped import shipped_templates
from texts.speakable import speakable

FR, NL, DE, EN = Language.FR, Language.NL, Language.DE, Language.EN
SAMPLE = Path(__file__).parents[3] / "tocsin" / "sample" / "alert.toml"


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("Un individu rôde.", FR, {"individu": "homme ou femme"}),
        ("Un INDIVIDU rôde.", FR, {"INDIVIDU": "homme ou femme"}),
        ("De dader werd geïnterpelleerd.", NL, {"geïnterpelleerd": "opgepakt"}),
        ("Die Täterschaft ist flüchtig.", DE, {"Täterschaft": "Täter", "flüchtig": "auf der Flucht"}),
        ("The perpetrator fled.", EN, {"perpetrator": "suspect"}),
        ("Deux hommes rôdent, individuellement.", FR, {}),
    ],
)
def test_words_of_the_police_come_with_familiar_ones(text: str, language: Language, meant: dict[str, str]) -> None:
    assert jargon_in(text, language) == meant


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Un PV a été dressé.", FR, {"PV": "procès-verbal"}),
        ("Restez chez vous svp, au moins 5 min.", FR, {"min.": "au moins"}),
        ("Bel aub de politie, bv. via 101, jl. nacht.", NL, {"jl.": "vorige"}),
        ("Die PZ sucht einen PKW.", DE, {"PZ": "Polizeizone"}),
        ("La DJF cherche un homme.", FR, {"DJF": ""}),
        ("Répondez OK par SMS. Place Albert II, un homme avec un GSM.", FR, {}),
        ("Rue Jean XXIII, avenue Louis XVI, rue Charles XXXIX.", FR, {}),
        ("TOUT EST EN CAPITALES ICI", FR, {}),
    ],
)
def test_abbreviations_come_with_their_words(text: str, language: Language, found: dict[str, str]) -> None:
    assert abbreviations_in(text, language) == found


def test_words_in_capitals_are_found_and_short_ones_left_to_the_abbreviations() -> None:
    assert list(capitals_in("ATTENTION, un homme RÔDE. OK par SMS, PLP Les Tilleuls", FR)) == ["ATTENTION", "RÔDE"]


@pytest.mark.parametrize("word", ["🚨", "482915", "==>", "полиция", "警察"])
def test_a_voice_stumbles_over(word: str) -> None:
    assert list(unreadable_in(f"Attention {word} ce soir.", FR)) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "À 20h30, 20 h 30, 20:30 ou 20u30, le 12/03/2026, le 1er mai.",
        "Un billet de 50 euros, 3,50 €, 30 km/h, 100%.",
        "Een man van 1,80 m, om 14u, op de 2de verdieping.",
        "Appelez le 101, le 02 610 01 00, le 0470/10.00.01 ou le +32470100001.",
        "L'homme — très grand — a dit : « j'arrive » …",
        "Vermißt wird ein Kind, 12 Jahre, am 3. Mai.",
        "Voiture 1-ABC-123, voyez www.police.be ou info@police.be",
    ],
)
def test_a_voice_reads_what_people_write_every_day(text: str) -> None:
    assert list(unreadable_in(text, FR)) == []


@pytest.mark.parametrize(
    "markup", ["<b>", "</speak>", '<break time="10s"/>', "<!-- x -->", "&nbsp;", "&#233;", "[[fa]]", "{rue}"]
)
def test_markup_is_found(markup: str) -> None:
    assert list(markup_in(f"Fermez {markup} tout.", FR)) == [markup]


@pytest.mark.parametrize(
    "text", ["Température < 0 & vent > 50", "Vols & cambriolages; appelez.", "A&B;", "Café Tom&Jerry; rue Haute"]
)
def test_a_sign_alone_is_no_markup(text: str) -> None:
    assert list(markup_in(text, FR)) == []


def test_a_text_in_another_language_is_known_when_it_is_sure() -> None:
    assert language_of("Een witte bestelwagen rijdt rond in de buurt, bel de politie.") == "nl"
    assert language_of("A white van is driving around the neighbourhood, call the police.") == "en"
    assert language_of("Test Essai") is None


@pytest.mark.parametrize("language", list(Language))
def test_a_message_shows_by_its_small_words_that_it_is_what_it_says(language: Language) -> None:
    texts = {
        template.id: text
        for template in shipped_templates()
        for said, text in template.texts.items()
        if said == language
    }

    assert [name for name, text in texts.items() if not speaks_for_itself(text, language)] == []
    others = set(Language) - {language}
    assert [name for name, text in texts.items() for other in others if speaks_for_itself(text, other)] == []


@pytest.mark.parametrize("language", list(Language))
def test_none_of_our_own_texts_is_taken_for_another_language(language: Language) -> None:
    seen = {key: language_of(fixed_words(key, language)) for key in words(language)}
    taken = {key: other for key, other in seen.items() if other not in {None, language}}

    assert taken == {}


@pytest.mark.parametrize("language", list(Language))
def test_the_message_of_the_sample_is_as_a_message_should_be(language: Language) -> None:
    text = tomllib.loads(SAMPLE.read_text("utf-8"))["text"][language]

    assert not jargon_in(text, language)
    assert not abbreviations_in(text, language)
    assert [*capitals_in(text, language), *unreadable_in(text, language), *markup_in(text, language)] == []
    assert 5 < speech_length(speakable(text, language)) < 15


def test_the_letters_that_cost_are_named_and_replaced() -> None:
    assert costly_letters("L’arrêt a été coupé, ça va…") == ("’", "ê", "ç", "…")
    assert in_cheap_letters("L’arrêt a été coupé, ça va… œuvre « ô »") == 'L\'arret a été coupé, ca va... oeuvre "o"'
    assert in_cheap_letters("2½ km, ¾ d'heure, œﬁ №5") == "2 1/2 km, 3/4 d'heure, oefi No5"
    assert sms_parts("ê" * 71) == 2
    assert sms_parts(in_cheap_letters("ê" * 71)) == 1


@given(st.text(st.characters(codec="latin-1", exclude_categories=["C"]) | st.sampled_from("’«»…œŒ–“”"), max_size=400))
def test_cheap_letters_never_cost_more_and_keep_what_was_cheap(text: str) -> None:
    cheap = in_cheap_letters(text)

    assert sms_parts(cheap) <= max(sms_parts(text), sms_parts("x" * len(cheap)))
    assert in_cheap_letters(cheap) == cheap
    assert not [letter for letter in costly_letters(cheap) if is_valid_gsm(normalize("NFKD", letter)[0])]


@given(st.text(max_size=300), st.sampled_from(list(Language)))
def test_any_text_at_all_can_be_looked_at(text: str, language: Language) -> None:
    for find in (capitals_in, unreadable_in, markup_in, jargon_in, abbreviations_in):
        list(find(text, language))
    assert speech_length(speakable(text, language)) >= 0
    assert sms_parts(in_cheap_letters(text)) >= 0
