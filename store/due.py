"""What is due, written once for those who count it, those who wait for it and those who claim it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, func, literal, or_, select

from plp.alert import AlertState
from plp.cascade import CascadeState
from plp.outcome import By
from store.rows import Repository
from store.schema import alerts, cascades, deliveries, partnerships

OWED: FromClause = (
    deliveries.join(cascades, deliveries.c.cascade == cascades.c.id)
    .join(alerts, cascades.c.alert == alerts.c.id)
    .join(partnerships, cascades.c.partnership == partnerships.c.slug)
)


def goes_on(now: datetime) -> ColumnElement[bool]:
    """The run is under way and its alert is not over."""
    return and_(
        or_(
            cascades.c.state == CascadeState.RUNNING,
            and_(cascades.c.state == CascadeState.WAITING, cascades.c.due_from <= now),
        ),
        alerts.c.state == AlertState.LAUNCHED,
        alerts.c.expires_at > now,
    )


def still_wanted(now: datetime) -> ColumnElement[bool]:
    """The run goes on, nobody stopped it since launch, and its alert is not over."""
    return and_(goes_on(now), cascades.c.fence == deliveries.c.fence)


RUNS: FromClause = cascades.join(alerts, cascades.c.alert == alerts.c.id).join(
    partnerships, cascades.c.partnership == partnerships.c.slug
)


def due_by(by: By, now: datetime) -> ColumnElement[bool]:
    """Due on this channel."""
    return and_(deliveries.c.final.is_(None), deliveries.c.due_at <= now, deliveries.c.next_by == by, still_wanted(now))


def may_ring(holding: Collection[str]) -> ColumnElement[bool]:
    """Urgent, or of a zone that does not keep quiet hours now."""
    return or_(cascades.c.urgent, partnerships.c.zone.not_in(holding))


class Due(Repository):
    """The part of `Cascades` that looks ahead."""

    def due(self, by: By, now: datetime, *, most: int | None = None, holding: Collection[str] = ()) -> int:
        """See the port; those held back by a line in use are counted."""
        found = select(literal(1)).select_from(OWED).where(due_by(by, now), may_ring(holding)).limit(most)
        return self._count(select(func.count()).select_from(found.subquery()))

    def next_due(self, by: By, after: datetime) -> datetime | None:
        """See the port."""
        ahead = (
            select(func.min(deliveries.c.due_at))
            .select_from(OWED)
            .where(
                deliveries.c.final.is_(None),
                deliveries.c.due_at > after,
                deliveries.c.next_by == by,
                cascades.c.state.in_([CascadeState.WAITING, CascadeState.RUNNING]),
                alerts.c.state == AlertState.LAUNCHED,
            )
        )
        return self._on.execute(ahead).scalar()
