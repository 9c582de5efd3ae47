"""Telephone numbers as Belgians write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.errors import BadInput
from plp.phone import Line, Phone, called_number, caller_number, in_groups, masked, read_phone, same_number

SPELLINGS = [
    ("02/610.01.00", "+3226100100", Line.LANDLINE),
    ("02 610 01 00", "+3226100100", Line.LANDLINE),
    ("02-610-01-00", "+3226100100", Line.LANDLINE),
    ("+32 (0)2 610 01 00", "+3226100100", Line.LANDLINE),
    ("0032 2 610 01 00", "+3226100100", Line.LANDLINE),
    ("3226100100", "+3226100100", Line.LANDLINE),
    ("tel:+3226100100", "+3226100100", Line.LANDLINE),
    ("02\u00a0610\u202f01\u00a000", "+3226100100", Line.LANDLINE),
    ("014 12 34 56", "+3214123456", Line.LANDLINE),
    ("0470 10 00 01", "+32470100001", Line.MOBILE),
    ("470100001", "+32470100001", Line.MOBILE),
    ("+32 470 100 001", "+32470100001", Line.MOBILE),
    ("0455 12 34 56", "+32455123456", Line.MOBILE),
    ("0460/10.01.00", "+32460100100", Line.MOBILE),
    ("0483 12 34 56", "+32483123456", Line.MOBILE),
    ("0499 12 34 56", "+32499123456", Line.MOBILE),
    # Liège: "begins with +324" does not mean mobile.
    ("04 221 33 44", "+3242213344", Line.LANDLINE),
    ("04/342.11.22", "+3243421122", Line.LANDLINE),
    ("+32 4 223 33 44", "+3242233344", Line.LANDLINE),
]
REFUSED = [
    ("101", "emergency"),
    ("1 1 2", "emergency"),
    ("112 ", "emergency"),
    ("100", "emergency"),
    ("+32 101", "emergency"),
    ("0032112", "emergency"),
    ("116 000", "emergency"),
    ("1733", "not a number that exists"),
    ("0900 12 345", "premium"),
    ("0903 12 345", "premium"),
    ("0800 12 345", "toll-free"),
    ("070 12 34 56", "shared-cost"),
    ("077 12 34 56", "premium"),
    ("078 05 12 34", "shared-cost"),
    ("+33 1 42 68 53 00", "foreign"),
    ("0031 20 624 11 11", "foreign"),
    ("02 610 01 00 ext 5", "extension"),
    ("02 610 01 00 x12", "extension"),
    ("call me 02 610 01 00", "letters"),
    ("02 VANDAMME", "not a telephone number"),
    ("", "not a telephone number"),
    ("-", "not a telephone number"),
    ("0470 10 00", "not a number that exists"),
    ("0470 10 00 01 23", "not a number that exists"),
    ("0412 34 56 78", "not a number that exists"),
]


@pytest.mark.parametrize(("spelling", "e164", "line"), SPELLINGS)
def test_a_belgian_number_is_read_in_any_spelling(spelling: str, e164: str, line: Line) -> None:
    assert read_phone(spelling) == Phone(e164, line)


@pytest.mark.parametrize(("spelling", "reason"), REFUSED)
def test_what_may_not_be_rung_is_refused_with_its_reason_and_without_the_number(spelling: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_phone(spelling)

    assert reason in str(refused.value)
    assert not any(map(str.isdigit, str(refused.value)))


def test_a_foreign_number_is_read_where_the_zone_allows_its_prefix() -> None:
    assert read_phone("0033 6 12 34 56 78", allowed_prefixes=["+33"]) == Phone("+33612345678", Line.MOBILE)
    with pytest.raises(BadInput, match="foreign"):
        read_phone("+31 20 624 11 11", allowed_prefixes=["+33"])


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_refusal_never_a_surprise(text: str) -> None:
    try:
        phone = read_phone(text)
    except BadInput:
        return
    assert read_phone(phone.e164) == phone


@pytest.mark.parametrize(
    "raw",
    [
        *(
            None,
            "",
            "anonymous",
            "Restricted",
            "+32abc",
            "0470100001",
            "sip:anonymous@anonymous.invalid",
            "tel:",
            "sip:+32@x",
        ),
        *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
        *("+1266696687", "+17378742833", "+12562533", "+18656696"),
    ],
)
def test_a_withheld_or_malformed_caller_is_nobody(raw: str | None) -> None:
    assert caller_number(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        " +32470100001 ",
        "tel:+32470100001",
        "sip:+32470100001@sip.example.com:5060;user=phone",
        "SIPS:%2B32470100001@10.0.0.1",
        "<sip:+32470100001@sip.example.com>",
    ],
)
def test_a_caller_is_known_by_his_number(raw: str) -> None:
    assert caller_number(raw) == "+32470100001"


@pytest.mark.parametrize(
    "raw", ["+3226100100", "026100100", "3226100100", "sip:+3226100100@zone.sip.example", "tel:+32-2-610.01.00"]
)
def test_the_number_called_is_read_in_any_spelling(raw: str) -> None:
    assert called_number(raw) == "+3226100100"


@pytest.mark.parametrize("raw", ["", "Police", "sip:", "\x00", "é" * 300])
def test_what_is_no_number_is_nobodys(raw: str) -> None:
    assert not called_number(raw).startswith("+")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+32470100001", "+324******01"), ("+3226100100", "+322*****00"), (None, "withheld"), ("+32101", "*****1")],
)
def test_a_masked_number_cannot_be_dialled(number: str | None, shown: str) -> None:
    assert masked(number) == shown


def test_a_phone_shows_itself_masked() -> None:
    assert str(read_phone("0470 10 00 01")) == "+324******01"


def test_a_number_is_spoken_digit_by_digit_in_groups() -> None:
    assert in_groups("+3226100100") == "0 2, 6 1 0, 0 1, 0 0"
    assert in_groups("+32470100001") == "0 4 7 0, 1 0, 0 0, 0 1"


@pytest.mark.parametrize(("spelling", "e164"), [(spelling, e164) for spelling, e164, _ in SPELLINGS])
def test_every_spelling_of_a_number_is_the_same_number(spelling: str, e164: str) -> None:
    assert same_number(spelling, e164)
    assert not same_number(spelling, "+32470999999")


def test_a_senders_name_is_the_same_as_itself_only() -> None:
    assert same_number("POLICE", "POLICE")
    assert not same_number("POLICE", "+32460100100")
    assert not same_number("", "+32460100100")
