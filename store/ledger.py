"""The ledger as rows: opened set by set when a cascade is quiet, priced by SID, summed by the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    not_,
    select,
    update,
)

from plp.charge import FREE, KIND_OF, Charge, ChargeKind, Ended, Expected, Sum
from plp.errand import OPEN
from store.rows import Repository, columns_for, row_of
from store.schema import (
    alerts,
    attempts,
    calls,
    cascades,
    charges,
    errands,
    expectations,
    incoming_texts,
    members,
    partnerships,
    reports,
)
from store.schema.cascades import called_in, planned, under_way

_CHARGE = select(*columns_for(Charge, charges))
_EXPECTED = select(*columns_for(Expected, expectations))
_KNOWN = ("expected", "price", "currency", "seconds", "parts", "looks", "look_at")
_MINUTES = cast(func.coalesce(func.sum((charges.c.seconds + 59) // 60), 0), Integer)


class Ledger(Repository):
    """The part of the book about money."""

    def unwritten(self, since: datetime, *, most: int) -> list[Ended]:
        """See the port.

        Open messages come first and then what was tried for each; those who call in do so long after as well.
        `IS NOT NULL` would offer the index of all SIDs, and SQLite would take it: every sweep would walk through all
        that ever was.
        """
        has_sid = func.coalesce(attempts.c.carrier_sid, "") != ""
        over = and_(has_sid, not_(under_way(attempts)), not_(planned(attempts)))
        tried = (
            select(
                attempts.c.carrier_sid,
                attempts.c.by,
                partnerships.c.zone,
                cascades.c.partnership,
                cascades.c.alert,
                attempts.c.at,
                attempts.c.number,
                attempts.c.state,
            )
            .join(cascades, cascades.c.id == attempts.c.cascade)
            .join(partnerships, partnerships.c.slug == cascades.c.partnership)
            .where(over, _is_not_written(attempts.c.carrier_sid))
            .limit(most)
        )
        ours = tried.join(alerts, alerts.c.id == cascades.c.alert).where(alerts.c.expires_at >= since)
        theirs = tried.where(called_in(attempts), attempts.c.at >= since)
        found = {row[0]: row for looked in (ours, theirs) for row in self._on.execute(looked)}
        return [
            Ended(sid, KIND_OF[by], zone, whose, alert, at, number, answered=state not in FREE)
            for sid, by, zone, whose, alert, at, number, state in found.values()
        ]

    def unwritten_beside(self, since: datetime, until: datetime, *, most: int) -> list[Ended]:
        """See the port."""
        found: list[Ended] = []
        for look in (_errands, _calls_in, _texts_in):
            found += look(self._on, since, until, most - len(found))
        return found

    def write(self, lines: Sequence[Charge]) -> None:
        """See the port."""
        if lines:
            once = self._insert(charges).on_conflict_do_nothing(index_elements=["sid"])
            self._on.execute(once, [row_of(each) for each in lines])

    def to_ask(self, now: datetime, *, most: int) -> list[Charge]:
        """See the port."""
        due = _CHARGE.where(charges.c.look_at.is_not(None), charges.c.look_at <= now)
        return self._all(Charge, due.order_by(charges.c.look_at, charges.c.sid).limit(most))

    def correct(self, lines: Sequence[Charge]) -> None:
        """See the port."""
        if not lines:
            return
        anew = update(charges).where(charges.c.sid == bindparam("its_sid"))
        known = {name: bindparam(f"its_{name}", type_=charges.c[name].type) for name in _KNOWN}
        rows = [{"its_sid": each.sid, **{f"its_{name}": getattr(each, name) for name in _KNOWN}} for each in lines]
        self._on.execute(anew.values(**known), rows)

    def charges_of(self, alerts: Sequence[str]) -> list[Charge]:
        """See the port."""
        return self._all(Charge, _CHARGE.where(charges.c.alert.in_(alerts))) if alerts else []

    def charges_beside(self, partnership: str, since: datetime, until: datetime) -> list[Charge]:
        """See the port."""
        return self._all(Charge, _CHARGE.where(_beside(partnership, since, until)))

    def charges_of_zone(self, zone: str, since: datetime, until: datetime) -> list[Charge]:
        """See the port."""
        return self._all(Charge, _CHARGE.where(_of_zone(zone, since, until)))

    def sums_of(self, alerts: Sequence[str]) -> list[Sum]:
        """See the port."""
        return self._all(Sum, _summed().where(charges.c.alert.in_(alerts))) if alerts else []

    def sums_beside(self, partnership: str, since: datetime, until: datetime) -> list[Sum]:
        """See the port."""
        return self._all(Sum, _summed().where(_beside(partnership, since, until)))

    def sums_of_zone(self, zone: str, since: datetime, until: datetime) -> list[Sum]:
        """See the port."""
        return self._all(Sum, _summed().where(_of_zone(zone, since, until)))

    def expect(self, expected: Expected) -> None:
        """See the port."""
        self._on.execute(insert(expectations), row_of(expected))

    def expectations(self, partnership: str, since: datetime, until: datetime) -> list[Expected]:
        """See the port."""
        within = and_(expectations.c.partnership == partnership, expectations.c.at >= since, expectations.c.at < until)
        return self._all(Expected, _EXPECTED.where(within).order_by(expectations.c.at, expectations.c.cascade))

    def hold_budget(self, partnership: str) -> None:
        """See the port; on SQLite there is one writer anyway."""
        row = select(partnerships.c.slug).where(partnerships.c.slug == partnership)
        self._on.execute(row.with_for_update()).all()


def _within(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(charges.c.at >= since, charges.c.at < until)


def _beside(partnership: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(charges.c.partnership == partnership, _within(since, until), charges.c.alert.is_(None))


def _of_zone(zone: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(charges.c.zone == zone, _within(since, until), charges.c.partnership.is_(None))


def _is_not_written(sid: ColumnElement[Any]) -> ColumnElement[bool]:
    return not_(exists(select(literal(1)).where(charges.c.sid == sid)))


def _errands(on: Connection, since: datetime, until: datetime, most: int) -> list[Ended]:
    """Calls and texts to officers, the desk, coordinators, buddies; whose they are is told by what they are about."""
    about = func.coalesce(members.c.partnership, alerts.c.partnership, reports.c.partnership, cascades.c.partnership)
    found = (
        select(errands.c.carrier_sid, errands.c.by, errands.c.zone, about, errands.c.asked_at, errands.c.number)
        .outerjoin(members, members.c.id == errands.c.member)
        .outerjoin(alerts, alerts.c.id == errands.c.subject)
        .outerjoin(reports, reports.c.id == errands.c.subject)
        .outerjoin(cascades, cascades.c.id == errands.c.subject)
        .where(errands.c.asked_at >= since, errands.c.asked_at < until)
        .where(errands.c.carrier_sid.is_not(None), errands.c.state.not_in(OPEN))
        .where(_is_not_written(errands.c.carrier_sid))
        .limit(most)
    )
    return [
        Ended(sid, KIND_OF[by], zone, whose, None, at, number, answered=True)
        for sid, by, zone, whose, at, number in on.execute(found)
    ]


def _calls_in(on: Connection, since: datetime, until: datetime, most: int) -> list[Ended]:
    """Calls that others began."""
    found = (
        select(calls.c.sid, calls.c.zone, members.c.partnership, calls.c.started_at)
        .outerjoin(members, members.c.id == calls.c.member)
        .where(calls.c.attempt.is_(None), calls.c.errand.is_(None))
        .where(calls.c.started_at >= since, calls.c.started_at < until, _is_not_written(calls.c.sid))
        .limit(most)
    )
    return [
        Ended(sid, ChargeKind.CALL_IN, zone, whose, None, at, None, answered=True)
        for sid, zone, whose, at in on.execute(found)
    ]


def _texts_in(on: Connection, since: datetime, until: datetime, most: int) -> list[Ended]:
    """Texts that members sent; a stranger's says nothing of the zone it came to, where there are several."""
    found = (
        select(incoming_texts.c.sid, partnerships.c.zone, members.c.partnership, incoming_texts.c.at)
        .join(members, members.c.id == incoming_texts.c.member)
        .join(partnerships, partnerships.c.slug == members.c.partnership)
        .where(incoming_texts.c.at >= since, incoming_texts.c.at < until, _is_not_written(incoming_texts.c.sid))
        .limit(most)
    )
    return [
        Ended(sid, ChargeKind.TEXT_IN, zone, whose, None, at, None, answered=True)
        for sid, zone, whose, at in on.execute(found)
    ]


def _summed() -> Select[Any]:
    awaited = and_(charges.c.price.is_(None), charges.c.look_at.is_not(None))
    return select(
        charges.c.alert,
        charges.c.kind,
        charges.c.currency,
        func.count(),
        func.coalesce(func.sum(charges.c.price), literal(0, charges.c.price.type)),
        func.coalesce(func.sum(charges.c.expected), literal(0, charges.c.price.type)),
        _MINUTES,
        cast(func.sum(case((awaited, 1), else_=0)), Integer),
    ).group_by(charges.c.alert, charges.c.kind, charges.c.currency)
