"""Calls owed to officers at their registered number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select, update

from plp.call import RingBack, RingBackState
from store.rows import Repository, columns_for, row_of
from store.schema import ring_backs

_RING_BACK = columns_for(RingBack, ring_backs)


class RingBacks(Repository):
    """The part of `Conversations` about calls owed to officers."""

    def ring_back(self, ring_back: str) -> RingBack | None:
        """See the port."""
        return self._one(RingBack, select(*_RING_BACK).where(ring_backs.c.id == ring_back))

    def add_ring_back(self, ring_back: RingBack) -> None:
        """See the port."""
        self._on.execute(insert(ring_backs), row_of(ring_back))

    def ring_backs_since(self, officer: str, since: datetime) -> int:
        """See the port."""
        return self._count(select(func.count()).where(ring_backs.c.officer == officer, ring_backs.c.asked_at >= since))

    def claim_ring_backs(self, *, most: int, now: datetime) -> list[RingBack]:
        """See the port; who asked first is rung first."""
        owed = (
            select(ring_backs.c.id)
            .where(ring_backs.c.state == RingBackState.OWED)
            .order_by(ring_backs.c.asked_at, ring_backs.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        if not (ids := self._on.execute(owed).scalars().all()):
            return []
        mine = ring_backs.c.id.in_(ids)
        self._on.execute(update(ring_backs).where(mine).values(state=RingBackState.SUBMITTING, claimed_at=now))
        return self._all(RingBack, select(*_RING_BACK).where(mine).order_by(ring_backs.c.asked_at, ring_backs.c.id))

    def move_ring_back(
        self, ring_back: str, *, was: Collection[RingBackState], to: RingBackState, sid: str | None = None
    ) -> bool:
        """See the port; a SID that is not given stays."""
        moved = update(ring_backs).where(ring_backs.c.id == ring_back, ring_backs.c.state.in_(was)).values(state=to)
        return self._changed(moved if sid is None else moved.values(carrier_sid=sid))
