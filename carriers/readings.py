"""What came back from the carrier, and what it proves; read alike on every way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carriers.breaker import Breaker
from carriers.failures import parsed, unreadable
from plp.errors import CarrierFailed, CarrierThrottled, CarrierUnclear


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the line."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_json_object(answer: Answer) -> bool:
    """Whether it is a JSON object, or nothing at all."""
    try:
        return not answer.body or isinstance(parsed(answer.body), dict)
    except ValueError:
        return False


def sid_in(body: bytes) -> str:
    """The SID of what was taken.  Raises CarrierUnclear: a call without a SID may exist all the same."""
    try:
        answer = parsed(body)
    except ValueError:
        raise unreadable() from None
    return checked_sid(answer.get("sid") if isinstance(answer, dict) else None)


def checked_sid(sid: object) -> str:
    """Take a SID.  Raises CarrierUnclear when it is none."""
    if not isinstance(sid, str) or not sid:
        raise unreadable()
    return sid


def note(breaker: Breaker, failure: CarrierFailed | None, *, answered: bool) -> None:
    """Tell the breaker whether a usable answer came, whatever it said."""
    nothing_usable = isinstance(failure, CarrierUnclear) or (isinstance(failure, CarrierThrottled) and not answered)
    (breaker.failed if nothing_usable else breaker.answered)()
