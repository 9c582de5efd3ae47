"""Recordings and texts received, and all that is remembered of conversations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from plp.call import IncomingText, Recording, RecordingState
from store.calls import Calls
from store.holds import Holds
from store.rows import Repository, columns_for, row_of
from store.schema import calls, incoming_texts, recordings


class Recordings(Repository):
    """The part of `Conversations` about officers' own voices."""

    def add_recording(self, recording: Recording) -> None:
        """See the port."""
        self._on.execute(self._insert(recordings).on_conflict_do_nothing(), row_of(recording))

    def recordings(self, *, call_sid: str | None = None, waiting: bool = False) -> list[Recording]:
        """See the port."""
        found = select(*columns_for(Recording, recordings)).order_by(recordings.c.at, recordings.c.sid)
        if call_sid is not None:
            found = found.where(recordings.c.call_sid == call_sid)
        if waiting:
            found = found.where(recordings.c.state == RecordingState.WAITING)
        return self._all(Recording, found)

    def recording(self, sid: str) -> Recording | None:
        """See the port."""
        return self._one(Recording, select(*columns_for(Recording, recordings)).where(recordings.c.sid == sid))

    def recordings_of(self, member: str) -> list[Recording]:
        """See the port."""
        his = select(calls.c.sid).where(calls.c.member == member)
        found = select(*columns_for(Recording, recordings)).where(recordings.c.call_sid.in_(his))
        return self._all(Recording, found.order_by(recordings.c.at, recordings.c.sid))

    def save_recording(self, recording: Recording) -> None:
        """See the port."""
        self._on.execute(update(recordings).where(recordings.c.sid == recording.sid).values(**row_of(recording)))


class Texts(Repository):
    """The part of `Conversations` about SMS received."""

    def text(self, sid: str) -> IncomingText | None:
        """See the port."""
        return self._one(
            IncomingText, select(*columns_for(IncomingText, incoming_texts)).where(incoming_texts.c.sid == sid)
        )

    def add_text(self, text: IncomingText) -> None:
        """See the port; the same SID again changes nothing."""
        self._on.execute(self._insert(incoming_texts).on_conflict_do_nothing(), row_of(text))

    def texts_of_alert(self, alert: str) -> list[IncomingText]:
        """See the port."""
        return self._all(
            IncomingText,
            select(*columns_for(IncomingText, incoming_texts))
            .where(incoming_texts.c.alert == alert)
            .order_by(incoming_texts.c.at, incoming_texts.c.sid),
        )

    def answers_since(self, sender: str, since: datetime) -> int:
        """See the port."""
        return self._count(
            select(func.count()).where(
                incoming_texts.c.sender == sender, incoming_texts.c.at >= since, incoming_texts.c.answer != ""
            )
        )

    def texts_from(self, sender: str, since: datetime) -> list[IncomingText]:
        """See the port."""
        return self._all(
            IncomingText,
            select(*columns_for(IncomingText, incoming_texts))
            .where(incoming_texts.c.sender == sender, incoming_texts.c.at >= since)
            .order_by(incoming_texts.c.at.desc(), incoming_texts.c.sid.desc())
            .limit(100),
        )


class SqlConversations(Calls, Holds, Recordings, Texts):
    """Calls in progress, what was said at each turn, and who may come in."""
