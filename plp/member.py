"""A member of a partnership: how to reach him, and whether one may."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
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


class MemberState(StrEnum):
    """Whether a cascade may count on him."""

    ACTIVE = "active"
    NO_CONSENT = "no-consent"


class Route(StrEnum):
    """The order in which channels are tried for one member (the plan fills in the times)."""

    VOICE = "voice"
    VOICE_THEN_TEXT = "voice-then-text"
    TEXT_THEN_VOICE = "text-then-voice"
    TEXT_AND_VOICE = "text-and-voice"


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

    @property
    def state(self) -> MemberState:
        """Without a consent date a member is on the list and in no cascade."""
        return MemberState.ACTIVE if self.consent_on else MemberState.NO_CONSENT

    @property
    def route(self) -> Route:
        """How he is reached: a text to a landline fails, so a landline is always rung."""
        if self.phone.line is Line.LANDLINE:
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
