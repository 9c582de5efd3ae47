"""What tells a real call from a forged one: the password to a living person only, a number, nothing asked, no link."""

from __future__ import annotations

import re

import pytest

from plp.alert import Kind
from services.prepare_speech import prepare_speech
from tests.fakes.town import Handset, Town
from tests.texts.spoken import EVERY_TEXT
from texts.catalogue import LANGUAGES, blanks, words

MOBILE, PASSWORD = "+32479000001", "mirabelle"
LINK = re.compile(r"https?:|www\.|://|\b[\w-]+\.(?:be|com|eu|net|org|info|io|ly|me)\b", re.IGNORECASE)
NOTHING_ASKED = {
    "fr": ("ni code", "ni argent", "ni données"),
    "nl": ("code", "geld", "gegevens"),
    "de": ("Code", "Geld", "Daten"),
    "en": ("code", "money", "data"),
}
WORDS_BY_SMS = ("OK", "OK 1", "INFO", "INFO 1", "AIDE", "STOP", "START", "mot de passe", "Qui êtes-vous?", "")


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", MOBILE, wish="both", password=PASSWORD)
    return town.phone(MOBILE)


@pytest.mark.parametrize("kind", [Kind.URGENT, Kind.TEST, Kind.FEEDBACK])
@pytest.mark.parametrize("on_the_shelf", [True, False])
def test_no_sms_ever_holds_the_password(town: Town, ana: Handset, kind: Kind, on_the_shelf: bool) -> None:
    town.speech.keeps = on_the_shelf
    town.launches(kind)
    prepare_speech(town.ports)
    answers = [ana.sends(words) for words in WORDS_BY_SMS]
    ana.text_is("undelivered", code=30005)
    for _ in range(6):
        town.passes(minutes=10)

    bodies = [*(order.body for order in town.carrier.text_orders), *filter(None, answers)]
    assert len(bodies) > len(WORDS_BY_SMS) // 2
    assert [body for body in bodies if PASSWORD in body or LINK.search(body)] == []


def test_no_text_that_is_sent_has_a_blank_for_the_password_or_a_link() -> None:
    sent = [(key, language) for key, language in EVERY_TEXT if key.startswith("sms.")]

    assert [each for each in sent if "password" in blanks(*each)] == []
    assert [each for each in sent if LINK.search(words(each[1])[each[0]])] == []


@pytest.mark.parametrize("body", ["Lisez https://police.be", "Voyez www.police.be", "Cliquez sur bit.ly/x"])
def test_a_link_would_be_noticed(body: str) -> None:
    assert LINK.search(body)


@pytest.mark.parametrize("guess", ["machine_start", "machine_end_beep", "machine_end_silence", "fax"])
def test_a_machine_hears_neither_the_password_nor_the_message(town: Town, guess: str) -> None:
    town.has("Ana", MOBILE, wish="voice", password=PASSWORD)
    town.launches()
    phone = town.phone(MOBILE).answers(by=guess).goes_to_voicemail()

    for _ in range(5):
        phone.does_not_hear(PASSWORD, "mot de passe", "camionnette")
        if phone.has_been_hung_up:
            break
        phone.waits()

    assert phone.has_been_hung_up


def test_after_a_machine_even_a_person_at_its_keys_hears_no_password(town: Town) -> None:
    town.has("Ana", MOBILE, wish="voice", password=PASSWORD)
    town.launches()
    phone = town.phone(MOBILE).answers(by="machine_end_beep").goes_to_voicemail().presses("1")

    phone.hears("camionnette").does_not_hear(PASSWORD)
    while not phone.has_been_hung_up:
        phone.waits().does_not_hear(PASSWORD)


def test_call_and_sms_carry_the_same_number(town: Town, ana: Handset) -> None:
    town.launches()
    ana.sends("OK")
    town.launches()

    assert "Message 2." in ana.letter.body
    town.passes(minutes=4)
    ana.answers(by="human").waits().hears(PASSWORD).waits().hears("message numéro 2 de cette année")


def test_no_message_is_said_before_who_calls_and_nothing_is_asked_at_its_end(town: Town, ana: Handset) -> None:
    town.launches()
    town.passes(minutes=4)

    ana.answers().hears("Ici la police", "Zone de police", "PLP Les Tilleuls").does_not_hear("camionnette", PASSWORD)
    ana.waits().presses("1").hears("Nous ne vous demandons rien", "0 2, 6 1 0, 0 1, 0 0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_that_nothing_is_asked_and_whom_to_call_back(language: str) -> None:
    closing = words(language)["call.closing"]

    assert all(word in closing for word in NOTHING_ASKED[language])
    assert "{number_in_groups}" in closing
