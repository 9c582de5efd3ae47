"""A call or a text of ours to a number: what somebody asks about who doubts that it was the police."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plp.outcome import By


@dataclass(frozen=True, slots=True)
class Contact:
    """One ring or one text that may have arrived; `alert` is the message it was about, None for anything else."""

    at: datetime
    by: By
    alert: str | None = None
    withdrawn: bool = False
