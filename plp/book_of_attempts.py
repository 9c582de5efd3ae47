"""What the services ask of the store about single rings and texts, and what the carrier tells of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plp.cascade import Attempt
from plp.fault import Fault
from plp.outcome import AttemptState


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt the carrier took: its SID, and how long it may be silent about it."""

    attempt: str
    sid: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """Where an attempt goes, and what is told of it there; a lease that is not given stays."""

    to: AttemptState
    fault: Fault | None = None
    error_code: int | None = None
    lease_until: datetime | None = None


class Attempts(Protocol):
    """The part of `Cascades` about single rings and texts."""

    def attempts(self, cascade: str) -> dict[str, list[Attempt]]:
        """All attempts by delivery id, each in order."""

    def attempts_of(self, delivery: str) -> list[Attempt]:
        """The attempts at one delivery, in order."""

    def attempts_of_each(self, deliveries: Collection[str]) -> Mapping[str, Sequence[Attempt]]:
        """The same for each of these deliveries."""

    def attempt(self, attempt: str) -> Attempt | None:
        """One attempt, or None for an id we never gave out."""

    def hold_attempt(self, attempt: str) -> Attempt | None:
        """The same; what anybody else tells of it waits until this book is closed."""

    def hold_free_attempts(self, attempts: Collection[str]) -> Mapping[str, Attempt]:
        """The same for those of them that nobody else holds, by their ids.

        Nobody is waited for, and from then on in this book no longer than a moment: StoreBusy is raised instead.
        """

    def live_calls(self) -> int:
        """Lines in use: calls submitted and not ended."""

    def free_line(self, attempt: str) -> None:
        """Note that an acknowledged call is over: it holds its line no longer."""

    def move_attempt(
        self,
        attempt: str,
        to: AttemptState,
        *,
        sid: str | None = None,
        fault: Fault | None = None,
        error_code: int | None = None,
        lease_until: datetime | None = None,
        only_from: Collection[AttemptState] | None = None,
    ) -> bool:
        """One guarded update: move if the table allows it from where it stands (`may_become`), bind the SID if
        none is bound.  False when it was not allowed, or another SID is bound."""

    def move_attempts(self, sids: Mapping[str, str], move: Move) -> set[str]:
        """`move_attempt` for several at once, each with its SID; those that went."""

    def note_taken(self, taken: Sequence[Taken]) -> None:
        """Move all these to SUBMITTED with their SIDs, in bulk, each as `move_attempt` would."""

    def prolong(self, attempt: str, lease_until: datetime) -> None:
        """Give a live attempt a longer lease."""

    def note_guess(self, attempt: str, answered_by: str) -> None:
        """Write machine detection's guess."""

    def note_played(self, attempt: str, readings: int) -> None:
        """Write how many whole readings were played; it never falls."""

    def note_look(self, attempt: str, at: datetime) -> None:
        """Count one look at the carrier's list that showed nothing."""

    def add_attempt(self, attempt: Attempt) -> None:
        """Write an attempt that began elsewhere: a member who calls in."""

    def sids_bound(self, sids: Collection[str]) -> set[str]:
        """Which of these carrier SIDs belong to an attempt already."""

    def past_lease(self, now: datetime, *, most: int = 500) -> list[Attempt]:
        """Live attempts whose lease is over: their fate must be asked."""

    def live_of(self, cascade: str) -> list[Attempt]:
        """Attempts under way in this cascade."""

    def unwanted_calls(self, among: Collection[str] | None = None) -> list[Attempt]:
        """Calls not answered yet to members who have acknowledged or heard it, or left, or whose message was stopped;
        all, or among these attempts."""

    def live_calls_to(self, numbers: Collection[str]) -> list[Attempt]:
        """Calls under way to these numbers."""

    def note_events(self, kind: str, told: Sequence[tuple[str, str, int | None]], at: datetime) -> None:
        """Append callbacks as they came (no numbers, no digits): attempt, status, sequence."""
