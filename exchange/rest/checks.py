"""Checks of what the account asks for, each with the provider's error code."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from exchange.numbers import OwnNumbers, can_receive_texts, plausible
from exchange.refusals import Refusal

NO_TO, NO_FROM, BAD_TO, BAD_FROM, FOREIGN_FROM = 21201, 21213, 21211, 21212, 21210
TEXT_NO_TO, TEXT_NO_FROM, TEXT_NO_BODY, TEXT_TOO_LONG = 21604, 21603, 21602, 21617
TEXT_FOREIGN_FROM, LANDLINE = 21606, 21614
BAD_URL, BAD_CALLBACK, INVALID = 21205, 21609, 20001
LONGEST_BODY = 1_600
LONGEST_TWIML = 4_000


def callable_number(form: Mapping[str, str]) -> str:
    """The number to call."""
    return _number(form.get("To"), absent=NO_TO, invalid=BAD_TO)


def caller(form: Mapping[str, str], own: OwnNumbers) -> str:
    """The number that calls: one of the account's."""
    number = _number(form.get("From"), absent=NO_FROM, invalid=BAD_FROM)
    if not own.may_call_from(number):
        raise Refusal(FOREIGN_FROM, number)
    return number


def textable_number(form: Mapping[str, str]) -> str:
    """The number to text: not a landline."""
    number = _number(form.get("To"), absent=TEXT_NO_TO, invalid=BAD_TO)
    if not can_receive_texts(number):
        raise Refusal(LANDLINE, number)
    return number


def sender(form: Mapping[str, str], own: OwnNumbers) -> str:
    """The number that texts: one of the account's."""
    number = _number(form.get("From"), absent=TEXT_NO_FROM, invalid=BAD_FROM)
    if not own.may_call_from(number):
        raise Refusal(TEXT_FOREIGN_FROM, number)
    return number


def body(form: Mapping[str, str]) -> str:
    """The words of a text."""
    words = form.get("Body", "")
    if not words.strip():
        raise Refusal(TEXT_NO_BODY)
    if len(words) > LONGEST_BODY:
        raise Refusal(TEXT_TOO_LONG)
    return words


def address(url: str, *, code: int = BAD_URL) -> str:
    """A web address whose host holds no underscore."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname:
        raise Refusal(code, url)
    return url


def method(form: Mapping[str, str], name: str) -> str:
    """GET or POST."""
    asked = form.get(name, "POST").upper()
    if asked not in ("GET", "POST"):
        raise Refusal(INVALID, f"{name}={asked}")
    return asked


def seconds(form: Mapping[str, str], name: str, default: float) -> float:
    """A duration."""
    try:
        return float(form.get(name) or default)
    except ValueError as error:
        raise Refusal(INVALID, name) from error


def _number(asked: str | None, *, absent: int, invalid: int) -> str:
    if not asked or not asked.strip():
        raise Refusal(absent)
    if not plausible(asked):
        raise Refusal(invalid, asked)
    return asked
