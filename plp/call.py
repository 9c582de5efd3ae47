"""A telephone conversation, whoever began it, and what it remembers from one turn to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Party(StrEnum):
    """Who is on the line, as far as we know; whoever is rung for a notice is addressed by its errand."""

    MEMBER = "member"
    OFFICER = "officer"
    DESK = "desk"
    ADDRESSEE = "addressee"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Call:
    """One CallSid.  `memory` holds what its menus chose; never a code, never the digits somebody typed."""

    sid: str
    zone: str
    number: str | None
    party: Party
    started_at: datetime
    member: str | None = None
    officer: str | None = None
    attempt: str | None = None
    errand: str | None = None
    proven: bool = False
    turn: int = 0
    memory: Mapping[str, str] = field(default_factory=dict)


class RecordingState(StrEnum):
    """What became of a recorded voice."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"


class Flaw(StrEnum):
    """Why a recorded voice was refused: each has a sentence for whoever spoke (`recording.…` in texts/)."""

    SILENT = "silent"
    SHORT = "short"
    LONG = "long"
    NOISY = "noisy"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice, an officer's or a member's, fetched from the carrier and kept on the shelf as `media`.

    `why` is the flaw of one that was refused (of one refused by an earlier release, a sentence).
    """

    sid: str
    call_sid: str
    language: str
    url: str
    state: RecordingState
    at: datetime
    media: str | None = None
    why: str = ""

    @property
    def flaw(self) -> Flaw:
        """What was wrong with it, as far as it was written down."""
        return Flaw(self.why) if self.why in set(Flaw) else Flaw.UNREADABLE


@dataclass(frozen=True, slots=True)
class IncomingText:
    """An SMS somebody sent us; `answer` is what we said, so that a repeat gets the same."""

    sid: str
    sender: str | None
    body: str
    at: datetime
    member: str | None = None
    alert: str | None = None
    answer: str = ""
