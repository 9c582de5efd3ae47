"""The words of a token: drawn at random, shown once, and known again by their digest alone."""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "tocsin_"
"""So that whoever finds one in a file, and every program that looks for secrets, knows what it is."""
_WORDS = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def draw_words() -> str:
    """256 random bits: nothing to guess, so a plain digest is enough (argon2 is for codes of six digits)."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(words: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(words.encode()).hexdigest()


def look_like_a_token(text: str) -> bool:
    """Whether it is worth a look into the store."""
    return _WORDS.fullmatch(text) is not None
