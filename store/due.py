"""What is due, written once for those who count it, those who wait for it and those who claim it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
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
from store.columns import Moment
from store.listed import listed, rows_of
from store.rows import Repository
from store.schema import alerts, cascades, deliveries, partnerships
from store.worded import Worded

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


MAY_RING = or_(cascades.c.urgent, partnerships.c.zone.not_in(select(listed("holding", "zone").c.zone)))
"""Urgent, or of a zone that does not keep quiet hours now: those that do are listed as `holding`."""
NOW = bindparam("now", type_=Moment)


def _due_now(by: By, *, limited: bool) -> Worded:
    found = select(literal(1)).select_from(OWED).where(due_by(by, NOW), MAY_RING)
    if limited:
        found = found.limit(bindparam("most", type_=Integer))
    return Worded(select(func.count()).select_from(found.subquery()))


_DUE = {by: _due_now(by, limited=False) for by in (By.VOICE, By.SMS)}
_FEW_DUE = {by: _due_now(by, limited=True) for by in (By.VOICE, By.SMS)}


class Due(Repository):
    """The part of `Cascades` that looks ahead."""

    def due(self, by: By, now: datetime, *, most: int | None = None, holding: Collection[str] = ()) -> int:
        """See the port; those held back by a line in use are counted."""
        held = rows_of(holding)
        if most is None:
            return int(_DUE[by].value(self._on, now=now, holding=held))
        return int(_FEW_DUE[by].value(self._on, now=now, holding=held, most=most))

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
