"""Long lists page by page: each page begins right after the row that ended the one before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select

from plp.alert import Alert, AlertState
from plp.book_of_access import Place
from plp.call import IncomingText
from plp.cascade import Cascade
from plp.member import Member
from plp.report import Report
from store.people import read_members
from store.rows import Repository, columns_for
from store.schema import alerts, cascades, incoming_texts, members, reports

Row = TypeVar("Row")
Column = ColumnElement[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SqlPages(Repository):
    """The part of the book that is read in pages."""

    def alerts(
        self, partnerships: Collection[str], states: Collection[AlertState], *, after: Place | None, most: int
    ) -> list[Alert]:
        """See the port."""
        found = select(*columns_for(Alert, alerts)).where(alerts.c.partnership.in_(partnerships))
        if states:
            found = found.where(alerts.c.state.in_(states))
        return self._all(Alert, _newest_first(found, alerts.c.drafted_at, alerts.c.id, after, most))

    def cascades(self, partnerships: Collection[str], *, after: Place | None, most: int) -> list[Cascade]:
        """See the port."""
        found = select(*columns_for(Cascade, cascades)).where(cascades.c.partnership.in_(partnerships))
        return self._all(Cascade, _newest_first(found, cascades.c.started_at, cascades.c.id, after, most))

    def reports(self, partnerships: Collection[str], *, waiting: bool, after: Place | None, most: int) -> list[Report]:
        """See the port."""
        found = select(*columns_for(Report, reports)).where(reports.c.partnership.in_(partnerships))
        if waiting:
            found = found.where(reports.c.decision.is_(None))
        return self._all(Report, _newest_first(found, reports.c.at, reports.c.id, after, most))

    def replies(
        self, partnerships: Collection[str], alert: str | None, *, after: Place | None, most: int
    ) -> list[IncomingText]:
        """See the port."""
        found = (
            select(*columns_for(IncomingText, incoming_texts))
            .join(alerts, alerts.c.id == incoming_texts.c.alert)
            .where(alerts.c.partnership.in_(partnerships))
        )
        if alert is not None:
            found = found.where(incoming_texts.c.alert == alert)
        return self._all(IncomingText, _newest_first(found, incoming_texts.c.at, incoming_texts.c.sid, after, most))

    def members(self, partnership: str, *, after: Place | None, most: int) -> list[Member]:
        """See the port."""
        found = select(members).where(members.c.partnership == partnership)
        if after is not None:
            here = members.c.position == after.at
            found = found.where(or_(members.c.position > after.at, and_(here, members.c.id > after.id)))
        return read_members(self._on, found.order_by(members.c.position, members.c.id).limit(most))


def _newest_first(found: Select[Any], at: Column, key: Column, after: Place | None, most: int) -> Select[Any]:
    if after is not None:
        moment = _EPOCH + timedelta(microseconds=after.at)
        found = found.where(or_(at < moment, and_(at == moment, key > after.id)))
    return found.order_by(at.desc(), key).limit(most)
