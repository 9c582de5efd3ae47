"""Telephone numbers: read in any Belgian spelling, kept in E.164, masked wherever they are shown."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneNumberType

from plp.errors import BadInput

BELGIUM = 32
_MOBILE = frozenset({PhoneNumberType.MOBILE})
_LANDLINE = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP, PhoneNumberType.PERSONAL_NUMBER})
_EITHER = frozenset({PhoneNumberType.FIXED_LINE_OR_MOBILE})
_EMERGENCY = frozenset({"100", "101", "102", "103", "104", "105", "106", "107", "108", "110", "112", "116000"})
_PAID = "is a premium, shared-cost, toll-free or service number; a person's own number is needed"
# The library calls part of these ranges non-existent; no person has a telephone there either way (BIPT numbering plan).
_PAID_BELGIAN = ("+3270", "+3277")
_ADDRESS = re.compile(r"<?(?:sips?|tel):([^@;?>]*).*", re.IGNORECASE | re.DOTALL)
# ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE as keys: what the provider shows for who shows no number.
_WITHHELD = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
_MASK_HEAD, _MASK_TAIL = 4, 2
_SHORT = 8


class Line(StrEnum):
    """The kind of telephone at the end of a number."""

    LANDLINE = "landline"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number we may dial: E.164, and the kind of line behind it."""

    e164: str
    line: Line

    def __str__(self) -> str:
        return masked(self.e164)


def read_phone(spelling: str, *, allowed_prefixes: Collection[str] = ()) -> Phone:
    """Read a Belgian number in any spelling.

    Foreign numbers are refused unless their `+prefix` is in `allowed_prefixes`.
    Raises BadInput with a sentence for emergency, short, premium, foreign and impossible numbers;
    the sentence never repeats the number.
    """
    text = " ".join(spelling.split())
    if _national_digits(text) in _EMERGENCY:
        raise BadInput("is an emergency or short number; it can never be rung")
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        raise BadInput("is not a telephone number") from None
    if number.extension:
        raise BadInput("has an extension; give the number alone")
    # The library skips words around a number and reads letters as keys; we would rather ask what was meant.
    if any(map(str.isalpha, text.lower().removeprefix("tel:"))):
        raise BadInput("is not a telephone number: it holds letters")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code != BELGIUM and not any(e164.startswith(prefix) for prefix in allowed_prefixes):
        raise BadInput("is a foreign number; the zone allows Belgian ones and those in its allowed_prefixes")
    return Phone(e164, _line_of(number, e164))


def _national_digits(text: str) -> str:
    digits = "".join(filter(str.isdigit, text))
    if text.startswith("+"):
        return digits.removeprefix("32")
    return digits.removeprefix("0032")


def _line_of(number: phonenumbers.PhoneNumber, e164: str) -> Line:
    if e164.startswith(_PAID_BELGIAN):
        raise BadInput(_PAID)
    if not phonenumbers.is_valid_number(number):
        raise BadInput("is not a number that exists in the numbering plan")
    kind = phonenumbers.number_type(number)
    if kind in _MOBILE or kind in _EITHER:
        return Line.MOBILE
    if kind in _LANDLINE:
        return Line.LANDLINE
    raise BadInput(_PAID)


def caller_number(raw: str | None) -> str | None:
    """Read the caller ID a carrier hands us, alone or in a SIP address: E.164, or None when withheld or malformed."""
    text = _out_of_address(raw or "")
    digits = text.removeprefix("+")
    if not text.startswith("+") or not digits.isascii() or not digits.isdigit():
        return None
    return text if 8 <= len(digits) <= 15 and digits.removeprefix("1") not in _WITHHELD else None


def called_number(raw: str) -> str:
    """Read the number that was called, in any spelling a carrier may use: E.164, or what is no number as it is."""
    return _as_e164(_out_of_address(raw))


def _out_of_address(raw: str) -> str:
    found = _ADDRESS.fullmatch(raw.strip())
    return unquote(found[1]).strip() if found else raw.strip()


@lru_cache(maxsize=1024)
def same_number(one: str, other: str) -> bool:
    """Tell whether two spellings mean one number; what is no number (a sender's name) is compared as it is written."""
    return _as_e164(one) == _as_e164(other)


def _as_e164(spelling: str) -> str:
    try:
        number = phonenumbers.parse(" ".join(spelling.split()), "BE")
    except phonenumbers.NumberParseException:
        return spelling
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str | None) -> str:
    """Show a number so that nobody can dial it: its first four and last two characters, of a short one the last."""
    if not number:
        return "withheld"
    if len(number) <= _SHORT:
        return f"{'*' * (len(number) - 1)}{number[-1]}"
    hidden = max(len(number) - _MASK_HEAD - _MASK_TAIL, 1)
    return f"{number[:_MASK_HEAD]}{'*' * hidden}{number[-_MASK_TAIL:]}"


@lru_cache(maxsize=1024)  # a zone's own numbers, asked at every turn of every call
def in_groups(e164: str) -> str:
    """Write a number as it is spoken: digits one by one, in groups parted by commas ("0 2, 6 1 0, 0 1, 0 0")."""
    number = phonenumbers.parse(e164, None)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    groups = "".join(char if char.isdigit() else " " for char in national).split()
    return ", ".join(" ".join(group) for group in groups)


def on_paper(e164: str) -> str:
    """Write a number as it is printed ("02 610 01 00")."""
    national = phonenumbers.format_number(phonenumbers.parse(e164, None), phonenumbers.PhoneNumberFormat.NATIONAL)
    return " ".join("".join(char if char.isdigit() else " " for char in national).split())
