"""The cells of a members file: how each column is read, and the sentence when it cannot be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from plp.errors import BadInput
from plp.language import Language
from plp.member import Role, Wish
from plp.phone import Phone, read_phone
from plp.zone import Zone

Word = TypeVar("Word", bound=StrEnum)
LONGEST_NAME, LONGEST_PASSWORD = 100, 30
_YES = frozenset({"yes", "true", "1", "oui", "ja"})
_NO = frozenset({"", "no", "false", "0", "non", "nee", "nein"})
_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of one zone's files are read; each spelling of a telephone number is worked out once."""

    zone: Zone
    today: date
    _phones: dict[str, Phone | str] = field(default_factory=dict)

    def phone(self, text: str) -> Phone:
        """A number we may dial.  Raises BadInput."""
        if text not in self._phones:
            try:
                self._phones[text] = self._read_phone(text)
            except BadInput as wrong:
                self._phones[text] = str(wrong)
        known = self._phones[text]
        if isinstance(known, str):
            raise BadInput(known)
        return known

    def _read_phone(self, text: str) -> Phone:
        if _ROUNDED.fullmatch(text):
            raise BadInput("was rounded by the spreadsheet; format the column as text and type the number again")
        return read_phone(text, allowed_prefixes=self.zone.allowed_prefixes)

    def consent(self, text: str) -> date | None:
        """The day of consent: 2024-12-31 or 31/12/2024, none when empty.  Raises BadInput."""
        if not text:
            return None
        day = _day(text)
        if day > self.today:
            raise BadInput("lies in the future")
        return day

    @property
    def readings(self) -> Mapping[str, Callable[[str], object]]:
        """How each column is read, to the field of a member of (nearly) the same name."""
        return {
            "name": name,
            "phone": self.phone,
            "language": lambda text: one_of(Language, text),
            "channel": lambda text: one_of(Wish, text),
            "second_phone": lambda text: self.phone(text) if text else None,
            "street": lambda text: short(text, LONGEST_NAME),
            "house_number": lambda text: short(text, 20),
            "role": lambda text: one_of(Role, text or Role.MEMBER),
            "password": password,
            "vulnerable": yes_or_no,
            "buddy_phone": lambda text: self.phone(text).e164 if text else None,
            "consent_on": self.consent,
        }


def tidy(cell: str) -> str:
    """A cell without space around it, its accents written one way.  Raises BadInput for what cannot be seen."""
    text = unicodedata.normalize("NFC", cell).strip()
    if any(unicodedata.category(char).startswith("C") for char in text):
        raise BadInput("holds a line break, a control or an invisible character; type it again")
    return text


def name(text: str) -> str:
    """A person's name.  Raises BadInput."""
    if not text:
        raise BadInput("is empty")
    return short(" ".join(text.split()), LONGEST_NAME)


def short(text: str, most: int) -> str:
    """A text of at most so many characters.  Raises BadInput."""
    if len(text) > most:
        raise BadInput(f"is longer than {most} characters")
    return text


def one_of(words: type[Word], text: str) -> Word:
    """One of these words, in any case.  Raises BadInput."""
    try:
        return words(text.lower())
    except ValueError:
        raise BadInput(f"is {'empty' if not text else 'unknown'}; write one of {', '.join(words)}") from None


def password(text: str) -> str:
    """A word that can be spoken, or two; or nothing.  Raises BadInput."""
    if not all(char.isalpha() or char in " -'’" for char in text):
        raise BadInput("can be spoken only if it is made of letters")
    return short(text, LONGEST_PASSWORD)


def yes_or_no(text: str) -> bool:
    """Yes or no in the languages of the country; empty is no.  Raises BadInput."""
    word = text.lower()
    if word not in _YES | _NO:
        raise BadInput("is neither yes nor no")
    return word in _YES


def _day(text: str) -> date:
    try:
        if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise BadInput("is a day that does not exist") from None
    raise BadInput("is not a date; write 2024-12-31 or 31/12/2024")
