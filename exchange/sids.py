"""Identifiers as Twilio writes them: two letters and thirty-two hexadecimal digits."""

import secrets


def new_sid(prefix: str) -> str:
    """A fresh identifier, such as `CA…` for a call or `SM…` for a message."""
    return prefix + secrets.token_hex(16)
