"""Deliveries as rows: what is owed, when it is tried next, how it ended, what is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, literal, or_, select, true, update

from plp.cascade import Cascade, CascadeState, Delivery, Final
from plp.errors import NotFound
from plp.member import Route
from plp.outcome import AttemptState, By
from store.columns import fixed
from store.listed import is_listed, rows_of
from store.rows import Repository, by_key, columns_for
from store.schema import attempts, cascades, deliveries
from store.schema.cascades import planned
from store.worded import Worded

DELIVERY = select(*columns_for(Delivery, deliveries))
_WIDTH = len(columns_for(Cascade, cascades))
_BY_ID = by_key(DELIVERY, deliveries.c.id)
_HELD = by_key(DELIVERY.with_for_update(), deliveries.c.id)
_HELD_IF_FREE = Worded(DELIVERY.where(is_listed(deliveries.c.id, "wanted")).with_for_update(skip_locked=True))
_ITS = update(deliveries).where(deliveries.c.id == bindparam("its_id"))
_SET_NEXT = Worded(_ITS.where(deliveries.c.final.is_(None)).values(next_by=bindparam("by"), due_at=bindparam("at")))

_REOPEN = Worded(
    _ITS.where(deliveries.c.final == fixed(Final.INFORMED)).values(
        final=None, why="", reached=bindparam("was_reached"), heard=bindparam("was_heard")
    )
)
_ITS_RUN = cascades.c.id == select(deliveries.c.cascade).where(deliveries.c.id == bindparam("its_id")).scalar_subquery()
_HOLD_RUN = Worded(select(cascades.c.fence).where(_ITS_RUN).with_for_update())
_BEYOND = deliveries.c.fence != bindparam("its_fence", type_=Integer)
_WITHDRAW = Worded(_ITS.where(_BEYOND).values(final=Final.CANCELLED, why="cancelled"))
_RUN_ON = Worded(
    update(cascades)
    .where(_ITS_RUN, cascades.c.state == fixed(CascadeState.FINISHED))
    .values(state=CascadeState.RUNNING, finished_at=None)
)


@cache
def _note(facts: tuple[str, ...]) -> Worded:
    told = update(deliveries).where(is_listed(deliveries.c.id, "those")).values({name: true() for name in facts})
    return Worded(told.returning(*columns_for(Delivery, deliveries)))


@cache
def _finish(over: frozenset[Final]) -> Worded:
    open_ = [deliveries.c.final.is_(None), *(deliveries.c.final == fixed(final) for final in sorted(over))]
    return Worded(_ITS.where(or_(*open_)).values(final=bindparam("end"), why=bindparam("because"), due_at=None))


class Deliveries(Repository):
    """The part of `Cascades` about what is owed to each member."""

    def deliveries(self, cascade: str) -> list[Delivery]:
        """See the port."""
        return self._all(
            Delivery,
            DELIVERY.where(deliveries.c.cascade == cascade).order_by(deliveries.c.position, deliveries.c.id),
        )

    def delivery(self, delivery: str) -> Delivery:
        """See the port."""
        return self._one_of(_BY_ID, delivery)

    def hold_delivery(self, delivery: str) -> Delivery:
        """See the port; on SQLite there is one writer anyway."""
        return self._one_of(_HELD, delivery)

    def hold_free_deliveries(self, deliveries: Collection[str]) -> dict[str, Delivery]:
        """See the port; on SQLite there is one writer anyway."""
        held = (Delivery(*row) for row in _HELD_IF_FREE.rows(self._on, wanted=rows_of(sorted(deliveries))))
        return {delivery.id: delivery for delivery in held}

    def _one_of(self, found: Worded, delivery: str) -> Delivery:
        if delivery_ := self._keyed(Delivery, found, delivery):
            return delivery_
        raise NotFound(f"there is no delivery {delivery!r}")

    def deliveries_to(self, members: Collection[str], *, since: datetime) -> list[tuple[Cascade, Delivery]]:
        """See the port."""
        wanted = or_(deliveries.c.final.is_(None), deliveries.c.final != Final.CANCELLED)
        return self._with_cascades(deliveries.c.member.in_(members), cascades.c.started_at >= since, wanted)

    def open_to(self, member: str) -> list[tuple[Cascade, Delivery]]:
        """See the port."""
        return self._with_cascades(deliveries.c.member == member, deliveries.c.final.is_(None))

    def _with_cascades(self, *conditions: ColumnElement[bool]) -> list[tuple[Cascade, Delivery]]:
        """Deliveries with their cascades, newest first; of those cancelled none."""
        owed = (
            select(*columns_for(Cascade, cascades), *columns_for(Delivery, deliveries))
            .join_from(deliveries, cascades, deliveries.c.cascade == cascades.c.id)
            .where(*conditions, cascades.c.state != CascadeState.CANCELLED)
            .order_by(cascades.c.started_at.desc(), cascades.c.id, deliveries.c.position)
        )
        return [(Cascade(*row[:_WIDTH]), Delivery(*row[_WIDTH:])) for row in self._on.execute(owed)]

    def take_back(self, delivery: str, *, reached: bool, heard: bool) -> None:
        """See the port."""
        unproven = update(deliveries).where(deliveries.c.id == delivery, deliveries.c.acknowledged.is_(False))
        self._on.execute(unproven.values(reached=reached, heard=heard))

    def ring_instead(self, member: str) -> int:
        """See the port."""
        open_ = and_(deliveries.c.member == member, deliveries.c.final.is_(None))
        called = case(
            (deliveries.c.next_by == By.SMS, literal(By.VOICE, deliveries.c.next_by.type)), else_=deliveries.c.next_by
        )
        # Deliveries first, like whoever claims or stops: a text that is put off at this moment is seen after them.
        concerned = self._on.execute(update(deliveries).where(open_).values(route=Route.VOICE, next_by=called)).rowcount
        texts = select(deliveries.c.id).where(open_).scalar_subquery()
        self._on.execute(
            update(attempts)
            .where(attempts.c.delivery.in_(texts), attempts.c.by == By.SMS, planned(attempts))
            .values(state=AttemptState.CANCELLED, lease_until=None)
        )
        return concerned

    def set_next(self, delivery: str, by: By | None, due_at: datetime | None) -> bool:
        """See the port."""
        return _SET_NEXT.changed(self._on, its_id=delivery, by=by, at=due_at) == 1

    def finish(self, delivery: str, final: Final, why: str, *, over: Collection[Final] = ()) -> bool:
        """See the port."""
        return _finish(frozenset(over)).changed(self._on, its_id=delivery, end=final, because=why) == 1

    def reopen(self, delivery: str, *, reached: bool, heard: bool) -> bool:
        """See the port."""
        if not _REOPEN.changed(self._on, its_id=delivery, was_reached=reached, was_heard=heard):
            return False
        # Locked, like all do after the delivery: it may be ended, stopped or corrected in this moment.
        fence = _HOLD_RUN.value(self._on, its_id=delivery)
        if _WITHDRAW.changed(self._on, its_id=delivery, its_fence=fence):
            return False
        _RUN_ON.changed(self._on, its_id=delivery)
        return True

    def note_facts(
        self, delivery: str, *, reached: bool = False, heard: bool = False, acknowledged: bool = False
    ) -> Delivery:
        """See the port."""
        if not (reached or heard or acknowledged):
            return self.hold_delivery(delivery)
        noted = self.note_facts_of_each([delivery], reached=reached, heard=heard, acknowledged=acknowledged)
        if delivery in noted:
            return noted[delivery]
        raise NotFound(f"there is no delivery {delivery!r}")

    def note_facts_of_each(
        self, deliveries: Collection[str], *, reached: bool = False, heard: bool = False, acknowledged: bool = False
    ) -> dict[str, Delivery]:
        """See the port."""
        facts = {"reached": reached, "heard": heard, "acknowledged": acknowledged}
        told = _note(tuple(name for name, is_true in facts.items() if is_true))
        noted = (Delivery(*row) for row in told.rows(self._on, those=rows_of(sorted(deliveries))))
        return {delivery.id: delivery for delivery in noted}
