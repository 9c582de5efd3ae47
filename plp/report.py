"""What members tell the police: reports, and requests to be called back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from plp.outcome import By

DESK = "desk"
"""Who decided a report, or closed a request, when it was no officer but the zone's desk."""
TAKEN_WITHIN = timedelta(minutes=10)
"""When nobody has decided a report by then, the desk and the coordinator are told, and it is loud."""


class Decision(StrEnum):
    """What the police made of a report."""

    VALIDATED = "validated"
    NO_ACTION = "no-action"
    PATROL = "patrol"


@dataclass(frozen=True, slots=True)
class Report:
    """A member's own words, spoken or written; they go to the police and never to the members.

    `number` counts within a zone and year: the receipt.  `recording` is the carrier's SID of the voice.
    `decided_by` is an officer's id, or "desk".  `told_at`: the desk and the coordinator were told that nobody took it.
    """

    id: str
    zone: str
    partnership: str
    member: str
    by: By
    sender: str = field(repr=False)
    number: int
    year: int
    at: datetime
    text: str = field(default="", repr=False)
    recording: str | None = None
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    alert: str | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallBackRequest:
    """A member asked to be called back; `recording` is the SID of the reason, if he said one."""

    id: str
    zone: str
    partnership: str
    member: str
    number: str = field(repr=False)
    at: datetime
    recording: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
