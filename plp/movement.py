"""Who comes and goes in a partnership: counted for the yearly evaluation, without telling who it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Move(StrEnum):
    """What happened to a membership."""

    ASKED = "asked"
    """Somebody asked to join: a candidate."""
    REFUSED = "refused"
    """A candidate was refused, or thought better of it."""
    JOINED = "joined"
    LEFT = "left"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Movement:
    """One of them; it names no member, so that it may stay when he is erased."""

    partnership: str
    what: Move
    at: datetime
