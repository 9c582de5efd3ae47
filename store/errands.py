"""Calls and texts owed beside the cascades, as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select, update

from plp.errand import OPEN, Errand, ErrandKind, ErrandState
from plp.outcome import By
from store.rows import Repository, columns_for, row_of
from store.schema import errands
from store.schema.police import OPEN_ONE

_ERRAND = select(*columns_for(Errand, errands))


class Errands(Repository):
    """The part of the book about calls and texts owed to one person."""

    def get(self, errand: str) -> Errand | None:
        """See the port."""
        return self._one(Errand, _ERRAND.where(errands.c.id == errand))

    def add(self, errand: Errand) -> bool:
        """See the port."""
        row = row_of(errand, blanks=dict(errand.blanks))
        once = self._insert(errands).values(row).on_conflict_do_nothing().returning(errands.c.id)
        return self._on.execute(once).first() is not None

    def about(self, kind: ErrandKind, subject: str) -> list[Errand]:
        """See the port."""
        those = _ERRAND.where(errands.c.kind == kind, errands.c.subject == subject)
        return self._all(Errand, those.order_by(errands.c.asked_at, errands.c.round, errands.c.id))

    def asked_since(self, kind: ErrandKind, officer: str, since: datetime) -> int:
        """See the port."""
        mine = (errands.c.kind == kind, errands.c.officer == officer, errands.c.asked_at >= since)
        return self._count(select(func.count()).where(*mine))

    def claim(self, by: By, *, most: int, now: datetime) -> list[Errand]:
        """See the port; what fell due first goes first, and one call at a time to one number."""
        busy = select(errands.c.number).where(
            errands.c.by == By.VOICE, errands.c.state.in_([ErrandState.SUBMITTING, ErrandState.SUBMITTED])
        )
        owed = (
            select(errands.c.id, errands.c.number)
            .where(OPEN_ONE, errands.c.state == ErrandState.OWED, errands.c.due_at <= now, errands.c.by == by)
            .order_by(errands.c.due_at, errands.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        if by is By.VOICE:  # who asked to be rung waits by his telephone
            owed = owed.where(or_(errands.c.kind == ErrandKind.RING_BACK, errands.c.number.not_in(busy)))
        first: dict[str, str] = {}
        for each, number in self._on.execute(owed):
            first.setdefault(number if by is By.VOICE else each, each)
        if not first:
            return []
        mine = errands.c.id.in_(first.values())
        self._on.execute(update(errands).where(mine).values(state=ErrandState.SUBMITTING, claimed_at=now))
        return self._all(Errand, _ERRAND.where(mine).order_by(errands.c.due_at, errands.c.id))

    def due(self, by: By, now: datetime) -> int:
        """See the port."""
        owed = (OPEN_ONE, errands.c.state == ErrandState.OWED, errands.c.due_at <= now, errands.c.by == by)
        return self._count(select(func.count()).where(*owed))

    def live_calls(self) -> int:
        """See the port."""
        live = (errands.c.by == By.VOICE, errands.c.state.in_([ErrandState.SUBMITTING, ErrandState.SUBMITTED]))
        return self._count(select(func.count()).where(OPEN_ONE, *live))

    def next_due(self, by: By, after: datetime) -> datetime | None:
        """See the port."""
        ahead = (OPEN_ONE, errands.c.state == ErrandState.OWED, errands.c.due_at > after, errands.c.by == by)
        return self._on.execute(select(func.min(errands.c.due_at)).where(*ahead)).scalar()

    def move(self, errand: str, *, was: Collection[ErrandState], to: ErrandState, sid: str | None = None) -> bool:
        """See the port; a SID that is not given stays."""
        moved = update(errands).where(errands.c.id == errand, errands.c.state.in_(was)).values(state=to)
        if sid is not None:
            mine = or_(errands.c.carrier_sid.is_(None), errands.c.carrier_sid == sid)
            moved = moved.where(mine).values(carrier_sid=sid)
        return self._changed(moved)

    def put_off(self, errand: str, due_at: datetime) -> bool:
        """See the port."""
        mine = update(errands).where(errands.c.id == errand, errands.c.state == ErrandState.SUBMITTING)
        return self._changed(mine.values(state=ErrandState.OWED, due_at=due_at))

    def note_picked_up(self, errand: str) -> None:
        """See the port."""
        self._on.execute(update(errands).where(errands.c.id == errand).values(picked_up=True))

    def note_look(self, errand: str, at: datetime) -> None:
        """See the port."""
        looked = update(errands).where(errands.c.id == errand)
        self._on.execute(looked.values(looks=errands.c.looks + 1, claimed_at=at))

    def overdue(self, claimed_before: datetime, *, most: int = 100) -> list[Errand]:
        """See the port."""
        silent = (
            errands.c.state.in_([ErrandState.SUBMITTING, ErrandState.SUBMITTED]),
            errands.c.claimed_at <= claimed_before,
        )
        return self._all(Errand, _ERRAND.where(*silent).order_by(errands.c.claimed_at).limit(most))

    def open_to(self, number: str, kind: ErrandKind) -> list[Errand]:
        """See the port."""
        those = (errands.c.number == number, errands.c.kind == kind, errands.c.state.in_(OPEN))
        return self._all(Errand, _ERRAND.where(*those).order_by(errands.c.asked_at))
