"""The Common Alerting Protocol 1.2 (OASIS, 2010): a message as another authority's system writes and reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from plp.alert import Kind
from plp.language import Language


class CapStatus(StrEnum):
    """How a message is meant (CAP 3.2.1)."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"

    @property
    def only_tries(self) -> bool:
        """Nothing has happened: whatever comes of it is a test."""
        return self in {CapStatus.TEST, CapStatus.EXERCISE}


class MsgType(StrEnum):
    """What a message does (CAP 3.2.1)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"

    @property
    def tells_something_new(self) -> bool:
        """Whether it is nothing without words of its own."""
        return self in {MsgType.ALERT, MsgType.UPDATE}


@dataclass(frozen=True, slots=True)
class CapReference:
    """The three parts by which a message is known in the whole world."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{cap_moment(self.sent)}"


@dataclass(frozen=True, slots=True)
class CapMessage:
    """A message that came in: who sent it, what it does, and its words in the languages we speak."""

    name: CapReference
    status: CapStatus
    does: MsgType
    texts: Mapping[Language, str]
    kind: Kind
    expires_at: datetime | None
    references: tuple[CapReference, ...]
    addresses: tuple[str, ...]
    note: str

    @property
    def seal(self) -> str:
        """The same for the same message, however its XML is laid out; it says by which rule it was made."""
        bound = {
            "name": _parts(self.name),
            "status": self.status,
            "does": self.does,
            "texts": dict(self.texts),
            "kind": self.kind,
            "expires": _utc(self.expires_at) if self.expires_at else None,
            "references": [_parts(each) for each in self.references],
            "addresses": self.addresses,
            "note": self.note,
        }
        canonical = json.dumps(bound, sort_keys=True, separators=(",", ":"))
        return f"2:{hashlib.sha256(canonical.encode()).hexdigest()}"

    def bears(self, seal: str) -> bool:
        """Whether this is the message that was sealed so."""
        # The first seals, of 64 digits alone, were made of what Python shows of a value: databases keep them.
        return seal in {self.seal, hashlib.sha256(repr(self).encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class CapReceipt:
    """A message that was taken, and the alert it made or spoke of; `refs` as CAP writes them."""

    zone: str
    sender: str
    identifier: str
    sent: datetime
    status: CapStatus
    does: MsgType
    refs: str
    seal: str
    token: str
    at: datetime
    alert: str | None = None

    @property
    def name(self) -> CapReference:
        """By which it is known."""
        return CapReference(self.sender, self.identifier, self.sent)


def _parts(name: CapReference) -> tuple[str, str, str]:
    return name.sender, name.identifier, _utc(name.sent)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def cap_moment(moment: datetime) -> str:
    """A moment as CAP wants it: whole seconds, with the difference to UTC, of UTC itself -00:00 and never Z."""
    text = moment.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "-00:00" if text.endswith("+00:00") else text
