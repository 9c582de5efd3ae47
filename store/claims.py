"""Taking due deliveries: a handful of statements whatever the size of the batch, and never the same row twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, and_, case, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from plp.alert import Alert
from plp.book import Claim
from plp.cascade import Attempt, Cascade, CascadeState, Delivery
from plp.outcome import AttemptState, By
from plp.plan import MOST_ATTEMPTS
from plp.zone import Partnership, Zone
from store.due import OWED, due_by, may_ring
from store.rows import Repository, columns_for, row_of
from store.schema import alerts, attempts, cascades, deliveries, partnerships, zones
from store.schema.cascades import live_call, planned
from store.zones import Zones

_WIDTH = len(columns_for(Delivery, deliveries))
_PLANNED = attempts.alias("planned")
_LIVE = attempts.alias("live")
# Every second call goes to the second phone, when there is one.
_RUNG = case(
    (and_(deliveries.c.second_phone.is_not(None), deliveries.c.calls % 2 == 1), deliveries.c.second_phone),
    else_=deliveries.c.phone,
)
_ONE_CLAIM_OF_CALLS_AT_A_TIME = text("SELECT pg_advisory_xact_lock(8468, 1)")


@dataclass(frozen=True, slots=True)
class _Due:
    """A row found due: the delivery as claimed, the number to use, and the attempt to take up again if any."""

    delivery: Delivery
    number: str
    seq: int
    attempt: str
    is_planned: bool


class Claims(Repository):
    """The part of `Cascades` that hands out work."""

    def claim(self, by: By, *, most: int, now: datetime, lease: timedelta, holding: Collection[str]) -> list[Claim]:
        """See the port.

        Two claims of calls wait for each other on PostgreSQL, as all writers do on SQLite: two that ran
        together could each pick one of two neighbours behind one number.  Texts are claimed side by side.
        """
        if by is By.VOICE and self._on_postgres:
            self._on.execute(_ONE_CLAIM_OF_CALLS_AT_A_TIME)
        self._start_waiting(by, now, holding)
        claimed: list[tuple[Delivery, Attempt]] = []
        while len(claimed) < most:
            found = [_due(row) for row in self._on.execute(_select_due(by, now, holding, most - len(claimed)))]
            alone = _first_of_each_number(found) if by is By.VOICE else found
            claimed += (taken := self._take(alone, by, now, now + lease))
            # Housemates of those just taken fell out of the batch; others may fill their places.
            if not taken or len(alone) == len(found):
                break
        return self._with_context(claimed)

    def _start_waiting(self, by: By, now: datetime, holding: Collection[str]) -> None:
        """Set waiting runs going before their deliveries are locked: whoever stops a run locks in this order."""
        due = select(cascades.c.id).select_from(OWED).where(due_by(by, now), may_ring(holding))
        waiting = cascades.c.state == CascadeState.WAITING
        ready = self._on.execute(due.where(waiting).distinct().order_by(cascades.c.id)).scalars().all()
        if ready:
            moved = update(cascades).where(cascades.c.id.in_(ready), waiting)
            self._on.execute(moved.values(state=CascadeState.RUNNING))

    def _take(self, found: Sequence[_Due], by: By, now: datetime, until: datetime) -> list[tuple[Delivery, Attempt]]:
        again = self._take_up_again([each for each in found if each.is_planned], now, until)
        new = self._begin([each for each in found if not each.is_planned], by, now, until)
        ours = again | new
        taken = [each for each in found if each.attempt in ours]
        self._note_taken([each.delivery.id for each in taken if each.is_planned], tries=0, calls=0)
        self._note_taken(
            [each.delivery.id for each in taken if not each.is_planned], tries=1, calls=int(by is By.VOICE)
        )
        return [(each.delivery, ours[each.attempt]) for each in taken]

    def _begin(self, found: Sequence[_Due], by: By, now: datetime, until: datetime) -> dict[str, Attempt]:
        """Write new attempts; one whose number has just come into use stays unwritten, its delivery due."""
        if not found:
            return {}
        new = {each.attempt: _attempt(each, by, now, until) for each in found}
        written = self._on.execute(
            self._insert(attempts).on_conflict_do_nothing().returning(attempts.c.id),
            [row_of(attempt) for attempt in new.values()],
        )
        return {attempt: new[attempt] for attempt in written.scalars()}

    def _take_up_again(self, found: Sequence[_Due], now: datetime, until: datetime) -> dict[str, Attempt]:
        """Give planned attempts a new lease; none of them if a number among them has just come into use."""
        if not found:
            return {}
        fresh = {"state": AttemptState.SUBMITTING, "at": now, "lease_until": until}
        forgotten = {"fault": None, "error_code": None, "looks": 0, "looked_at": None}
        mine = and_(attempts.c.id.in_([each.attempt for each in found]), planned(attempts))
        try:
            with self._may_conflict():
                taken = self._on.execute(
                    update(attempts).where(mine).values(**fresh, **forgotten).returning(*columns_for(Attempt, attempts))
                )
                return {row.id: Attempt(*row) for row in taken}
        except IntegrityError:
            return {}

    def _note_taken(self, ids: Sequence[str], *, tries: int, calls: int) -> None:
        if ids:
            taken = update(deliveries).where(deliveries.c.id.in_(ids))
            self._on.execute(
                taken.values(due_at=None, tries=deliveries.c.tries + tries, calls=deliveries.c.calls + calls)
            )

    def _with_context(self, claimed: Sequence[tuple[Delivery, Attempt]]) -> list[Claim]:
        """Read run, alert, partnership and zone once each, however many deliveries share them."""
        if not claimed:
            return []
        runs = self._by_key(Cascade, cascades, "id", {delivery.cascade for delivery, _ in claimed})
        told = self._by_key(Alert, alerts, "id", {run.alert for run in runs.values()})
        here = self._partnerships({run.partnership for run in runs.values()})
        area = self._by_key(Zone, zones, "name", {each.zone for each in here.values()})
        return [
            Claim(
                delivery=delivery,
                attempt=attempt,
                cascade=(run := runs[delivery.cascade]),
                alert=told[run.alert],
                zone=area[here[run.partnership].zone],
                partnership=here[run.partnership],
            )
            for delivery, attempt in claimed
        ]

    def _by_key(self, kind: type[Any], table: Any, key: str, wanted: Iterable[str]) -> dict[str, Any]:
        found = self._all(kind, select(*columns_for(kind, table)).where(table.c[key].in_(sorted(wanted))))
        return {getattr(each, key): each for each in found}

    def _partnerships(self, slugs: Iterable[str]) -> dict[str, Partnership]:
        found = Zones(self._on).partnerships_where(partnerships.c.slug.in_(sorted(slugs)))
        return {each.slug: each for each in found}


def _select_due(by: By, now: datetime, holding: Collection[str], most: int) -> Select[Any]:
    """The rows to take, locked; others' are passed over.

    Planned attempts and numbers in use are looked up, not joined: PostgreSQL joins badly over rows it has not
    counted yet, as they are right after a launch.
    """
    waits = and_(_PLANNED.c.delivery == deliveries.c.id, _PLANNED.c.by == by, planned(_PLANNED))
    again = select(_PLANNED.c.id).where(waits).scalar_subquery()
    number = func.coalesce(
        select(_PLANNED.c.number).where(waits).scalar_subquery(), _RUNG if by is By.VOICE else deliveries.c.phone
    )
    found = (
        select(*columns_for(Delivery, deliveries), number, deliveries.c.tries, again)
        .select_from(OWED)
        .where(due_by(by, now), may_ring(holding))
        .where(or_(deliveries.c.tries < MOST_ATTEMPTS, again.is_not(None)))
        .order_by(
            cascades.c.urgent.desc(),
            deliveries.c.wave,
            deliveries.c.position,
            cascades.c.started_at,
            deliveries.c.id,
        )
        .limit(most)
        .with_for_update(of=deliveries, skip_locked=True)
    )
    in_use = select(_LIVE.c.number).where(live_call(_LIVE))
    return found.where(number.not_in(in_use)) if by is By.VOICE else found


def _due(row: Any) -> _Due:
    number, tries, again = row[_WIDTH:]
    taken = replace(Delivery(*row[:_WIDTH]), due_at=None)
    return _Due(taken, number, tries + 1, again or uuid4().hex, again is not None)


def _first_of_each_number(found: Sequence[_Due]) -> list[_Due]:
    first: dict[str, _Due] = {}
    for each in found:
        first.setdefault(each.number, each)
    return list(first.values())


def _attempt(due: _Due, by: By, now: datetime, until: datetime) -> Attempt:
    return Attempt(
        id=due.attempt,
        delivery=due.delivery.id,
        cascade=due.delivery.cascade,
        by=by,
        seq=due.seq,
        number=due.number,
        state=AttemptState.SUBMITTING,
        at=now,
        lease_until=until,
    )
