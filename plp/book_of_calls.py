"""What the services ask of the store about conversations: calls in progress, recordings, texts received."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from plp.call import Call, IncomingText, Recording


class Conversations(Protocol):
    """Calls in progress, what was said at each turn, and who may come in."""

    def call(self, sid: str) -> Call | None:
        """One conversation."""

    def save(self, call: Call) -> None:
        """Insert or update it."""

    def said(self, sid: str, turn: int) -> str | None:
        """The TwiML given at this turn, if it was asked before."""

    def remember(self, sid: str, turn: int, twiml: str, at: datetime) -> None:
        """Keep what was said at this turn."""

    def wrong_codes(self, key: str, *, since: datetime) -> list[datetime]:
        """When wrong codes were typed from this way in since then, after the last right one; oldest first."""

    def note_code(self, key: str, *, right: bool, at: datetime) -> None:
        """Write one try.  The key says which way in (never the code)."""

    def add_recording(self, recording: Recording) -> None:
        """Write one that waits to be fetched; the same SID again changes nothing."""

    def recordings(self, *, call_sid: str | None = None, waiting: bool = False) -> list[Recording]:
        """Recordings of a call, or those waiting to be fetched; oldest first."""

    def recording(self, sid: str) -> Recording | None:
        """One recording, by the carrier's SID."""

    def recordings_of(self, member: str) -> list[Recording]:
        """What was recorded in the calls of this member, oldest first."""

    def save_recording(self, recording: Recording) -> None:
        """Write what became of it."""

    def one_at_a_time(self, name: str) -> None:
        """Nobody else passes here with this name before this book is closed: the second finds what the first wrote."""

    def hold(self, name: str, *, holder: str, now: datetime, until: datetime) -> str:
        """Hold a name until then, if nobody else does; returns who holds it now.  Holding again prolongs."""

    def let_go(self, name: str, *, holder: str) -> None:
        """Give a held name back."""

    def text(self, sid: str) -> IncomingText | None:
        """An SMS received before."""

    def add_text(self, text: IncomingText) -> None:
        """Keep an SMS."""

    def texts_of_alert(self, alert: str) -> list[IncomingText]:
        """Replies kept with an alert, oldest first."""

    def answers_since(self, sender: str, since: datetime) -> int:
        """How many automatic answers this number got since then."""

    def texts_from(self, sender: str, since: datetime) -> list[IncomingText]:
        """The latest SMS this number sent since then, newest first; a hundred at most."""
