"""Where a text is cut into breaths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.phrases import phrases
from audio.plausible import longest, shortest


@pytest.mark.parametrize(
    ("text", "language", "breaths"),
    [
        ("Fermez la porte. N'ouvrez pas !", "fr", ["Fermez la porte.", "N'ouvrez pas !"]),
        ("Appelez le 02 – 226 – 88 – 88.", "fr", ["Appelez le 02", "226", "88", "88."]),
        ("Pour réécouter : appuyez sur 2", "fr", ["Pour réécouter :", "appuyez sur 2"]),
        ("Chez M. Dupont, à 20.30 h.", "fr", ["Chez M. Dupont, à 20.30 h."]),
        ("Am 3. Mai. Danach nicht.", "de", ["Am 3. Mai.", "Danach nicht."]),
        ("Message 14. Restez chez vous.", "fr", ["Message 14.", "Restez chez vous."]),
        ("Een regel\nnog een", "nl", ["Een regel", "nog een"]),
        ("… !", "fr", []),
    ],
)
def test_a_text_is_cut_where_a_person_would_breathe(text: str, language: str, breaths: list[str]):
    assert [phrase.text for phrase in phrases(text, language)] == breaths


@given(st.text(), st.sampled_from(["fr", "nl", "de", "en"]))
def test_no_letter_is_lost_and_every_pause_is_a_breath(text: str, language: str):
    # given any text / when
    cut = phrases(text, language)

    # then
    assert [s for p in cut for s in p.text if s.isalnum()] == [s for s in text if s.isalnum()]
    assert all(0.4 <= phrase.pause <= 0.7 for phrase in cut)
    assert shortest(text) < longest(text)
