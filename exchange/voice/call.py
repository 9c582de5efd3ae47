"""A call as the account sees it: what was ordered, and the record that the REST API shows."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from exchange.clock import wall
from exchange.sids import new_sid
from exchange.voice.transcript import Transcript


class Status(StrEnum):
    """The life of a call, in the provider's words."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


WAITING = frozenset({Status.QUEUED, Status.RINGING})
OVER = frozenset({Status.COMPLETED, Status.BUSY, Status.FAILED, Status.NO_ANSWER, Status.CANCELED})


@dataclass(frozen=True)
class Source:
    """Where the next document comes from: an address, or the document itself."""

    url: str = ""
    method: str = "POST"
    twiml: str | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Callback:
    """An address that wants to be told, and of what."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class DetectionOrder:
    """Machine detection as ordered: until the beep or not, beside the call or before it, and who is told."""

    until_beep: bool = False
    callback: Callback | None = None
    beside: bool = False
    timeout: float = 30.0


@dataclass(frozen=True)
class CallOrder:
    """What the account asked for."""

    to: str
    caller: str
    source: Source
    ring_timeout: float = 60.0
    time_limit: float = 14_400.0
    status_callback: Callback | None = None
    detection: DetectionOrder | None = None
    fallback: Source | None = None
    direction: str = "outbound-api"


@dataclass
class Call:
    """One call and what became of it."""

    order: CallOrder
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: Status = Status.QUEUED
    created_at: datetime = field(default_factory=wall)
    updated_at: datetime = field(default_factory=wall)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration: int | None = None
    answered_by: str | None = None
    ended_by: str | None = None
    transcript: Transcript = field(default_factory=Transcript)
    hidden_until: float = 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status in OVER

    @property
    def listed(self) -> bool:
        """Whether lists show it already (a fault may hide it for a while)."""
        return time.monotonic() >= self.hidden_until


class CallBook:
    """All calls, in the order of their creation."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls.values()))

    def add(self, call: Call) -> None:
        """Writes the call down."""
        self._calls[call.sid] = call

    def get(self, sid: str) -> Call | None:
        """The call of that identifier."""
        return self._calls.get(sid)

    def clear(self) -> None:
        """Forgets all of them."""
        self._calls.clear()
