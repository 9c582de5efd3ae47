"""What may never be read in a log: telephone numbers, codes, passwords, the words of a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

# As whole keys or as their last word: `code`, `desk_code`, `auth_token`.
KEPT_OUT = frozenset({"digits", "code", "codes", "password", "passwords", "token", "tokens", "body", "secret", "pin"})
ALLOWED = frozenset({"error_code", "status_code", "exit_code", "fault_code"})

# A + or 00 and a country, a national number after its 0, or 32 and a number: with any usual separator. A number of ours
# is never part of a word or of a hyphenated id, so that UUIDs and SIDs stay readable.
_GAP = r"(?:[ ./()-]|%20){0,2}"
_NUMBER = re.compile(
    rf"(?:\+|%2B){_GAP}[1-9](?:{_GAP}\d){{6,14}}"
    rf"|(?<![0-9A-Za-z-])(?:0{{0,2}}32|00?[1-9])(?:{_GAP}\d){{7,13}}(?!-?[0-9A-Za-z])",
    re.IGNORECASE,
)
_USER_IN_ADDRESS = re.compile(r"://[^/@\s]+@")


def mask(number: str) -> str:
    """Keep the first four and the last two characters of a telephone number, as in +322*****00."""
    plain = re.sub(r"[^0-9+]", "", number.replace("%2B", "+").replace("%2b", "+").replace("%20", ""))
    if len(plain) < 8:
        return "*" * len(plain)
    return plain[:4] + "*" * (len(plain) - 6) + plain[-2:]


def mask_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Mask every telephone number in a text, the password in every address, and the secrets handed in."""
    for secret in secrets:
        text = text.replace(secret, "***")
    text = _USER_IN_ADDRESS.sub("://***@", text)
    return _NUMBER.sub(lambda found: mask(found.group()), text)


def mask_value(value: object, secrets: Iterable[str] = ()) -> object:
    """Mask a value of any shape; what is neither number, list nor table is masked as its text."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return mask_text(value, secrets)
        case bytes():
            return mask_text(value.decode(errors="replace"), secrets)
        case Mapping():
            return mask_table(value, secrets)
        case list() | tuple() | set() | frozenset():
            return [mask_value(item, secrets) for item in value]
        case _:
            return mask_text(str(value), secrets)


def mask_table(table: Mapping[Any, Any], secrets: Iterable[str] = ()) -> dict[str, object]:
    """Mask the values of a table and leave out the keys that are kept out."""
    return {
        mask_text(str(key), secrets): mask_value(value, secrets)
        for key, value in table.items()
        if not is_kept_out(str(key))
    }


def is_kept_out(key: str) -> bool:
    """Say whether a key names something no log may hold."""
    name = key.lower().replace("-", "_")
    return name not in ALLOWED and name.rpartition("_")[2] in KEPT_OUT
