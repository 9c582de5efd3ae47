"""Taking due deliveries: a handful of statements whatever the size of the batch, and never the same row twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from plp.alert import Alert
from plp.book import Claim
from plp.cascade import Attempt, Cascade, CascadeState, Delivery
from plp.outcome import AttemptState, By
from plp.plan import MOST_ATTEMPTS
from plp.zone import Partnership, Zone
from store.alerts import SqlAlerts
from store.due import MAY_RING, NOW, RUNS, Now, goes_on
from store.listed import is_listed, rows_of
from store.rows import Repository, columns_for, insert_in, new_id
from store.runs import RUN_BY_ID
from store.schema import attempts, cascades, deliveries
from store.schema.cascades import live_call, planned, talking
from store.worded import Worded
from store.zones import Zones

# A delivery as it stands once claimed: nothing is due any more.
_AS_CLAIMED = [
    null().label("due_at") if column.name == "due_at" else column for column in columns_for(Delivery, deliveries)
]
_WIDTH = len(_AS_CLAIMED)
_BEGUN = ["id", "delivery", "cascade", "by", "seq", "number", "state", "at", "lease_until", "played", "looks"]
_PLANNED = attempts.alias("planned")
_LIVE = attempts.alias("live")
_YES, _NO = literal_column("1", Integer), literal_column("0", Integer)
# Every second call goes to the second phone, when there is one.
_RUNG = case(
    (and_(deliveries.c.second_phone.is_not(None), deliveries.c.calls % 2 == 1), deliveries.c.second_phone),
    else_=deliveries.c.phone,
)
_AMONG = is_listed(deliveries.c.id, "ids")


def _counted(such: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(attempts).where(such).scalar_subquery()


_TALKS = and_(talking(attempts), attempts.c.lease_until > NOW)
_LINES_IN_USE = Worded(select(_counted(live_call(attempts)) + _counted(_TALKS)))
_ONE_CLAIM_OF_CALLS_AT_A_TIME = text("SELECT pg_advisory_xact_lock(8468, 1)")
# The runs that may be claimed from.
_GO_ON = Worded(
    select(cascades.c.id, cascades.c.urgent, cascades.c.state)
    .select_from(RUNS)
    .where(goes_on(NOW), MAY_RING)
    .order_by(cascades.c.started_at, cascades.c.id)
)
_NOTE_TAKEN = Worded(
    update(deliveries)
    .where(_AMONG)
    .values(
        due_at=None,
        tries=deliveries.c.tries + bindparam("tries", type_=Integer),
        calls=deliveries.c.calls + bindparam("calls", type_=Integer),
    )
)


def _begin(by: By, dialect: str) -> Executable:
    """A new attempt at each delivery listed as `ids`, written by the database itself from the delivery's row."""
    begun = select(
        new_id(dialect, deliveries.c.position),
        deliveries.c.id,
        deliveries.c.cascade,
        literal(by, attempts.c.by.type),
        deliveries.c.tries + 1,
        _RUNG if by is By.VOICE else deliveries.c.phone,
        literal(AttemptState.SUBMITTING, attempts.c.state.type),
        bindparam("now", type_=attempts.c.at.type),
        bindparam("until", type_=attempts.c.lease_until.type),
        literal(0),
        literal(0),
    ).where(_AMONG)
    written = insert_in(dialect, attempts).from_select(_BEGUN, begun, include_defaults=False)
    return written.on_conflict_do_nothing().returning(attempts.c.delivery, attempts.c.id)


_BEGIN = {by: Worded(partial(_begin, by)) for by in (By.VOICE, By.SMS)}


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that may be claimed from."""

    id: str
    urgent: bool
    state: CascadeState


@dataclass(frozen=True, slots=True)
class _Due:
    """A row found due: the delivery as claimed, the number to use, and the attempt to take up again if any."""

    delivery: Delivery
    number: str
    seq: int
    planned: str | None

    @property
    def key(self) -> str:
        """The delivery's id."""
        return self.delivery.id


class Claims(Repository):
    """The part of `Cascades` that hands out work."""

    def claim(
        self,
        by: By,
        *,
        most: int,
        now: datetime,
        lease: timedelta,
        holding: Collection[str],
        lines: int | None = None,
    ) -> list[Claim]:
        """See the port.

        Two claims of calls wait for each other on PostgreSQL, as all writers do on SQLite: two that ran
        together could each pick one of two neighbours behind one number, or fill the same free lines twice.
        Texts are claimed side by side.
        """
        if by is By.VOICE and self._on_postgres:
            self._on.execute(_ONE_CLAIM_OF_CALLS_AT_A_TIME)
        if lines is not None:
            most = min(most, lines - self.lines_in_use(now))
        runs = [_Run(*row) for row in _GO_ON.rows(self._on, now=now, holding=rows_of(holding))]
        self._start_waiting(by, now, [run.id for run in runs if run.state is CascadeState.WAITING])
        claimed: list[tuple[Delivery, Attempt]] = []
        for urgent in (True, False):
            those = [run for run in runs if run.urgent is urgent]
            if those and len(claimed) < most:
                claimed += self._claim_of(those, by, most - len(claimed), now, now + lease)
        return self._with_context(claimed)

    def lines_in_use(self, now: datetime) -> int:
        """See the port."""
        return int(_LINES_IN_USE.value(self._on, now=now))

    def _claim_of(
        self, runs: Sequence[_Run], by: By, most: int, now: datetime, until: datetime
    ) -> list[tuple[Delivery, Attempt]]:
        """Claim from these runs."""
        claimed: list[tuple[Delivery, Attempt]] = []
        due, among = _due_in(by, _width_for(runs)), _named(runs)
        while len(claimed) < most:
            found = [_due(row) for row in due.rows(self._on, most=most - len(claimed), now=now, **among)]
            alone = _first_of_each_number(found) if by is By.VOICE else found
            claimed += (taken := self._take(alone, by, now, until))
            # Housemates of those just taken fell out of the batch; others may fill their places.
            if not taken or len(alone) == len(found):
                break
        return claimed

    def _start_waiting(self, by: By, now: datetime, waiting: Sequence[str]) -> None:
        """Set waiting runs going before their deliveries are locked: whoever stops a run locks in this order."""
        if not waiting:
            return
        due = exists().where(deliveries.c.cascade == cascades.c.id, _due_rows(by, now))
        ready = self._on.execute(
            select(cascades.c.id).where(cascades.c.id.in_(waiting), due).order_by(cascades.c.id)
        ).scalars()
        if ids := ready.all():
            still = and_(cascades.c.id.in_(ids), cascades.c.state == CascadeState.WAITING)
            self._on.execute(update(cascades).where(still).values(state=CascadeState.RUNNING))

    def _take(self, found: Sequence[_Due], by: By, now: datetime, until: datetime) -> list[tuple[Delivery, Attempt]]:
        again = self._take_up_again([each for each in found if each.planned], now, until)
        new = self._begin([each for each in found if not each.planned], by, now, until)
        self._note_taken(list(again), tries=0, calls=0)
        self._note_taken(list(new), tries=1, calls=int(by is By.VOICE))
        ours = again | new
        return [(each.delivery, ours[each.key]) for each in found if each.key in ours]

    def _begin(self, found: Sequence[_Due], by: By, now: datetime, until: datetime) -> dict[str, Attempt]:
        """Write new attempts; one whose number has just come into use stays unwritten, its delivery due."""
        if not found:
            return {}
        ids: dict[str, str] = dict(
            _BEGIN[by].rows(self._on, ids=rows_of(each.key for each in found), now=now, until=until)
        )
        return {each.key: _attempt(each, ids[each.key], by, now, until) for each in found if each.key in ids}

    def _take_up_again(self, found: Sequence[_Due], now: datetime, until: datetime) -> dict[str, Attempt]:
        """Give planned attempts a new lease; none of them if a number among them has just come into use."""
        if not found:
            return {}
        fresh = {"state": AttemptState.SUBMITTING, "at": now, "lease_until": until}
        forgotten = {"fault": None, "error_code": None, "looks": 0, "looked_at": None}
        mine = and_(attempts.c.id.in_([each.planned for each in found]), planned(attempts))
        try:
            with self._may_conflict():
                taken = self._on.execute(
                    update(attempts).where(mine).values(**fresh, **forgotten).returning(*columns_for(Attempt, attempts))
                )
                return {row.delivery: Attempt(*row) for row in taken}
        except IntegrityError:
            return {}

    def _note_taken(self, ids: Sequence[str], *, tries: int, calls: int) -> None:
        if ids:
            _NOTE_TAKEN.changed(self._on, ids=rows_of(ids), tries=tries, calls=calls)

    def _with_context(self, claimed: Sequence[tuple[Delivery, Attempt]]) -> list[Claim]:
        """Read run, alert, partnership and zone once each, however many deliveries share them."""
        if not claimed:
            return []
        described, told = Zones(self._on), SqlAlerts(self._on)
        context: dict[str, tuple[Cascade, Alert, Zone, Partnership]] = {}
        for key in {delivery.cascade for delivery, _ in claimed}:
            run = self._keyed(Cascade, RUN_BY_ID, key)
            assert run is not None, "a delivery belongs to a cascade"
            here = described.partnership(run.partnership)
            context[key] = run, told.get(run.alert), described.zone(here.zone), here
        return [Claim(delivery, attempt, *context[delivery.cascade]) for delivery, attempt in claimed]


def _due_rows(by: By, now: Now) -> ColumnElement[bool]:
    """Due by what the delivery itself says."""
    return and_(
        deliveries.c.final.is_(None),
        deliveries.c.due_at.is_not(None),  # as the index is written
        deliveries.c.due_at <= now,
        deliveries.c.next_by == by,
    )


def _select_due(by: By, width: int) -> Select[Any]:
    """The rows to take of so many runs, locked; others' are passed over.

    Read in the order of an index, and everything else is looked up, not joined: the cost of a claim must not grow
    with what is due, and PostgreSQL joins badly over rows it has not counted yet, as they are right after a launch.
    """
    waits = and_(_PLANNED.c.delivery == deliveries.c.id, _PLANNED.c.by == by, planned(_PLANNED))
    # `correlate`: two levels down the library would otherwise bring in the whole table anew.
    again = select(_PLANNED.c.id).where(waits).correlate(deliveries).scalar_subquery()
    waiting_for = select(_PLANNED.c.number).where(waits).correlate(deliveries).scalar_subquery()
    number = func.coalesce(waiting_for, _RUNG if by is By.VOICE else deliveries.c.phone)
    fence = select(cascades.c.fence).where(cascades.c.id == deliveries.c.cascade).scalar_subquery()
    found = (
        select(*_AS_CLAIMED, number, deliveries.c.tries, again)
        .where(_due_rows(by, NOW), deliveries.c.cascade.in_([bindparam(name) for name in _places(width)]))
        .where(_mostly(deliveries.c.fence == fence))
        .where(or_(deliveries.c.tries < MOST_ATTEMPTS, again.is_not(None)))
        .order_by(deliveries.c.wave, deliveries.c.position, deliveries.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=deliveries, skip_locked=True)
    )
    if by is not By.VOICE:
        return found
    rings = _one_to(number, live_call(_LIVE))
    talks = _one_to(number, and_(talking(_LIVE), _LIVE.c.lease_until > NOW))
    return found.where(_mostly(rings.is_(None)), _mostly(talks.is_(None)))


def _mostly(such: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same.  PostgreSQL believes that what is looked up holds for one row in two hundred; it would rather read and
    sort all that is due than follow the index until enough is found.  What is not equal, it believes, is the rule.
    """
    return case((such, _YES), else_=_NO) != _NO


@cache
def _due_in(by: By, width: int) -> Worded:
    return Worded(_select_due(by, width))


def _places(width: int) -> list[str]:
    return [f"run_{at}" for at in range(width)]


def _width_for(runs: Sequence[_Run]) -> int:
    """A power of two: few statements are worded however many runs there are."""
    return 1 << (len(runs) - 1).bit_length()


def _named(runs: Sequence[_Run]) -> dict[str, str]:
    """These runs, the last of them repeated until the statement is full."""
    places = _places(_width_for(runs))
    return dict.fromkeys(places, runs[-1].id) | dict(zip(places, (run.id for run in runs), strict=False))


def _one_to(number: ColumnElement[Any], such: ColumnElement[bool]) -> ScalarSelect[Any]:
    """One such attempt at this number, if there is any."""
    found = select(_LIVE.c.id).where(such, _LIVE.c.number == number)
    return found.correlate(deliveries).limit(1).scalar_subquery()


def _due(row: Any) -> _Due:
    number, tries, again = row[_WIDTH:]
    return _Due(Delivery(*row[:_WIDTH]), number, tries + 1, again)


def _first_of_each_number(found: Sequence[_Due]) -> list[_Due]:
    first: dict[str, _Due] = {}
    for each in found:
        first.setdefault(each.number, each)
    return list(first.values())


def _attempt(due: _Due, attempt: str, by: By, now: datetime, until: datetime) -> Attempt:
    return Attempt(
        id=attempt,
        delivery=due.delivery.id,
        cascade=due.delivery.cascade,
        by=by,
        seq=due.seq,
        number=due.number,
        state=AttemptState.SUBMITTING,
        at=now,
        lease_until=until,
    )
