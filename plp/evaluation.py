"""A partnership's year in figures: what the compulsory evaluation tells of messages, reports and members.

No name, number, street or word of a member is in it: only counts, times, and the police's own messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plp.alert import Kind
from plp.charge import Bill
from plp.language import Language
from plp.member import Wish
from plp.outcome import By
from plp.report import Decision
from plp.zone import PartnershipKind


class Reason(StrEnum):
    """Why a member was not reached, or not counted on; read from the words of his delivery."""

    NO_ANSWER = "no-answer"
    BUSY = "busy"
    MACHINE = "machine"
    CUT_SHORT = "cut-short"
    NOT_DELIVERED = "not-delivered"
    REFUSED = "refused"
    EXPIRED = "expired"
    PAUSED = "paused"
    NO_CONSENT = "no-consent"
    NOT_CONCERNED = "not-concerned"
    ERASED = "erased"
    OTHER = "other"
    CANDIDATE = "candidate"
    LEFT = "left"


NO_MEMBERS = frozenset({Reason.CANDIDATE, Reason.LEFT})
"""On the list, but no members at that moment: a message neither counts nor excludes them."""

_WORDS: tuple[tuple[str, Reason], ...] = (
    ("no-answer", Reason.NO_ANSWER),
    ("busy", Reason.BUSY),
    ("machine", Reason.MACHINE),
    ("cut-short", Reason.CUT_SHORT),
    ("undelivered", Reason.NOT_DELIVERED),
    ("sent", Reason.NOT_DELIVERED),
    ("failed", Reason.REFUSED),
    ("rejected", Reason.REFUSED),
    ("the message expired", Reason.EXPIRED),
    ("expired", Reason.EXPIRED),
    ("paused", Reason.PAUSED),
    ("no consent", Reason.NO_CONSENT),
    ("was not owed", Reason.NOT_CONCERNED),
    ("was not told", Reason.NOT_CONCERNED),
    ("not yet accepted", Reason.CANDIDATE),
    ("has left", Reason.LEFT),
    ("erased", Reason.ERASED),
)


def reason_of(why: str) -> Reason:
    """Read the words written with a final; none are left of a member who was erased."""
    if not why:
        return Reason.ERASED
    if why.endswith("refused by the carrier"):
        return Reason.REFUSED
    return next((reason for words, reason in _WORDS if why.startswith(words)), Reason.OTHER)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one message came.

    `members` belonged to the partnership; of them `owed` were to get it, the others are counted in `excluded`.
    Owed are those reached, and those not reached: `unreached` by reason, `stopped` with the message, or `pending`.
    Minutes count from the launch until so many of those owed were reached; None when that share never was.
    """

    members: int
    owed: int
    reached: int
    heard: int
    acknowledged: int
    pending: int
    stopped: int
    excluded: Mapping[Reason, int]
    unreached: Mapping[Reason, int]
    minutes_to_half: float | None = None
    minutes_to_most: float | None = None

    @property
    def share(self) -> float | None:
        """The part reached of those owed, 0 to 1; None when nobody was owed anything."""
        return self.reached / self.owed if self.owed else None


@dataclass(frozen=True, slots=True)
class Named:
    """Another message, by its number, year and moment of launch."""

    number: int
    year: int
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message that was launched; `spoken` are the languages of an officer's own voice.

    `feedback` is the first feedback or all-clear that answered it, `owed` that one is due and not given yet.
    """

    number: int
    at: datetime
    kind: Kind
    texts: Mapping[Language, str]
    spoken: tuple[Language, ...]
    was_stopped: bool
    reach: Reach
    feedback: Named | None = None
    feedback_after_minutes: float | None = None
    owed: bool = False
    corrections: tuple[Named, ...] = ()
    answers: Named | None = None
    cost: Bill | None = None


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """What members told the police; months count from January.  Minutes: from the report to its decision."""

    total: int
    by_decision: Mapping[Decision, int]
    unanswered: int
    late: int
    became_messages: int
    median_minutes: float | None
    by_channel: Mapping[By, int]
    by_month: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextFigures:
    """What members answered by SMS to messages: "understood", or words of their own (a reply to the police).

    What an erased member wrote is in the total alone.
    """

    total: int
    understood: int
    own_words: int


@dataclass(frozen=True, slots=True)
class CallBackFigures:
    """Requests to be called back, and those done; minutes from the request to the call."""

    asked: int
    done: int
    median_minutes: float | None


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """Members in and out during the year; `at_month_end` is None for what has not come yet.

    What follows `waiting` is of the day the report is made: the list of an earlier day is not kept.
    """

    at_start: int
    at_end: int
    joined: int
    left: int
    asked: int
    refused: int
    pauses: int
    at_month_end: tuple[int | None, ...]
    waiting: int
    today: int
    paused: int
    no_consent: int
    landlines: int
    by_channel: Mapping[Wish, int]
    by_language: Mapping[Language, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A partnership's year, as of a moment; `complete` once the year was over then."""

    zone: str
    languages: tuple[Language, ...]
    time_zone: str
    slug: str
    number: int
    name: Mapping[str, str]
    municipality: Mapping[str, str]
    kind: PartnershipKind
    charter_approved_on: date | None
    year: int
    as_of: datetime
    complete: bool
    messages: tuple[Message, ...]
    tests: tuple[Message, ...]
    reports: ReportFigures
    texts: TextFigures
    call_backs: CallBackFigures
    members: MemberFigures
    currency: str
    cost: Bill
