"""What an answer, or the lack of one, means: every failure of the carrier in the words of our own error tree.

The sentences are ours: what a carrier or a library says may repeat a number, a text or a token.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from plp.errors import CarrierFailed, CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault, fault_of

AWAY_SECONDS = 5.0
NOT_FOUND = 20404
NOT_IN_PROGRESS = 21220
_SHORTEST_WAIT, _LONGEST_WAIT = 0.1, 300.0
_IMPLIED = {401: 20003, 404: NOT_FOUND}
_SENTENCES: Mapping[Fault, str] = {
    Fault.NUMBER: "this number cannot be reached this way",
    Fault.PERSON: "nothing changes until a person acts",
    Fault.ACCOUNT: "our account or our number is not known to it or not allowed",
    Fault.OURS: "what we asked is malformed",
    Fault.PASSING: "it may work later",
    Fault.THROTTLED: "too fast or too much",
}
_PLAINER: Mapping[int, str] = {
    20003: "it does not accept our credentials",
    NOT_FOUND: "it knows nothing by that name",
    NOT_IN_PROGRESS: "the call is over",
}
_NOTHING_WAS_SENT = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)


class CarrierAway(CarrierThrottled):
    """No connection came about, so nothing was asked; the same attempt later, at no cost."""

    def __init__(self, reason: str) -> None:
        super().__init__(AWAY_SECONDS)
        self.args = (f"the carrier cannot be reached ({reason}); nothing was sent",)


def failure_in(status: int, headers: Mapping[str, str], body: bytes) -> CarrierFailed | None:
    """Tell what an HTTP answer means: None when it is a good one."""
    if 200 <= status < 300:
        return None
    code = _code_in(body)
    if status == 429 or fault_of(code) is Fault.THROTTLED:
        return CarrierThrottled(_seconds_asked(headers))
    if 400 <= status < 500 and status != 408:
        return refusal(code or _IMPLIED.get(status))
    return CarrierUnclear(f"the carrier answered HTTP {status}, which proves nothing")


def failure_of(error: Exception) -> CarrierFailed:
    """Tell what a broken connection means: nothing was sent, or nobody knows."""
    return no_answer(
        type(error).__name__, sent=not any(isinstance(cause, _NOTHING_WAS_SENT) for cause in _causes(error))
    )


def no_answer(name: str, *, sent: bool) -> CarrierFailed:
    """Word the lack of an answer; `sent` unless it is certain that nothing left."""
    if not sent:
        return CarrierAway(name)
    return CarrierUnclear(f"no answer came ({name}); the carrier may have taken the request or not")


def refusal(code: int | None, sentence: str = "") -> CarrierRefused:
    """Word a refusal with this code."""
    fault = fault_of(code)
    return CarrierRefused(code, fault, sentence or _PLAINER.get(code or 0) or _SENTENCES[fault])


def unreadable() -> CarrierUnclear:
    """Word an answer that says neither yes nor no."""
    return CarrierUnclear("the carrier's answer cannot be read; it may have taken the request or not")


def parsed(body: bytes) -> object:
    """What this JSON says.  Raises ValueError when it cannot be read, be it because it is nested too deeply."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _code_in(body: bytes) -> int | None:
    try:
        answer = parsed(body)
    except ValueError:
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _seconds_asked(headers: Mapping[str, str]) -> float:
    """Read Retry-After, in seconds or as a date (compared with the answer's own Date); 1 s when there is none."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        seconds = float(asked)
    else:
        try:
            until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("Date", ""))
            seconds = (until - now).total_seconds()
        except (TypeError, ValueError):
            seconds = 1.0
    return min(max(seconds, _SHORTEST_WAIT), _LONGEST_WAIT)


def _causes(error: object) -> Iterator[object]:
    """Walk down to what really happened: requests wraps urllib3, which wraps the socket's error."""
    for _ in range(8):
        if not isinstance(error, BaseException):
            return
        yield error
        inner = getattr(error, "reason", None) or getattr(error, "original_error", None)
        error = inner or next((part for part in error.args if isinstance(part, BaseException)), None)
