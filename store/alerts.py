"""Police messages and their history as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select, update

from plp.alert import Alert, AlertState, Happening
from plp.errors import NotFound
from store.rows import Repository, by_key, columns_for, row_of
from store.schema import alerts, happenings, partnerships

_ALERT = select(*columns_for(Alert, alerts))
_BY_ID = by_key(_ALERT, alerts.c.id)
_NEWEST_FIRST = (alerts.c.drafted_at.desc(), alerts.c.id)


class SqlAlerts(Repository):
    """Police messages."""

    def add(self, alert: Alert) -> None:
        """See the port."""
        self._on.execute(insert(alerts), row_of(alert))

    def get(self, alert: str) -> Alert:
        """See the port."""
        if found := self._keyed(Alert, _BY_ID, alert):
            return found
        raise NotFound(f"there is no alert {alert!r}")

    def of_partnership(self, partnership: str, states: Collection[AlertState]) -> list[Alert]:
        """See the port."""
        return self._all(
            Alert,
            _ALERT.where(alerts.c.partnership == partnership, alerts.c.state.in_(states)).order_by(*_NEWEST_FIRST),
        )

    def save(self, alert: Alert, *, was: AlertState) -> bool:
        """See the port."""
        return self._changed(
            update(alerts).where(alerts.c.id == alert.id, alerts.c.state == was).values(**row_of(alert))
        )

    def next_number(self, partnership: str, year: int) -> int:
        """See the port; two launches at once wait for each other, on PostgreSQL at the partnership's row."""
        self._on.execute(select(partnerships.c.slug).where(partnerships.c.slug == partnership).with_for_update())
        highest = select(func.coalesce(func.max(alerts.c.number), 0)).where(
            alerts.c.partnership == partnership, alerts.c.year == year
        )
        return self._count(highest) + 1

    def note(self, happening: Happening) -> None:
        """See the port."""
        self._on.execute(insert(happenings), row_of(happening))

    def history(self, alert: str) -> list[Happening]:
        """See the port."""
        lines = select(*columns_for(Happening, happenings)).where(happenings.c.alert == alert)
        return self._all(Happening, lines.order_by(happenings.c.at, happenings.c.id))

    def in_states(self, states: Collection[AlertState], *, expired_by: datetime | None = None) -> list[Alert]:
        """See the port; newest first."""
        found = _ALERT.where(alerts.c.state.in_(states)).order_by(*_NEWEST_FIRST)
        return self._all(Alert, found if expired_by is None else found.where(alerts.c.expires_at <= expired_by))
