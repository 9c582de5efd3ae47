"""What a carrier's request says, read strictly: anything malformed is refused with 400, never a 500."""

from __future__ import annotations

import re

from flask import abort, request

_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_KEYS = re.compile(r"[0-9*#A-Da-dwW]{0,64}")


def required_text_sid() -> str:
    """The SID of a text; carriers that speak an older version of the protocol name it otherwise."""
    names = ("MessageSid", "SmsMessageSid", "SmsSid")
    return required_sid(next((name for name in names if name in request.form), names[0]))


def required_sid(name: str) -> str:
    """A SID the carrier must send."""
    value = request.form.get(name, "")
    if not _SID.fullmatch(value):
        abort(400, f"{name} is missing or malformed")
    return value


def text_of(name: str, *, longest: int = 2000) -> str:
    """A text, empty when absent; control characters that no database takes are dropped."""
    value = request.form.get(name, "").replace("\x00", "")
    return value[:longest]


def word_of(*names: str) -> str:
    """The carrier's own word under the first of these names that holds one, in small letters."""
    return next((word for name in names if (word := text_of(name, longest=40).strip().lower())), "")


def keys() -> str:
    """The keys that were pressed; '' is silence.  What no telephone sends is refused."""
    value = request.form.get("Digits") or request.args.get("kept", "")  # kept while we could not answer
    if value == "hangup":  # the carrier's word for a caller who hung up while he was being recorded
        return ""
    if not _KEYS.fullmatch(value):
        abort(400, "Digits holds what no telephone sends")
    return value


def number_of(name: str) -> int | None:
    """A whole number, or None when absent or not one."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
