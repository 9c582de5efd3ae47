"""What is due, written once for those who count it, those who wait for it and those who claim it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)

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


Now = datetime | ColumnElement[Any]
"""A moment, or the place where one is filled in."""


def goes_on(now: Now) -> ColumnElement[bool]:
    """The run is under way and its alert is not over."""
    return and_(
        or_(
            cascades.c.state == CascadeState.RUNNING,
            and_(cascades.c.state == CascadeState.WAITING, cascades.c.due_from <= now),
        ),
        alerts.c.state == AlertState.LAUNCHED,
        alerts.c.expires_at > now,
    )


def still_wanted(now: Now) -> ColumnElement[bool]:
    """The run goes on, nobody stopped it since launch, and its alert is not over."""
    return and_(goes_on(now), cascades.c.fence == deliveries.c.fence)


RUNS: FromClause = cascades.join(alerts, cascades.c.alert == alerts.c.id).join(
    partnerships, cascades.c.partnership == partnerships.c.slug
)


def due_by(by: By, now: Now) -> ColumnElement[bool]:
    """Due on this channel."""
    return and_(deliveries.c.final.is_(None), deliveries.c.due_at <= now, deliveries.c.next_by == by, still_wanted(now))


def may_ring(holding: Collection[str] | BindParameter[Any]) -> ColumnElement[bool]:
    """Urgent, or of a zone that does not keep quiet hours now."""
    return or_(cascades.c.urgent, partnerships.c.zone.not_in(holding))


@cache
def _due_now(by: By, *, limited: bool) -> Select[Any]:
    """Worded once: it is asked at the end of every call."""
    holding: BindParameter[Any] = bindparam("holding", expanding=True)
    found = select(literal(1)).select_from(OWED).where(due_by(by, bindparam("now")), may_ring(holding))
    if limited:
        found = found.limit(bindparam("most", type_=Integer))
    return select(func.count()).select_from(found.subquery())


class Due(Repository):
    """The part of `Cascades` that looks ahead."""

    def due(self, by: By, now: datetime, *, most: int | None = None, holding: Collection[str] = ()) -> int:
        """See the port; those held back by a line in use are counted."""
        named = {"now": now, "holding": list(holding)} | ({} if most is None else {"most": most})
        return int(self._on.execute(_due_now(by, limited=most is not None), named).scalar_one())

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
