"""Cascades as rows: launched once, moved by guarded updates, stopped by raising the fence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Integer, bindparam, exists, func, insert, literal, select, update

from plp.cascade import Cascade, CascadeState, Delivery, Final
from plp.errors import AlreadyLaunched, NotFound
from plp.outcome import AttemptState
from store.rows import Repository, by_key, columns_for, row_of
from store.schema import attempts, cascades, deliveries
from store.schema.cascades import planned
from store.worded import Worded

_CASCADE = select(*columns_for(Cascade, cascades))
_NEWEST_FIRST = (cascades.c.started_at.desc(), cascades.c.id)


RUN_BY_ID = by_key(_CASCADE, cascades.c.id)
_OPEN = select(literal(1)).where(deliveries.c.cascade == bindparam("its_key"), deliveries.c.final.is_(None))
_IS_OPEN = Worded(select(exists(_OPEN)))
_NONE_OPEN = ~exists().where(deliveries.c.cascade == cascades.c.id, deliveries.c.final.is_(None))
_FEW_OPEN = _OPEN.limit(bindparam("most", type_=Integer)).subquery()
_COUNT_OPEN = Worded(select(func.count()).select_from(_FEW_OPEN))


class Runs(Repository):
    """The part of `Cascades` about the run itself."""

    def add(self, cascade: Cascade, owed: Iterable[Delivery]) -> None:
        """See the port."""
        once = self._insert(cascades).on_conflict_do_nothing(index_elements=["alert"]).returning(cascades.c.id)
        if self._on.execute(once, row_of(cascade)).first() is None:
            first = self.of_alert(cascade.alert)
            assert first is not None, "the row that was in the way is committed, hence to be seen"
            raise AlreadyLaunched(first.id)
        if rows := [row_of(delivery, fence=cascade.fence, tries=0, calls=0) for delivery in owed]:
            self._on.execute(insert(deliveries), rows)

    def get(self, cascade: str) -> Cascade:
        """See the port."""
        if found := self._keyed(Cascade, RUN_BY_ID, cascade):
            return found
        raise NotFound(f"there is no cascade {cascade!r}")

    def of_alert(self, alert: str) -> Cascade | None:
        """See the port."""
        return self._one(Cascade, _CASCADE.where(cascades.c.alert == alert))

    def all(self, states: Collection[CascadeState] = ()) -> list[Cascade]:
        """See the port."""
        found = _CASCADE.where(cascades.c.state.in_(states)) if states else _CASCADE
        return self._all(Cascade, found.order_by(*_NEWEST_FIRST))

    def of_partnership(self, partnership: str, states: Collection[CascadeState]) -> list[Cascade]:
        """See the port."""
        found = _CASCADE.where(cascades.c.partnership == partnership)
        found = found.where(cascades.c.state.in_(states)) if states else found
        return self._all(Cascade, found.order_by(*_NEWEST_FIRST))

    def move(self, cascade: str, *, was: Collection[CascadeState], to: CascadeState, at: datetime) -> bool:
        """See the port."""
        guarded = update(cascades).where(cascades.c.id == cascade, cascades.c.state.in_(was)).values(state=to)
        if to is CascadeState.FINISHED:
            self._hold(cascade)
            guarded = guarded.where(_NONE_OPEN).values(finished_at=at)
        if to is CascadeState.RUNNING:
            guarded = guarded.values(finished_at=None)
        if to is CascadeState.CANCELLED:
            self._lock_owed(cascade)
            guarded = guarded.values(fence=cascades.c.fence + 1)
        return self._changed(guarded)

    def raise_fence(self, cascade: str) -> bool:
        """See the port."""
        ended = update(cascades).where(cascades.c.id == cascade, cascades.c.state == CascadeState.FINISHED)
        return self._changed(ended.values(fence=cascades.c.fence + 1))

    def is_done(self, cascade: str) -> bool:
        """See the port."""
        return not _IS_OPEN.value(self._on, its_key=cascade)

    def count_open(self, cascade: str, *, most: int) -> int:
        """See the port."""
        return int(_COUNT_OPEN.value(self._on, its_key=cascade, most=most))

    def _hold(self, cascade: str) -> None:
        """On PostgreSQL, wait for whoever opens one of its deliveries again: what is asked next sees that."""
        if self._on_postgres:
            self._on.execute(select(cascades.c.id).where(cascades.c.id == cascade).with_for_update()).all()

    def _lock_owed(self, cascade: str) -> None:
        """On PostgreSQL, deliveries are locked before their cascade, as by whoever ends the last of them."""
        if self._on_postgres:
            owed = select(deliveries.c.id).where(deliveries.c.cascade == cascade, deliveries.c.final.is_(None))
            self._on.execute(owed.order_by(deliveries.c.id).with_for_update()).all()

    def cancel_owed(self, cascade: str, at: datetime) -> int:
        """See the port."""
        stopped = self._on.execute(
            update(deliveries)
            .where(deliveries.c.cascade == cascade, deliveries.c.final.is_(None))
            .values(final=Final.CANCELLED, why="cancelled", due_at=None)
        ).rowcount
        self._on.execute(
            update(attempts)
            .where(attempts.c.cascade == cascade, planned(attempts))
            .values(state=AttemptState.CANCELLED, lease_until=None)
        )
        return stopped
