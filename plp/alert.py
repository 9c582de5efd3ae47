"""The police message: its kinds, its states, the moves between them, and the seal a validation sets on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from plp.errors import NotAllowed, Refused, WrongMove
from plp.finding import Code
from plp.language import Language
from plp.zone import Officer, Partnership, Zone


class Kind(StrEnum):
    """What a message is; the first three cannot wait for the morning."""

    URGENT = "urgent"
    CORRECTION = "correction"
    ALL_CLEAR = "all-clear"
    PREVENTION = "prevention"
    FEEDBACK = "feedback"
    TEST = "test"

    @property
    def is_urgent(self) -> bool:
        """Urgent messages, and what corrects or lifts them, go before all others and at any hour."""
        return self in {Kind.URGENT, Kind.CORRECTION, Kind.ALL_CLEAR}


class AlertState(StrEnum):
    """drafted → validated → launched → closed, or rejected, cancelled, expired."""

    DRAFTED = "drafted"
    VALIDATED = "validated"
    LAUNCHED = "launched"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_A = AlertState
MOVES: Mapping[AlertState, frozenset[AlertState]] = {
    _A.DRAFTED: frozenset({_A.VALIDATED, _A.REJECTED, _A.CANCELLED, _A.EXPIRED}),
    _A.VALIDATED: frozenset({_A.LAUNCHED, _A.REJECTED, _A.CANCELLED, _A.EXPIRED}),
    _A.LAUNCHED: frozenset({_A.CLOSED, _A.CANCELLED}),
    _A.CLOSED: frozenset(),
    _A.REJECTED: frozenset(),
    _A.CANCELLED: frozenset(),
    _A.EXPIRED: frozenset(),
}
OPEN = frozenset({_A.LAUNCHED, _A.CLOSED})
"""States in which members may have been told."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A police message for one partnership, in one text per language, or in an officer's own voice."""

    id: str
    partnership: str
    kind: Kind
    state: AlertState
    texts: Mapping[Language, str]
    expires_at: datetime
    drafted_at: datetime
    recordings: Mapping[Language, str] = field(default_factory=dict)
    number: int | None = None
    year: int | None = None
    seal: str | None = None
    answers: str | None = None

    @property
    def languages(self) -> frozenset[Language]:
        """The languages in which it can be heard."""
        return frozenset(self.texts) | frozenset(self.recordings)

    @property
    def in_own_voice(self) -> bool:
        """Whether an officer spoke it himself."""
        return bool(self.recordings)


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of an alert's history: who did what, when."""

    alert: str
    at: datetime
    who: str
    what: str
    detail: str = ""


def seal_of(alert: Alert) -> str:
    """What a validation binds: words, voices, audience, kind and expiry; any change breaks it."""
    bound = {
        "partnership": alert.partnership,
        "kind": alert.kind,
        "texts": dict(sorted(alert.texts.items())),
        "recordings": dict(sorted(alert.recordings.items())),
        "expires": alert.expires_at.timestamp(),
    }
    return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()


def check_move(alert: Alert, target: AlertState) -> None:
    """Raise WrongMove when the table has no such move."""
    if target not in MOVES[alert.state]:
        raise WrongMove(f"alert {alert.id} is {alert.state}; it cannot become {target}")


def check_mandate(officer: Officer, partnership: Partnership) -> None:
    """Raise NotAllowed when this officer is locked or holds no mandate for the partnership."""
    if officer.locked:
        raise NotAllowed(f"officer {officer.id} is locked; run: tocsin officer unlock {officer.id}")
    if not partnership.mandates(officer):
        raise NotAllowed(f"officer {officer.id} is not mandated for partnership {partnership.slug}")


def check_expiry(alert: Alert, now: datetime) -> None:
    """Raise WrongMove when its time is over."""
    if alert.expires_at <= now:
        raise WrongMove(f"alert {alert.id} expired at {alert.expires_at:%Y-%m-%d %H:%M} UTC", code=Code.EXPIRED)


def check_charter(alert: Alert, partnership: Partnership, today: date) -> None:
    """Raise Refused when a partnership whose charter is not approved by `today` would launch more than a test."""
    if alert.kind is Kind.TEST or partnership.is_chartered(today):
        return
    ahead = partnership.charter_approved_on
    lacks = f"has no approved charter before {ahead:%Y-%m-%d}" if ahead else "has no approved charter"
    raise Refused(f"partnership {partnership.slug} {lacks}: only test alerts may be launched", code=Code.CHARTER)


def missing_languages(alert: Alert, zone: Zone) -> tuple[Language, ...]:
    """The languages the law asks of this zone that the alert lacks.

    An officer's own voice in one language satisfies it: the others get the fixed sentence.
    """
    return () if alert.in_own_voice else tuple(lang for lang in zone.languages if lang not in alert.texts)


def check_languages(alert: Alert, zone: Zone) -> None:
    """Raise Refused when a language required in this region is missing."""
    if missing := missing_languages(alert, zone):
        names = ", ".join(missing)
        said = f"alert {alert.id} lacks a text in {names}, required in region {zone.region}"
        raise Refused(said, code=Code.LANGUAGE_MISSING)


def check_seal(alert: Alert) -> None:
    """Raise Refused when it is not, word for word, what was validated."""
    if alert.seal != seal_of(alert):
        raise Refused(f"alert {alert.id} is not what was validated; validate it again")
