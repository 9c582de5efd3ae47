"""What the services ask of the store about reports, and about calls and texts owed beside the cascades."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from plp.errand import Errand, ErrandKind, ErrandState
from plp.member import Consent
from plp.outcome import By
from plp.report import CallBackRequest, Decision, Report


class Errands(Protocol):
    """Calls and texts owed beside the cascades."""

    def get(self, errand: str) -> Errand | None:
        """One errand, or None for an id we never gave out."""

    def add(self, errand: Errand) -> bool:
        """Owe it; False when the same (kind, subject, sentence, round, number) is owed already."""

    def about(self, kind: ErrandKind, subject: str) -> list[Errand]:
        """All errands of this kind about a subject, oldest first."""

    def asked_since(self, kind: ErrandKind, officer: str, since: datetime) -> int:
        """How many of a kind this officer was owed since then."""

    def claim(self, by: By, *, most: int, now: datetime) -> list[Errand]:
        """Take those that are due: state SUBMITTING, committed before the request leaves.

        One call at a time to one number.
        """

    def due(self, by: By, now: datetime) -> int:
        """How many are due on this channel now."""

    def live_calls(self) -> int:
        """How many calls ring or talk, or may: one being submitted counts too."""

    def next_due(self, by: By, after: datetime) -> datetime | None:
        """The next moment after this one at which one falls due on this channel."""

    def move(self, errand: str, *, was: Collection[ErrandState], to: ErrandState, sid: str | None = None) -> bool:
        """Change its state if it still is one of `was` and no other SID is bound."""

    def put_off(self, errand: str, due_at: datetime) -> bool:
        """The carrier did not take it: the same errand goes later."""

    def note_picked_up(self, errand: str) -> None:
        """Somebody, or his machine, answered."""

    def note_look(self, errand: str, at: datetime) -> None:
        """Count one look at the carrier's list that showed nothing."""

    def overdue(self, claimed_before: datetime, *, most: int = 100) -> list[Errand]:
        """Those with the carrier since before then: their fate must be asked."""

    def open_to(self, number: str, kind: ErrandKind) -> list[Errand]:
        """Those of a kind still owed to this number, or under way."""


class Reports(Protocol):
    """What members say: reports, requests to be called back, consents."""

    def report(self, report: str) -> Report | None:
        """One report."""

    def add_report(self, report: Report) -> Report:
        """Keep it under the next number of its zone and year; returns it numbered."""

    def reports(
        self,
        *,
        zone: str | None = None,
        partnerships: Collection[str] | None = None,
        member: str | None = None,
        waiting: bool = False,
        since: datetime | None = None,
    ) -> list[Report]:
        """Reports, oldest first; `waiting`: those not decided."""

    def report_of_alert(self, alert: str) -> Report | None:
        """The report that became this alert."""

    def decide(self, report: str, decision: Decision, *, by: str, at: datetime) -> bool:
        """Write what was decided; False when somebody had decided before."""

    def link(self, report: str, alert: str) -> None:
        """The alert that came of it."""

    def note_told(self, report: str, at: datetime) -> bool:
        """Desk and coordinator are told that nobody took it; False when they were, or it is decided."""

    def set_recording(self, report: str, sid: str) -> None:
        """The voice that belongs to it."""

    def add_call_back(self, request: CallBackRequest) -> None:
        """Keep a request."""

    def call_back(self, request: str) -> CallBackRequest | None:
        """One request."""

    def call_backs(
        self,
        *,
        zone: str | None = None,
        partnerships: Collection[str] | None = None,
        member: str | None = None,
        open_only: bool = True,
    ) -> list[CallBackRequest]:
        """Requests, oldest first."""

    def set_reason(self, request: str, sid: str) -> None:
        """The voice in which its reason was said."""

    def close_call_back(self, request: str, *, by: str, at: datetime) -> bool:
        """Close it; False when it was closed before."""

    def add_consent(self, consent: Consent) -> None:
        """Append a yes or no."""

    def consents(self, member: str) -> list[Consent]:
        """What a member said, oldest first."""

    def forget_words(self, member: str) -> list[str]:
        """Erase what a member said; returns the SIDs of his voice, to be taken off the shelf."""
