"""Our orders as the carrier's parameters, and its records as what we have seen."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus

from plp.ports import CallOrder, Seen, TextOrder

_RING = (5, 600)
_VALID = (1, 36_000)
_DEAREST = 100_000
STATES_ASKED = ["ringing", "completed"]
"""Not `answered`: the same moment the call asks us what to say, which tells the same."""

# Blanks of a pattern: words that need no quoting, and that nobody who writes a message can know.
_OWN, _TO = f"own{secrets.token_hex(8)}", f"to{secrets.token_hex(8)}"


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


def call_form(order: CallOrder) -> bytes:
    """Word a call as the form that is sent: what many orders have in common is worded once."""
    own = order.id
    machine_url = order.machine_url and order.machine_url.replace(own, _OWN)
    pattern = _call_pattern(
        order.sender, order.url.replace(own, _OWN), order.status_url.replace(own, _OWN), order.ring, machine_url
    )
    return _filled(pattern, order)


def text_form(order: TextOrder) -> bytes:
    """Word a text as the form that is sent."""
    status_url = order.status_url.replace(order.id, _OWN)
    return _filled(_text_pattern(order.sender, order.body, status_url, order.valid), order)


@lru_cache(maxsize=64)
def _call_pattern(sender: str, url: str, status_url: str, ring: timedelta, machine_url: str | None) -> str:
    return _form_of(call_parameters(CallOrder(_OWN, _TO, sender, url, status_url, ring, machine_url)))


@lru_cache(maxsize=64)
def _text_pattern(sender: str, body: str, status_url: str, valid: timedelta) -> str:
    return _form_of(text_parameters(TextOrder(_OWN, _TO, sender, body, status_url, valid)))


def _filled(pattern: str, order: CallOrder | TextOrder) -> bytes:
    return pattern.replace(_OWN, _quoted(order.id)).replace(_TO, _quoted(order.to)).encode()


def _quoted(text: str) -> str:
    """As `quote_plus`, which takes five times as long over an id or a number as all the rest of a form."""
    if text.isascii() and text.isalnum():
        return text
    return f"%2B{text[1:]}" if text[:1] == "+" and text[1:].isdecimal() and text.isascii() else quote_plus(text)


def _form_of(parameters: Mapping[str, object]) -> str:
    """Write parameters as the library writes them: `status_callback` becomes StatusCallback."""
    return "&".join(
        f"{_field(name)}={quote_plus(str(each))}"
        for name, value in parameters.items()
        for each in (value if isinstance(value, list) else (value,))
    )


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
    return Seen(
        call.sid,
        call.to or "",
        sender or "",
        _moment(call.date_created),
        call.status or "",
        price=_price(call.price),
        currency=_currency(call.price_unit),
        seconds=_count(call.duration),
    )


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
        price=_price(text.price),
        currency=_currency(text.price_unit),
        parts=_count(text.num_segments),
    )


def _price(written: object) -> Decimal | None:
    """Read `-0.05`, or `0.05` where a carrier leaves out the sign, as a cost; what nobody could ask for is no price."""
    try:
        asked = abs(Decimal(str(written))) if written is not None else None
    except InvalidOperation:
        return None
    return asked if asked is not None and asked.is_finite() and asked < _DEAREST else None


def _currency(written: object) -> str | None:
    fits = isinstance(written, str) and len(written) == 3 and written.isascii() and written.isalpha()
    return str(written).upper() if fits else None


def _count(written: object) -> int | None:
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def _within(seconds: float, bounds: tuple[int, int]) -> int:
    return min(max(math.ceil(seconds), bounds[0]), bounds[1])


def _moment(date: object) -> datetime | None:
    return date if isinstance(date, datetime) else None
