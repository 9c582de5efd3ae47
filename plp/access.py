"""Who may ask what over the API: tokens, their scopes, and the neighbourhoods within their reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plp.errors import NotAllowed


class Scope(StrEnum):
    """What a token may ask for."""

    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    ALERTS_VALIDATE = "alerts:validate"
    ALERTS_CANCEL = "alerts:cancel"
    ALERTS_LAUNCH = "alerts:launch"
    REPORTS_READ = "reports:read"
    REPLIES_READ = "replies:read"
    MEMBERS_READ = "members:read"


_S = Scope
IMPLIED: Mapping[Scope, frozenset[Scope]] = {
    _S.ALERTS_WRITE: frozenset({_S.ALERTS_READ}),
    _S.ALERTS_VALIDATE: frozenset({_S.ALERTS_READ}),
    _S.ALERTS_CANCEL: frozenset({_S.ALERTS_READ}),
    _S.ALERTS_LAUNCH: frozenset({_S.ALERTS_READ, _S.ALERTS_VALIDATE, _S.ALERTS_CANCEL}),
}
"""Whoever may launch may also validate and stop, as an officer does in one call; whoever acts may look."""
POLICE_ONLY = frozenset({_S.ALERTS_VALIDATE, _S.ALERTS_CANCEL, _S.ALERTS_LAUNCH})
"""The police alone decide: a token with one of these acts in the name of one officer."""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A key to the API of one zone, known by its id, proven by its words, of which only the digest is kept.

    `partnerships` empty: all of the zone.  `officer`: in whose name it decides.
    """

    id: str
    name: str
    digest: str = field(repr=False)
    zone: str
    partnerships: tuple[str, ...]
    scopes: tuple[str, ...]
    officer: str | None
    per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def granted(self) -> frozenset[Scope]:
        """Its scopes, with those they imply."""
        own = {Scope(each) for each in self.scopes}
        return frozenset(own.union(*(IMPLIED.get(each, frozenset()) for each in own)))


def check_scope(token: ApiToken, scope: Scope) -> None:
    """Raise NotAllowed when the token was not given this scope."""
    if scope not in token.granted:
        raise NotAllowed(f"this token lacks the scope {scope}")


def deciding_officer(token: ApiToken, scope: Scope) -> str:
    """The officer in whose name this token decides.  Raises NotAllowed without the scope or the officer."""
    check_scope(token, scope)
    if token.officer is None:
        raise NotAllowed("this token is bound to no officer, and the police alone decide")
    return token.officer


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a POST with an idempotency key; `asked` is the digest of the request."""

    token: str
    key: str
    asked: str
    at: datetime
    status: int
    location: str
    body: str = field(repr=False)
