"""An SMS somebody sent us, and what we make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from plp.zone import Zone


@dataclass(frozen=True, slots=True)
class Letter:
    """One SMS: who wrote (None is withheld), to which zone's number (None is none of ours), with how many pictures."""

    sender: str | None = field(repr=False)
    body: str = field(repr=False)
    at: datetime
    zone: Zone | None = None
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer ('' is nothing), the member who wrote, and the alert his words belong to."""

    answer: str = ""
    member: str | None = None
    alert: str | None = None
