"""Our orders as the carrier's parameters, and its records as what we have seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus

from plp.ports import CallOrder, Seen, TextOrder

_RING = (5, 600)
_VALID = (1, 36_000)
STATES_ASKED = ["ringing", "completed"]
"""Not `answered`: the same moment the call asks us what to say, which tells the same."""


def call_parameters(order: CallOrder) -> dict[str, object]:
    """Word a call for the library's `calls.create`; ring in seconds, 5 to 600."""
    parameters: dict[str, object] = {
        "to": order.to,
        "from_": order.sender,
        "url": order.url,
        "method": "POST",
        "timeout": _within(order.ring.total_seconds(), _RING),
        "status_callback": order.status_url,
        "status_callback_method": "POST",
        "status_callback_event": STATES_ASKED,
    }
    if order.machine_url is not None:
        # Asynchronous: synchronous detection is seconds of silence for the person who answers.
        parameters |= {
            "machine_detection": "DetectMessageEnd",
            "async_amd": "true",
            "async_amd_status_callback": order.machine_url,
            "async_amd_status_callback_method": "POST",
        }
    return parameters


def form_of(parameters: Mapping[str, object], own: str) -> bytes:
    """Write parameters as the library writes them: `status_callback` becomes StatusCallback.

    `own` is what differs from order to order, its id: what stands around it is worded once.
    """
    return "&".join(
        f"{_field(name)}={_worded(each, own)}"
        for name, value in parameters.items()
        for each in (value if isinstance(value, list) else (value,))
    ).encode()


def _worded(value: object, own: str) -> str:
    before, found, after = str(value).partition(own)
    return f"{_quoted(before)}{_quoted(own)}{_quoted(after)}" if found else _quoted(before)


@lru_cache(maxsize=512)
def _quoted(text: str) -> str:
    return quote_plus(text)


@cache
def _field(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def text_parameters(order: TextOrder) -> dict[str, object]:
    """Word a text for the library's `messages.create`; validity in seconds, 1 to 36 000."""
    return {
        "to": order.to,
        "from_": order.sender,
        "body": order.body,
        "status_callback": order.status_url,
        "validity_period": _within(order.valid.total_seconds(), _VALID),
    }


def seen_call(call: Any) -> Seen:
    """Read one record of the carrier's list of calls."""
    sender = call._from  # noqa: SLF001  # the library's only name for it
    return Seen(call.sid, call.to or "", sender or "", _moment(call.date_created), call.status or "")


def seen_text(text: Any) -> Seen:
    """Read one record of the carrier's list of messages."""
    code = text.error_code if isinstance(text.error_code, int) else None
    return Seen(
        text.sid,
        text.to or "",
        text.from_ or "",
        _moment(text.date_created),
        text.status or "",
        body=text.body or "",
        error_code=code,
    )


def _within(seconds: float, bounds: tuple[int, int]) -> int:
    return min(max(math.ceil(seconds), bounds[0]), bounds[1])


def _moment(date: object) -> datetime | None:
    return date if isinstance(date, datetime) else None
