"""One run of an alert through the list, the delivery owed to each member, and each attempt at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plp.fault import Fault
from plp.language import Language
from plp.member import Member, Route
from plp.outcome import AttemptState, By


class CascadeState(StrEnum):
    """waiting (the officer may still cancel) → running → finished, or cancelled."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({CascadeState.WAITING, CascadeState.RUNNING})
"""Not over: it may still ring and write, and it may still be stopped."""


class Final(StrEnum):
    """How a delivery ended; the counts of these and the pending ones always add up to the members."""

    ACKNOWLEDGED = "acknowledged"
    INFORMED = "informed"
    UNREACHED = "unreached"
    EXCLUDED = "excluded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Cascade:
    """One run; `fence` rises when it is stopped, or corrected after its end, and every claim compares it."""

    id: str
    alert: str
    partnership: str
    state: CascadeState
    urgent: bool
    fence: int
    launched_by: str
    started_at: datetime
    due_from: datetime
    finished_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody is to hear it any more: it was stopped, or a correction was launched after its end."""
        return self.fence > 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """The alert owed to one member: the outbox row.  It has a next due time, an attempt under way, or a final."""

    id: str
    cascade: str
    member: str
    position: int
    wave: int
    route: Route
    language: Language
    phone: str
    second_phone: str | None
    due_at: datetime | None
    next_by: By | None
    final: Final | None = None
    why: str = ""
    reached: bool = False
    heard: bool = False
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Owing:
    """What a new cascade owes to every member of one kind: `like` is one of them, without what tells them apart."""

    like: Member
    language: Language
    due_at: datetime | None
    next_by: By | None
    final: Final | None
    why: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One ring or one text; its id is ours and stands in every URL the carrier gets."""

    id: str
    delivery: str
    cascade: str
    by: By
    seq: int
    number: str
    state: AttemptState
    at: datetime
    lease_until: datetime | None = None
    carrier_sid: str | None = None
    fault: Fault | None = None
    error_code: int | None = None
    answered_by: str | None = None
    played: int = 0
    looks: int = 0
    looked_at: datetime | None = None

    @property
    def may_have_told(self) -> bool:
        """Whether it may have reached a telephone: not when the carrier never took it."""
        if self.state in {AttemptState.PLANNED, AttemptState.REJECTED}:
            return False
        given_up = self.state in {AttemptState.CANCELLED, AttemptState.EXPIRED}
        return self.carrier_sid is not None or not given_up


@dataclass(frozen=True, slots=True)
class Tally:
    """A cascade in numbers, as the contract shows them."""

    members: int
    pending: int
    by_final: dict[Final, int]
    reached: int
    heard: int
    acknowledged: int
    under_way: int = 0

    @property
    def adds_up(self) -> bool:
        """The promise nobody is lost, as arithmetic."""
        return self.members == self.pending + sum(self.by_final.values())
