"""What the services ask of the store about a partnership's year: everything as counts, nobody by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plp.alert import Alert
from plp.cascade import CascadeState, Final
from plp.language import Language
from plp.member import Standing, Wish
from plp.movement import Move, Movement
from plp.outcome import By
from plp.phone import Line
from plp.report import Decision


@dataclass(frozen=True, slots=True)
class Launched:
    """A message and when its cascade was started."""

    alert: Alert
    cascade: str
    state: CascadeState
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """So many deliveries of one cascade that ended alike, and the facts known of them."""

    cascade: str
    final: Final | None
    why: str
    members: int
    reached: int
    heard: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Told:
    """One report, without who made it and what he said."""

    at: datetime
    by: By
    decision: Decision | None
    decided_at: datetime | None
    alert: str | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alike:
    """So many on the list who are alike."""

    standing: Standing
    has_consent: bool
    is_paused: bool
    line: Line
    wish: Wish
    language: Language
    members: int


class Years(Protocol):
    """A partnership's year; `since` belongs to it, `until` does not."""

    def note(self, movements: Sequence[Movement]) -> None:
        """Append who came or went."""

    def movements(self, partnership: str, since: datetime) -> list[tuple[Move, datetime]]:
        """Who came and went since then, oldest first."""

    def alike(self, partnership: str, now: datetime) -> list[Alike]:
        """The list as it is, counted by what is alike."""

    def launched(self, partnership: str, since: datetime, until: datetime) -> list[Launched]:
        """The messages launched in that time, oldest first, tests too."""

    def answering(self, alerts: Collection[str]) -> list[Launched]:
        """Messages launched in answer to these, whenever, oldest first."""

    def named(self, alerts: Collection[str]) -> list[Launched]:
        """These messages, if they were launched."""

    def ended(self, partnership: str, since: datetime, until: datetime) -> list[Ended]:
        """How the deliveries of that time's cascades stand, counted by what is alike."""

    def first_reached(self, partnership: str, since: datetime, until: datetime) -> Mapping[str, Sequence[datetime]]:
        """By cascade, in order: when each member who was reached was so for the first time, as far as it is known.

        A call counts from the moment the line was open, a text from its delivery, else from its answer.
        """

    def reports(self, partnership: str, since: datetime, until: datetime) -> list[Told]:
        """The reports of that time, oldest first."""

    def texts(self, partnership: str, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """The SMS of that time that belong to a message: each wording and how often it came."""

    def call_backs(self, partnership: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime | None]]:
        """Requests of that time to be called back: when asked, when done."""
