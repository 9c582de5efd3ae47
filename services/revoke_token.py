"""Revoke a token of the API."""

from __future__ import annotations

from dataclasses import replace

from plp.access import ApiToken
from plp.ports import Ports


def revoke_token(ports: Ports, token_id: str) -> ApiToken:
    """Close this token for good, from its next request on; again changes nothing.  Raises NotFound."""
    now = ports.clock.now()
    with ports.store.write() as book:
        token = book.access.token(token_id)
        if not book.access.revoke(token.id, now):
            return token
    return replace(token, revoked_at=now)
