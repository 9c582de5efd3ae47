"""A text message as the account sees it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from exchange.clock import wall
from exchange.sids import new_sid

OUTBOUND, REPLY, INBOUND = "outbound-api", "outbound-reply", "inbound"
GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = set("^{}\\[~]|€")


class Status(StrEnum):
    """The life of a text, in the provider's words."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


@dataclass
class Message:
    """One text and what became of it."""

    to: str
    sender: str
    body: str
    direction: str = OUTBOUND
    callback: str | None = None
    media: tuple[str, ...] = ()
    status: Status = Status.QUEUED
    error_code: int | None = None
    sid: str = field(default_factory=lambda: new_sid("SM"))
    created_at: datetime = field(default_factory=wall)
    updated_at: datetime = field(default_factory=wall)
    sent_at: datetime | None = None
    states: list[tuple[str, str]] = field(default_factory=list)
    hidden_until: float = 0.0

    @property
    def parts(self) -> int:
        """How many parts it takes on the air."""
        if set(self.body) <= GSM_7 | DOUBLE:
            length = len(self.body) + sum(letter in DOUBLE for letter in self.body)
            return 1 if length <= 160 else -(-length // 153)
        length = len(self.body.encode("utf-16-le")) // 2
        return 1 if length <= 70 else -(-length // 67)

    @property
    def listed(self) -> bool:
        """Whether lists show it already (a fault may hide it for a while)."""
        return time.monotonic() >= self.hidden_until

    def as_json(self) -> dict[str, object]:
        """As the control API shows it."""
        return {
            "sid": self.sid,
            "from": self.sender,
            "to": self.to,
            "body": self.body,
            "direction": self.direction,
            "status": self.status.value,
            "error_code": self.error_code,
            "media": list(self.media),
            "states": [{"state": state, "at": at} for state, at in self.states],
        }


class MessageBook:
    """All texts, in order."""

    def __init__(self) -> None:
        self._messages: dict[str, Message] = {}

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages.values()))

    def add(self, message: Message) -> None:
        """Writes it down."""
        self._messages[message.sid] = message

    def get(self, sid: str) -> Message | None:
        """The text of that identifier."""
        return self._messages.get(sid)

    def clear(self) -> None:
        """Forgets all."""
        self._messages.clear()
