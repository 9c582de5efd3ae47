"""Telephone numbers in groups, digit by digit; emergency numbers too, where one is told to dial them."""

from __future__ import annotations

import re

import phonenumbers

from plp.phone import BELGIUM, in_groups
from texts.spoken.moments import DAY_AND_MONTH, LONG_DATE, SHORT_DATE
from texts.spoken.numerals import digits
from texts.spoken.vocabulary import Vocabulary

_PHONE = re.compile(
    rf"(?<![\w.,:/+-])(?!{LONG_DATE}|{SHORT_DATE}|{DAY_AND_MONTH})"
    rf"(?:(?:\+|00)[1-9]\d?(?:[\s./-]*(?:\(0\))?[\s./-]*\d){{7,11}}|0(?:[\s./-]?(?!{LONG_DATE})\d){{7,9}})(?![\w]|[.,:/-]\d)"
)
_EMERGENCY = r"100|101|105|106|107|110|112|1722|116000"


def phones(text: str, voice: Vocabulary) -> str:
    """Telephone numbers in groups, digit by digit; emergency numbers too, behind a word that says to dial."""
    text = _PHONE.sub(lambda found: _phone(found[0], voice.language), text)
    dialled = re.compile(
        rf"(\b(?:{'|'.join(voice.dial)})(?:[\s:,]+[^\W\d]+){{0,4}}?[\s:]+)({_EMERGENCY})(?![\w-]|[.,/]\d)", re.I
    )
    return dialled.sub(lambda found: found[1] + digits(found[2], voice.language), text)


def _phone(written: str, language: str) -> str:
    groups = re.findall(r"\d+", written)
    try:
        number = phonenumbers.parse(re.sub(r"\(0\)", "", written), "BE")
        if number.country_code == BELGIUM and phonenumbers.is_possible_number(number):
            groups = in_groups(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)).split(", ")
    except phonenumbers.NumberParseException:
        pass  # read in the groups in which it was written
    return ", ".join(digits(group.replace(" ", ""), language) for group in groups)
