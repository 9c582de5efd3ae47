"""The ledger as rows: opened set by set when a cascade is quiet, priced by SID, summed by the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, cast, exists, func, insert, literal, not_, select, update

from plp.charge import Charge, Ended, Expected, Sum
from store.rows import Repository, columns_for, row_of
from store.schema import attempts, cascades, charges, expectations, partnerships
from store.schema.cascades import planned, under_way

_CHARGE = select(*columns_for(Charge, charges))
_EXPECTED = select(*columns_for(Expected, expectations))
_KNOWN = ("price", "currency", "seconds", "parts", "looks", "look_at")
_MINUTES = cast(func.coalesce(func.sum((charges.c.seconds + 59) // 60), 0), Integer)


class Ledger(Repository):
    """The part of the book about money."""

    def unwritten(self, since: datetime, *, most: int) -> list[Ended]:
        """See the port; an attempt's cascade bounds the search, so that a long history costs nothing."""
        is_written = exists(select(literal(1)).where(charges.c.sid == attempts.c.carrier_sid))
        over = and_(attempts.c.carrier_sid.is_not(None), not_(under_way(attempts)), not_(planned(attempts)))
        found = (
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
            .where(cascades.c.started_at >= since, over, not_(is_written))
            .limit(most)
        )
        return self._all(Ended, found)

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

    def charges(self, partnership: str, since: datetime, until: datetime) -> list[Charge]:
        """See the port."""
        found = _CHARGE.where(charges.c.partnership == partnership, charges.c.at >= since, charges.c.at < until)
        return self._all(Charge, found.order_by(charges.c.at, charges.c.sid))

    def sums_of(self, alerts: Sequence[str]) -> list[Sum]:
        """See the port."""
        return self._all(Sum, _summed().where(charges.c.alert.in_(alerts))) if alerts else []

    def sums_beside(self, partnership: str, since: datetime, until: datetime) -> list[Sum]:
        """See the port."""
        within = and_(charges.c.partnership == partnership, charges.c.at >= since, charges.c.at < until)
        return self._all(Sum, _summed().where(within, charges.c.alert.is_(None)))

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
