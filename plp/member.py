"""A member of a partnership: how to reach him, and whether one may."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from plp.language import Language
from plp.phone import Line, Phone


class Wish(StrEnum):
    """The channel a member asked for; AUTO follows the kind of phone."""

    VOICE = "voice"
    SMS = "sms"
    BOTH = "both"
    AUTO = "auto"


class Role(StrEnum):
    """A coordinator is a member with one more task."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


class Standing(StrEnum):
    """Whether he belongs to the partnership: a candidate waits to be accepted, and gets nothing until then."""

    ACTIVE = "active"
    CANDIDATE = "candidate"
    LEFT = "left"


class MemberState(StrEnum):
    """Whether a cascade may count on him."""

    ACTIVE = "active"
    NO_CONSENT = "no-consent"
    CANDIDATE = "candidate"
    PAUSED = "paused"
    LEFT = "left"


class Hours(StrEnum):
    """When messages that are not urgent may ring him; the zone's own quiet hours hold as well."""

    ANY = "any"
    MORNINGS = "mornings"
    AFTERNOONS = "afternoons"
    EVENINGS = "evenings"


CARD_DIGITS = 8
"""The length of the number on a member's paper card."""


class Route(StrEnum):
    """The order in which channels are tried for one member (the plan fills in the times)."""

    VOICE = "voice"
    VOICE_THEN_TEXT = "voice-then-text"
    TEXT_THEN_VOICE = "text-then-voice"
    TEXT_AND_VOICE = "text-and-voice"


CALLED_FIRST = frozenset({Route.VOICE, Route.VOICE_THEN_TEXT, Route.TEXT_AND_VOICE})
TEXTED_FIRST = frozenset({Route.TEXT_THEN_VOICE, Route.TEXT_AND_VOICE})
"""Routes by which a member is rung, or written to, as soon as a message is launched."""


@dataclass(frozen=True, slots=True)
class Member:
    """A neighbour on the list, in the list's order."""

    id: str
    partnership: str
    position: int
    name: str
    phone: Phone
    language: Language
    wish: Wish = Wish.AUTO
    second_phone: Phone | None = None
    street: str = ""
    house_number: str = ""
    role: Role = Role.MEMBER
    password: str = field(default="", repr=False)
    vulnerable: bool = False
    buddy_phone: str | None = None
    consent_on: date | None = None
    standing: Standing = Standing.ACTIVE
    card: str = field(default="", repr=False)
    hours: Hours = Hours.ANY
    paused_until: datetime | None = None
    texts_ended_at: datetime | None = None
    buddy_agreed_on: date | None = None

    def state_at(self, now: datetime) -> MemberState:
        """Whether a cascade launched now counts on him; without a consent date he is on the list and in none."""
        if self.standing is not Standing.ACTIVE:
            return MemberState(self.standing.value)
        if not self.consent_on:
            return MemberState.NO_CONSENT
        if self.paused_until and self.paused_until > now:
            return MemberState.PAUSED
        return MemberState.ACTIVE

    @property
    def route(self) -> Route:
        """How he is reached: a text to a landline fails, so a landline is rung, and so is he who wants no texts."""
        if self.phone.line is Line.LANDLINE or self.texts_ended_at:
            return Route.VOICE
        match self.wish:
            case Wish.VOICE:
                return Route.VOICE_THEN_TEXT
            case Wish.SMS:
                return Route.TEXT_THEN_VOICE
            case _:
                return Route.TEXT_AND_VOICE

    @property
    def wave(self) -> int:
        """Landline-only and vulnerable members come first: the rest have another way to hear of it."""
        return 0 if self.route is Route.VOICE or self.vulnerable else 1


class Channel(StrEnum):
    """What a consent is about."""

    VOICE = "voice"
    SMS = "sms"
    MEMBERSHIP = "membership"
    BUDDY = "buddy"


class Source(StrEnum):
    """Where a consent, or its end, was said."""

    LIST = "list"
    PHONE = "phone"
    TEXT = "text"
    CARRIER = "carrier"
    KEYBOARD = "keyboard"


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes or no of a member to one channel; never changed, only followed by another."""

    member: str
    channel: Channel
    given: bool
    at: datetime
    source: Source
