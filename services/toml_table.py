"""One table of a zone file, read key by key; every problem is noted with its place and the reading goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from plp.errors import BadInput
from plp.language import Language
from plp.phone import read_phone

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place in the file; `problems` is shared by all tables of that file."""

    where: str
    content: Mapping[str, object]
    problems: list[str] = field(repr=False)

    def note(self, key: str, problem: str) -> None:
        """Note what is wrong at this key."""
        self.problems.append(f"{self.where}, {key}: {problem}")

    def know(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Note each key that is missing, and each that nobody knows with the nearest known one."""
        known = sorted({*required, *optional})
        for key in self.content:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                self.note(without_digits(key), f"no such key; {hint}")
        for key in required:
            if key not in self.content:
                self.note(key, "is missing")

    def read(self, key: str, reading: Callable[[object], Value], default: Value) -> Value:
        """Read one key; what it refuses is noted and the default stands in.  A missing key is `know`'s matter."""
        if key not in self.content:
            return default
        try:
            return reading(self.content[key])
        except BadInput as wrong:
            self.note(key, str(wrong))
            return default

    def text(self, key: str) -> str:
        """A line of text."""
        return self.read(key, line_of_text, "")

    def phone(self, key: str) -> str:
        """A Belgian telephone number in any spelling, as E.164."""
        return self.read(key, lambda value: read_phone(as_text(value)).e164, "")

    def code(self, key: str) -> str:
        """A personal code."""
        return self.read(key, personal_code, "")

    def number(self, key: str) -> int:
        """A number that is typed on a telephone."""
        return self.read(key, whole_number, 0)

    def word(self, key: str, words: type[Word], default: Word) -> Word:
        """One word among these."""
        return self.read(key, lambda value: one_of(words, value), default)

    def names(self, key: str, fallback: Language) -> Mapping[str, str]:
        """A name for each language, or one plain name for all."""
        return self.read(key, lambda value: names_of(value, fallback), {fallback.value: ""})


def without_digits(text: str) -> str:
    """Show something typed by a person so that no number or code in it can be read."""
    return re.sub(r"\d", "*", text[:40]) if sum(map(str.isdigit, text)) > 3 else text[:40]


def as_text(value: object) -> str:
    """Read a text.  Raises BadInput."""
    if not isinstance(value, str):
        raise BadInput('is not a text; write it between quotes: "…"')
    return value


def line_of_text(value: object) -> str:
    """Read one line of 1 to 100 characters.  Raises BadInput."""
    text = unicodedata.normalize("NFC", as_text(value)).strip()
    if not text:
        raise BadInput("is empty")
    if len(text) > LONGEST_NAME:
        raise BadInput(f"is longer than {LONGEST_NAME} characters")
    if _has_control_characters(text):
        raise BadInput("holds a control or invisible character; type it again")
    return text


def _has_control_characters(text: str) -> bool:
    """Tell whether there is anything in it that nobody can see, say or print."""
    return any(unicodedata.category(char).startswith("C") for char in text)


def personal_code(value: object) -> str:
    """Read a code of 4 to 12 digits.  Raises BadInput."""
    code = as_text(value)
    if not re.fullmatch(r"[0-9]{4,12}", code):
        raise BadInput("a code has 4 to 12 digits, between quotes, and nothing else")
    return code


def whole_number(value: object) -> int:
    """Read a number from 1 to 9999.  Raises BadInput."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 9999:
        raise BadInput("is not a whole number from 1 to 9999, written without quotes")
    return value


def yes_or_no(value: object) -> bool:
    """Read true or false.  Raises BadInput."""
    if not isinstance(value, bool):
        raise BadInput("is not true or false, written without quotes")
    return value


def plain_date(value: object) -> date:
    """Read a date.  Raises BadInput."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadInput("is not a date; write it without quotes as 2024-03-01")
    return value


def one_of(words: type[Word], value: object) -> Word:
    """Read one of these words.  Raises BadInput."""
    try:
        return words(as_text(value).strip().lower())
    except ValueError:
        raise BadInput(f"is not one of {', '.join(words)}") from None


def list_of_texts(value: object) -> tuple[str, ...]:
    """Read a list of texts.  Raises BadInput."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput('is not a list of texts; write ["…", "…"]')
    return tuple(item.strip() for item in value)


def names_of(value: object, fallback: Language) -> Mapping[str, str]:
    """Read `{ fr = "…", nl = "…" }`, or one text that stands for all languages.  Raises BadInput."""
    if isinstance(value, str):
        return {fallback.value: line_of_text(value)}
    if not isinstance(value, Mapping) or not value:
        raise BadInput('is not a name; write { fr = "…", nl = "…" } or "…"')
    return {one_of(Language, language).value: line_of_text(name) for language, name in value.items()}


def repeated(values: Sequence[Value]) -> set[Value]:
    """The values that occur more than once."""
    return {value for value in values if values.count(value) > 1}
