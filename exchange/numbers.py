"""Telephone numbers: which are plausible, which can receive a text, and which are ours to be called on."""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime

import phonenumbers
from phonenumbers import PhoneNumberType
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from exchange.clock import wall
from exchange.sids import new_sid


def plausible(number: str) -> bool:
    """Whether the number is in E.164 form and its length is possible in its country."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(parsed)


def can_receive_texts(number: str) -> bool:
    """False for a number known to be a landline."""
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return bool(kind != PhoneNumberType.FIXED_LINE)


@dataclass(frozen=True)
class OwnNumber:
    """One of the account's numbers, with the addresses that are asked when it is called or texted."""

    number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
    created_at: datetime = field(default_factory=wall)
    voice_url: str = ""
    voice_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    status_callback: str = ""


NUMBER = TypeAdapter(OwnNumber)


class OwnNumbers:
    """The account's numbers; while there is none, any plausible number may call."""

    def __init__(self) -> None:
        self._numbers: dict[str, OwnNumber] = {}

    def __iter__(self) -> Iterator[OwnNumber]:
        return iter(self._numbers.values())

    def get(self, number: str) -> OwnNumber | None:
        """The number if it is the account's."""
        return self._numbers.get(number)

    def configure(self, number: str, **addresses: str) -> OwnNumber:
        """Adds the number or changes its addresses."""
        known = self._numbers.get(number) or OwnNumber(number)
        self._numbers[number] = NUMBER.validate_python({**vars(known), **addresses})
        return self._numbers[number]

    def may_call_from(self, number: str) -> bool:
        """Whether the account owns this sender."""
        return not self._numbers or number in self._numbers
