"""The table of words: whatever the case, the accents, the dots and the telephone's own ideas of spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.language import Language
from plp.member import Wish
from plp.sms_words import SPELLINGS, SmsWord, plainly, read_consent, read_joining, read_wishes, read_word

ACCENTS = ("\u0301", "\u0300", "\u0302", "\u0308", "\ufe0f", "\u200d")
CLOSINGS = ("", ".", "...", "…", "!", " !", " . ", "\n", "\u00a0", "\u200b", ",")
CASES = (str.upper, str.lower, str.title, str.swapcase)


@given(
    spelling=st.sampled_from(sorted(SPELLINGS)),
    case=st.sampled_from(CASES),
    accents=st.lists(st.sampled_from(("", *ACCENTS)), min_size=40, max_size=40),
    before=st.sampled_from(("", " ", "\n", "«", '"', "\ufeff")),
    closing=st.sampled_from(CLOSINGS),
    width=st.sampled_from((0, 0xFEE0)),
)
def test_a_word_is_the_same_in_any_case_accent_and_closing(
    spelling: str, case: object, accents: list[str], before: str, closing: str, width: int
) -> None:
    shaped = case(spelling)  # type: ignore[operator]
    wide = "".join(chr(ord(char) + width) if "!" <= char <= "~" else char for char in shaped)
    marked = "".join(char + mark if char.isalpha() else char for char, mark in zip(wide, accents, strict=False))

    said = read_word(f"{before}{marked}{closing}")

    assert said is not None
    assert said.word is SPELLINGS[spelling]


@given(spelling=st.sampled_from(sorted(SPELLINGS)), more=st.text(min_size=1, max_size=40))
def test_a_word_with_anything_else_is_no_word(spelling: str, more: str) -> None:
    rest = plainly(f"x {more} y")

    assert read_word(f"{spelling}, {rest}") is None


@given(st.text(max_size=300))
def test_nothing_that_can_be_written_breaks_it(body: str) -> None:
    for read in (read_word, read_joining, read_wishes, read_consent):
        read(body)
    assert plainly(plainly(body)) == plainly(body)


def test_the_table_is_written_as_it_is_read() -> None:
    assert [spelling for spelling in SPELLINGS if plainly(spelling) != spelling] == []
    assert set(SPELLINGS.values()) == set(SmsWord)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        *[(body, SmsWord.UNDERSTOOD) for body in ("OK", "Oüi", "JA", "yes", "1", "1️⃣", "D’accord.", "ＯＫ", "«OK»")],
        *[(body, SmsWord.STOP) for body in ("STOP", "Arrêt", "ARRET", "Stopper", "Désinscrire", "DÉSINSCRIRE.")],
        *[(body, SmsWord.STOP) for body in ("Stoppen", "UITSCHRIJVEN", "afmelden", "STOPP", "Abmelden", "END", "quit")],
        *[(body, SmsWord.STOP) for body in ("STOPALL", "Unsubscribe", "CANCEL", "OptOut", "revoke")],
        *[(body, SmsWord.START) for body in ("START", "Unstop")],
        *[(body, SmsWord.HELP) for body in ("AIDE", "hulp", "Hilfe", "HELP!")],
        ("info", SmsWord.AGAIN),
        ("Danke schön", SmsWord.COURTESY),
    ],
)
def test_a_word_is_understood(body: str, word: SmsWord) -> None:
    said = read_word(body)

    assert said is not None
    assert said.word is word


@pytest.mark.parametrize(
    "body",
    ["stop, I saw the car", "Stop! Il entre", "ok?", "o k", "11", "14", "non merci", "👍", "", " ", "1 2", "end of"],
)
def test_a_sentence_is_no_word(body: str) -> None:
    assert read_word(body) is None


@pytest.mark.parametrize(
    "body",
    ["OK 14", "ok14", "Oui, message 14.", "JA bericht 14", "ok n° 14", "OK №14", "yes #14", "verstanden Nachricht 14"],
)
def test_an_answer_may_name_its_message(body: str) -> None:
    said = read_word(body)

    assert said is not None
    assert (said.word, said.number) == (SmsWord.UNDERSTOOD, 14)


@pytest.mark.parametrize("body", ["STOP 14", "non 14", "ok 12345", "ok 14 15", "ok 14 vu"])
def test_no_other_word_takes_a_number(body: str) -> None:
    assert read_word(body) is None


@pytest.mark.parametrize(
    ("body", "number", "language"),
    [
        ("PLP 12", 12, Language.FR),
        ("plp12", 12, Language.FR),
        ("P.L.P. 12", None, None),
        ("BIN. 12", 12, Language.NL),
        ("Bin-007.", 7, Language.NL),
        ("NIN: 3", 3, Language.DE),
        ("PLP", None, None),
        ("PLP douze", None, None),
        ("PLP 12 svp", None, None),
        ("BIN 12345678901", None, None),
    ],
)
def test_joining_is_a_word_and_a_number(body: str, number: int | None, language: Language | None) -> None:
    joining = read_joining(body)

    assert (joining and joining.partnership, joining and joining.language) == (number, language)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("OUI Ana Peeters", "Ana Peeters"),
        ("ja, Jan.", "Jan"),
        ("Yes", ""),
        ("oui\nMarie-José D'Hondt", "Marie-José D'Hondt"),
        ("Oui mais il y a quelqu'un dans mon jardin, vite", ""),
        ("OUI 0470 12 34 56", ""),
        ("janvier", None),
        ("Ana", None),
    ],
)
def test_a_yes_may_bring_a_name(body: str, name: str | None) -> None:
    assert read_consent(unicodedata.normalize("NFC", body)) == name


@pytest.mark.parametrize(
    ("body", "language", "channel"),
    [
        ("NL SMS", Language.NL, Wish.SMS),
        ("fr, voix", Language.FR, Wish.VOICE),
        ("Français les deux", Language.FR, Wish.BOTH),
        ("stem en sms", None, Wish.BOTH),
        ("EN", Language.EN, None),
        ("DE BEIDES", Language.DE, Wish.BOTH),
    ],
)
def test_wishes_are_read_in_any_order(body: str, language: Language | None, channel: Wish | None) -> None:
    wishes = read_wishes(body)

    assert wishes is not None
    assert (wishes.language, wishes.channel) == (language, channel)


@pytest.mark.parametrize("body", ["", "FR NL", "bonjour", "sms svp"])
def test_what_is_no_wish_is_left_alone(body: str) -> None:
    assert read_wishes(body) is None
