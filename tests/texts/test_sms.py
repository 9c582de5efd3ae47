"""What is sent: letters that keep an SMS cheap, and who speaks before anything else."""

from __future__ import annotations

import pytest
from smsutil import GSM_EXT_CHARSET, is_valid_gsm

from tests.texts.spoken import EVERY_TEXT, fixed_words
from texts.catalogue import blanks, say, words

SMS = [(key, language) for key, language in EVERY_TEXT if key.startswith("sms.")]
POLICE = {"fr": "Police", "nl": "Politie", "de": "Polizei", "en": "Police"}
ONE_PART = 160
AS_LONG_AS_IT_GETS = {
    "partnership": "P" * 30,
    "number": "+32460100100",
    "other": "1234",
    "emergency": "101",
    "receipt": "1234",
    "reached": "143",
    "missed": "143",
    "language": "FR",
    "channel": "SMS und STIMME",
    "who": "P" * 20,
    "join": "NIN 1234",
    "day": "am 30. September",
}


@pytest.mark.parametrize(("key", "language"), SMS)
def test_an_sms_is_written_in_letters_that_count_once(key: str, language: str) -> None:
    text = fixed_words(key, language)

    assert is_valid_gsm(text), "one letter outside GSM-7 makes every part hold 70 letters instead of 160"
    assert not set(text) & set(GSM_EXT_CHARSET), "letters that count double"


@pytest.mark.parametrize("letter", list("êçôîûâëïœ’«»…"))
def test_a_letter_that_costs_would_be_noticed(letter: str) -> None:
    assert not is_valid_gsm(f"Bonjour {letter}")


@pytest.mark.parametrize(("key", "language"), SMS)
def test_an_sms_begins_with_who_speaks(key: str, language: str) -> None:
    assert words(language)[key].startswith((f"{POLICE[language]}:", f"{POLICE[language]} {{partnership}}:"))


@pytest.mark.parametrize(("key", "language"), [each for each in SMS if not {"text", "names"} & blanks(*each)])
def test_an_sms_of_ours_fits_in_one_part(key: str, language: str) -> None:
    assert len(say(key, language, **AS_LONG_AS_IT_GETS)) <= ONE_PART
