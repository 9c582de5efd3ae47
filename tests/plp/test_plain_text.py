"""What a text keeps, what it loses without a word, and what is sent back with a sentence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.errors import BadInput
from plp.plain_text import LONGEST_TEXT, plain_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Fermez\tvos \n portes. ", "Fermez vos portes."),
        ("Fermez\u00a0tout\u00a0!", "Fermez tout !"),
        ("cam\u00adbrio\u200bla\u2060ge", "cambriolage"),
        ("\ufeffUn \u200ehomme\u200f", "Un homme"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("<b>Fermez</b> & {rue}", "<b>Fermez</b> & {rue}"),
    ],
)
def test_what_no_eye_sees_is_taken_out_and_the_words_stay(typed: str, kept: str) -> None:
    assert plain_text(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u00ad", "…", "123", "🚨"])
def test_a_text_without_a_word_is_sent_back(typed: str) -> None:
    with pytest.raises(BadInput, match="write what members shall hear"):
        plain_text(typed)


def test_a_text_nobody_can_listen_to_is_sent_back_with_its_length() -> None:
    assert plain_text("x" * LONGEST_TEXT)
    with pytest.raises(BadInput, match="has 3000 characters; 1000 at most can be listened to: shorten it"):
        plain_text("x" * 3000)


@pytest.mark.parametrize(
    "mark", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
)
def test_what_turns_the_direction_of_writing_is_sent_back_by_its_code(mark: str) -> None:
    with pytest.raises(BadInput, match=rf"direction of writing \(U\+{ord(mark):04X}\) at character 9") as refusal:
        plain_text(f"Fermez l{mark}a porte.")

    assert mark not in str(refusal.value)


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ue000", "\udc80", "\U000e0041", "\u0378"])
def test_what_controls_a_machine_or_belongs_to_nobody_is_sent_back(char: str) -> None:
    with pytest.raises(BadInput, match=rf"a character \(U\+{ord(char):04X}\)"):
        plain_text(f"Fermez {char} tout.")


@given(st.text(max_size=LONGEST_TEXT))
def test_any_text_is_kept_clean_or_sent_back_and_cleaning_twice_changes_nothing(typed: str) -> None:
    try:
        kept = plain_text(typed)
    except BadInput as refusal:
        kept = f"It {refusal}"
    assert kept.isprintable()
    assert plain_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
