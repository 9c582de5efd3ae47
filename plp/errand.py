"""A call or a text owed to one person beside the cascades: an officer, the desk, a coordinator, a buddy, a reporter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plp.language import Language
from plp.outcome import By


class ErrandKind(StrEnum):
    """Why somebody is rung or written to."""

    RING_BACK = "ring-back"
    """An officer asked to be rung at his registered number; he is asked for his code."""
    REPORT = "report"
    """A member's report waits; an officer or the desk is asked for his code, then hears it."""
    FEEDBACK = "feedback"
    """Feedback is owed for an urgent message; the officer is asked for his code."""
    NOTICE = "notice"
    """A few sentences, said twice or written: nothing is asked."""
    SELF_TEST = "self-test"
    """The zone calls its own number; `subject` is the self-test."""


ASKS_A_CODE = frozenset({ErrandKind.RING_BACK, ErrandKind.REPORT, ErrandKind.FEEDBACK})


class ErrandState(StrEnum):
    """How far it is; FAILED was not taken by the carrier, ENDED was."""

    OWED = "owed"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    ENDED = "ended"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({ErrandState.OWED, ErrandState.SUBMITTING, ErrandState.SUBMITTED})
WITH_THE_CARRIER = frozenset({ErrandState.SUBMITTING, ErrandState.SUBMITTED, ErrandState.FAILED})
"""One placed although its answer was lost counts as failed until somebody picks up."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One call or text; the next try is another errand with a higher `round`.

    `subject` is what it is about: a report, an alert, a cascade, a delivery.  The same kind, subject, round and
    number are owed once.  The desk is meant when neither `officer` nor `member` is named and a code is asked.
    `says` names the sentence in texts/ of a notice, `blanks` fills it.
    """

    id: str
    kind: ErrandKind
    by: By
    zone: str
    number: str = field(repr=False)
    language: Language
    subject: str
    state: ErrandState
    asked_at: datetime
    due_at: datetime
    round: int = 1
    officer: str | None = None
    member: str | None = None
    says: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict, repr=False)
    claimed_at: datetime | None = None
    carrier_sid: str | None = None
    picked_up: bool = False
    looks: int = 0
