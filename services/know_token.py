"""Know whoever shows a token to the API."""

from __future__ import annotations

from plp.access import ApiToken
from plp.ports import Ports
from services.token_words import digest_of, look_like_a_token


def know_token(ports: Ports, words: str) -> ApiToken | None:
    """The token with these words, or None for one that never was, is revoked or has expired."""
    if not look_like_a_token(words):
        return None
    with ports.store.read() as book:
        token = book.access.token_of(digest_of(words))
    return token if token is not None and token.holds_at(ports.clock.now()) else None
