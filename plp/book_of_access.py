"""What the services ask of the store about the API: its tokens, what it answered, and its lists page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plp.access import ApiToken, KeptAnswer
from plp.alert import Alert, AlertState
from plp.call import IncomingText
from plp.cascade import Cascade
from plp.member import Member
from plp.report import Report


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the moment (microseconds since 1970) or position of its last row, and that row's id."""

    at: int
    id: str


class Access(Protocol):
    """Tokens, and the answers kept for whoever asks again."""

    def add_token(self, token: ApiToken) -> None:
        """Keep a new token."""

    def token(self, token: str) -> ApiToken:
        """One token by its id.  Raises NotFound."""

    def token_of(self, digest: str) -> ApiToken | None:
        """The token whose words have this digest."""

    def tokens(self) -> list[ApiToken]:
        """All tokens, oldest first."""

    def revoke(self, token: str, at: datetime) -> bool:
        """Close it for good; False when it was closed before."""

    def begin_answer(self, answer: KeptAnswer, *, since: datetime) -> KeptAnswer | None:
        """Claim this key for this request, forgetting whatever is older than `since`.

        None when the key was free; else what is kept under it.  Of two at once one waits until the other is written.
        """

    def keep_answer(self, answer: KeptAnswer) -> None:
        """Write the answer under the key that was claimed."""


class Pages(Protocol):
    """Long lists, `most` rows at a time, after a place; newest first, members in the list's order."""

    def alerts(
        self, partnerships: Collection[str], states: Collection[AlertState], *, after: Place | None, most: int
    ) -> list[Alert]:
        """Alerts of these partnerships, in these states (any when empty)."""

    def cascades(self, partnerships: Collection[str], *, after: Place | None, most: int) -> list[Cascade]:
        """Cascades of these partnerships."""

    def reports(self, partnerships: Collection[str], *, waiting: bool, after: Place | None, most: int) -> list[Report]:
        """What members reported; `waiting`: only what nobody has decided."""

    def replies(
        self, partnerships: Collection[str], alert: str | None, *, after: Place | None, most: int
    ) -> list[IncomingText]:
        """What members wrote about alerts of these partnerships, or about this one."""

    def members(self, partnership: str, *, after: Place | None, most: int) -> list[Member]:
        """One partnership's list."""
