"""Attempts as rows: moved by one guarded update each, found again when their lease is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Executable,
    Integer,
    Text,
    Update,
    bindparam,
    case,
    cast,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from plp.book_of_attempts import Move, Taken
from plp.cascade import Attempt, Final
from plp.fault import Fault
from plp.outcome import BEFORE_THE_CARRIER, UNDER_WAY, AttemptState, By, may_become
from plp.plan import MOST_ATTEMPTS
from store.columns import Moment, fixed
from store.listed import is_listed, listed, rows_of
from store.rows import Repository, by_key, columns_for, row_of
from store.schema import attempts, deliveries, errands, events
from store.schema.cascades import live_call, talking, under_way
from store.worded import Worded

ATTEMPT = select(*columns_for(Attempt, attempts))

_SIDS = listed("sids", "id", "sid")


_OVER = [fixed(each) for each in Final if each is not Final.UNREACHED]
_UNWANTED = (
    ATTEMPT.join(deliveries, attempts.c.delivery == deliveries.c.id)
    .where(live_call(attempts), attempts.c.state != AttemptState.ANSWERED, attempts.c.carrier_sid.is_not(None))
    .where(deliveries.c.final.in_(_OVER))
)
# Looked up one by one: by the other conditions every call under way would be read, few or many.
_ITS_FINAL = select(deliveries.c.final).where(deliveries.c.id == attempts.c.delivery).scalar_subquery()
_OVER_AMONG = Worded(select(attempts.c.id).where(is_listed(attempts.c.id, "taken"), _ITS_FINAL.in_(_OVER)))


_BY_ID = by_key(ATTEMPT, attempts.c.id)
_HELD = by_key(ATTEMPT.with_for_update(), attempts.c.id)
_HELD_IF_FREE = Worded(ATTEMPT.where(is_listed(attempts.c.id, "wanted")).with_for_update(skip_locked=True))
# What hangs on rows nobody named is not waited for either: PostgreSQL looks at the member of a delivery written twice.
_HURRY = Worded(select(func.set_config("lock_timeout", "100ms", true())))
_OF_EACH = Worded(ATTEMPT.where(is_listed(attempts.c.delivery, "those")).order_by(attempts.c.at, attempts.c.seq))
_ITS = update(attempts).where(attempts.c.id == bindparam("its_id"))
_FREE_LINE = Worded(_ITS.where(talking(attempts)).values(lease_until=None))
_SHORTER = or_(attempts.c.lease_until.is_(None), attempts.c.lease_until < bindparam("until", type_=Moment))
_STATE = Worded(select(attempts.c.state).where(attempts.c.id == bindparam("its_id")))
_PROLONG = Worded(_ITS.where(under_way(attempts), _SHORTER).values(lease_until=bindparam("until")))
_NOTE_GUESS = Worded(_ITS.values(answered_by=bindparam("guess")))
_READINGS = bindparam("readings", type_=Integer)
_NOTE_PLAYED = Worded(_ITS.values(played=case((attempts.c.played < _READINGS, _READINGS), else_=attempts.c.played)))
_TOLD = listed("told", "attempt", "status", "sequence")
_NOTE_EVENTS = Worded(
    insert(events).from_select(
        ["attempt", "kind", "status", "sequence", "at"],
        select(
            _TOLD.c.attempt,
            bindparam("kind", type_=Text),
            _TOLD.c.status,
            cast(_TOLD.c.sequence, Integer),
            bindparam("at", type_=Moment),
        ),
    )
)


def _keeps_its_lease(state: AttemptState) -> bool:
    return state in UNDER_WAY or state is AttemptState.ACKNOWLEDGED


def _meets_nobody(to: AttemptState, allowed: frozenset[AttemptState]) -> frozenset[AttemptState]:
    """The states from which an attempt moves to where no other can be in its way: it holds that place already."""
    if to in BEFORE_THE_CARRIER:
        return frozenset()
    return allowed & UNDER_WAY if to in UNDER_WAY else allowed


class _Sid(Enum):
    """What a move says of the carrier's SID."""

    UNTOLD = "nothing"
    BINDS = "it is this one, or becomes it"
    BOUND = "it is this one already"


def _of_each(guarded: Update, dialect: str) -> Update:
    """A guarded move of many at once: of the attempts listed as `sids`."""
    listed_ones = guarded.where(attempts.c.id == _SIDS.c.id)
    # SQLite begins with the list by itself; told twice it would begin with the table.
    return listed_ones.where(is_listed(attempts.c.id, "sids")) if dialect == "postgresql" else listed_ones


@cache
def _moves(to: AttemptState, *, prolongs: bool) -> Worded:
    """`_move` with the SIDs bound already, for many at once."""

    def worded(dialect: str) -> Executable:
        guarded = _guarded(to, _meets_nobody(to, may_become(to)), prolongs=prolongs)
        return _of_each(guarded.where(attempts.c.carrier_sid == _SIDS.c.sid), dialect).returning(attempts.c.id)

    return Worded(worded)


def _note_taken(dialect: str) -> Executable:
    """`move_attempt` to SUBMITTED, binding the SIDs, for many at once."""
    guarded = _guarded(AttemptState.SUBMITTED, may_become(AttemptState.SUBMITTED), prolongs=True)
    mine = or_(attempts.c.carrier_sid.is_(None), attempts.c.carrier_sid == _SIDS.c.sid)
    return _of_each(guarded.where(mine).values(carrier_sid=_SIDS.c.sid), dialect)


def _guarded(to: AttemptState, allowed: frozenset[AttemptState], *, prolongs: bool) -> Update:
    guarded = (
        update(attempts)
        .where(attempts.c.state.in_([fixed(state) for state in sorted(allowed)]))
        .values(state=to, fault=bindparam("its_fault"), error_code=bindparam("its_code"))
    )
    if not _keeps_its_lease(to):
        return guarded.values(lease_until=None)
    return guarded.values(lease_until=bindparam("its_lease")) if prolongs else guarded


_TAKEN = Worded(_note_taken)


@cache
def _move(to: AttemptState, allowed: frozenset[AttemptState], sid: _Sid, *, prolongs: bool) -> Worded:
    """One guarded move, worded once for each kind there is."""
    guarded = _guarded(to, allowed, prolongs=prolongs).where(attempts.c.id == bindparam("its_id"))
    its_sid: BindParameter[str] = bindparam("its_sid")
    match sid:
        case _Sid.BINDS:
            mine = or_(attempts.c.carrier_sid.is_(None), attempts.c.carrier_sid == its_sid)
            guarded = guarded.where(mine).values(carrier_sid=its_sid)
        case _Sid.BOUND:
            guarded = guarded.where(attempts.c.carrier_sid == its_sid)
    return Worded(guarded)


def make_usual_moves() -> None:
    """Make what a callback nearly always does, so that it is worded with all else before the first one comes."""
    for to in AttemptState:
        if alone := _meets_nobody(to, may_become(to)):
            for sid in (_Sid.BOUND, _Sid.UNTOLD):
                _move(to, alone, sid, prolongs=False)
            _moves(to, prolongs=to is AttemptState.ANSWERED)


class Attempts(Repository):
    """The part of `Cascades` about single rings and texts."""

    def attempts(self, cascade: str) -> dict[str, list[Attempt]]:
        """See the port."""
        tried: dict[str, list[Attempt]] = {}
        for attempt in self._all(
            Attempt, ATTEMPT.where(attempts.c.cascade == cascade).order_by(attempts.c.at, attempts.c.seq)
        ):
            tried.setdefault(attempt.delivery, []).append(attempt)
        return tried

    def attempts_of(self, delivery: str) -> list[Attempt]:
        """See the port."""
        return self.attempts_of_each([delivery])[delivery]

    def attempts_of_each(self, deliveries: Collection[str]) -> dict[str, list[Attempt]]:
        """See the port."""
        tried: dict[str, list[Attempt]] = {delivery: [] for delivery in deliveries}
        for row in _OF_EACH.rows(self._on, those=rows_of(sorted(deliveries))):
            attempt = Attempt(*row)
            tried[attempt.delivery].append(attempt)
        return tried

    def attempt(self, attempt: str) -> Attempt | None:
        """See the port."""
        return self._keyed(Attempt, _BY_ID, attempt)

    def hold_attempt(self, attempt: str) -> Attempt | None:
        """See the port; on SQLite there is one writer anyway."""
        return self._keyed(Attempt, _HELD, attempt)

    def hold_free_attempts(self, attempts: Collection[str]) -> dict[str, Attempt]:
        """See the port; on SQLite there is one writer anyway."""
        if self._on_postgres:
            _HURRY.rows(self._on)
        held = (Attempt(*row) for row in _HELD_IF_FREE.rows(self._on, wanted=rows_of(sorted(attempts))))
        return {attempt.id: attempt for attempt in held}

    def live_calls(self) -> int:
        """See the port; one being submitted counts, since the carrier may have dialled it already."""
        return self._count(select(func.count()).select_from(attempts).where(live_call(attempts)))

    def free_line(self, attempt: str) -> None:
        """See the port."""
        _FREE_LINE.changed(self._on, its_id=attempt)

    def live_of(self, cascade: str) -> list[Attempt]:
        """See the port."""
        return self._all(Attempt, ATTEMPT.where(attempts.c.cascade == cascade, under_way(attempts)))

    def unwanted_calls(self, among: Collection[str] | None = None) -> list[Attempt]:
        """See the port; those without SID cannot be ended yet."""
        if among is None:
            return self._all(Attempt, _UNWANTED)
        over = [attempt for (attempt,) in _OVER_AMONG.rows(self._on, taken=rows_of(among))]
        return self._all(Attempt, _UNWANTED.where(attempts.c.id.in_(over))) if over else []

    def live_calls_to(self, numbers: Collection[str]) -> list[Attempt]:
        """See the port."""
        return self._all(Attempt, ATTEMPT.where(attempts.c.number.in_(numbers), live_call(attempts)))

    def past_lease(self, now: datetime, *, most: int = 500) -> list[Attempt]:
        """See the port; the longest overdue first."""
        return self._all(
            Attempt,
            ATTEMPT.where(under_way(attempts), attempts.c.lease_until <= now)
            .order_by(attempts.c.lease_until)
            .limit(most),
        )

    def sids_bound(self, sids: Collection[str]) -> set[str]:
        """See the port; those of errands count too, lest one be taken for a member's."""
        found = select(attempts.c.carrier_sid).where(attempts.c.carrier_sid.in_(sids))
        rung = select(errands.c.carrier_sid).where(errands.c.carrier_sid.in_(sids))
        return {sid for (sid,) in self._on.execute(found.union(rung)) if sid}

    def move_attempt(
        self,
        attempt: str,
        to: AttemptState,
        *,
        sid: str | None = None,
        fault: Fault | None = None,
        error_code: int | None = None,
        lease_until: datetime | None = None,
        only_from: Collection[AttemptState] | None = None,
    ) -> bool:
        """See the port.  Fault and error code tell about the new state; a lease that is not given stays.

        The lease of an acknowledged call stays too: it holds its line until `free_line`.
        """
        allowed = may_become(to) if only_from is None else may_become(to) & frozenset(only_from)
        prolongs = lease_until is not None and _keeps_its_lease(to)
        named: dict[str, Any] = {"its_id": attempt, "its_fault": fault, "its_code": error_code}
        if sid is not None:
            named["its_sid"] = sid
        if prolongs:
            named["its_lease"] = lease_until
        # Where no constraint can be met there is no need of a savepoint: two questions fewer in nearly every callback.
        alone = _meets_nobody(to, allowed)
        bound = _Sid.UNTOLD if sid is None else _Sid.BOUND
        if alone and _move(to, alone, bound, prolongs=prolongs).changed(self._on, **named) == 1:
            return True
        if (sid is None and alone == allowed) or _STATE.value(self._on, its_id=attempt) not in allowed:
            return False
        binds = _Sid.UNTOLD if sid is None else _Sid.BINDS
        return self._unless_taken(_move(to, allowed, binds, prolongs=prolongs), named)

    def move_attempts(self, sids: Mapping[str, str], move: Move) -> set[str]:
        """See the port; what the one statement for all does not move is looked at by itself."""
        told: dict[str, Any] = {"its_fault": move.fault, "its_code": move.error_code}
        if prolongs := move.lease_until is not None and _keeps_its_lease(move.to):
            told["its_lease"] = move.lease_until
        went: set[str] = set()
        if _meets_nobody(move.to, may_become(move.to)):
            of_each = [[attempt, sids[attempt]] for attempt in sorted(sids)]
            went = {row[0] for row in _moves(move.to, prolongs=prolongs).rows(self._on, sids=of_each, **told)}
        return went | {each for each in sids.keys() - went if self._moves_alone(each, sids[each], move)}

    def _moves_alone(self, attempt: str, sid: str, move: Move) -> bool:
        return self.move_attempt(
            attempt, move.to, sid=sid, fault=move.fault, error_code=move.error_code, lease_until=move.lease_until
        )

    def note_taken(self, taken: Sequence[Taken]) -> None:
        """See the port; should one of them meet a conflict, each is moved by itself."""
        leases: dict[datetime, list[list[str]]] = {}
        for each in taken:
            leases.setdefault(each.lease_until, []).append([each.attempt, each.sid])
        try:
            with self._may_conflict():
                for until, sids in leases.items():
                    _TAKEN.changed(self._on, sids=sids, its_lease=until, its_fault=None, its_code=None)
        except IntegrityError:
            for each in taken:
                self.move_attempt(each.attempt, AttemptState.SUBMITTED, sid=each.sid, lease_until=each.lease_until)

    def _unless_taken(self, guarded: Worded, named: Mapping[str, Any]) -> bool:
        """False, too, when the SID is another attempt's, or the number has another call under way."""
        try:
            with self._may_conflict():
                return guarded.changed(self._on, **named) == 1
        except IntegrityError:
            return False

    def prolong(self, attempt: str, lease_until: datetime) -> None:
        """See the port; a lease never becomes shorter."""
        _PROLONG.changed(self._on, its_id=attempt, until=lease_until)

    def add_attempt(self, attempt: Attempt) -> None:
        """See the port.  Whoever calls in is numbered by the store, after every number our own may have."""
        mine = deliveries.c.id == attempt.delivery
        self._on.execute(select(deliveries.c.id).where(mine).with_for_update())
        if attempt.by is By.VOICE_IN:
            last = select(func.coalesce(func.max(attempts.c.seq), 0)).where(attempts.c.delivery == attempt.delivery)
            attempt = replace(attempt, seq=max(self._count(last), MOST_ATTEMPTS) + 1)
        else:
            counted = {"tries": attempt.seq, "calls": deliveries.c.calls + int(attempt.by is By.VOICE)}
            self._on.execute(update(deliveries).where(mine).values(**counted))
        self._on.execute(insert(attempts), row_of(attempt))

    def note_guess(self, attempt: str, answered_by: str) -> None:
        """See the port."""
        _NOTE_GUESS.changed(self._on, its_id=attempt, guess=answered_by)

    def note_played(self, attempt: str, readings: int) -> None:
        """See the port."""
        _NOTE_PLAYED.changed(self._on, its_id=attempt, readings=readings)

    def note_look(self, attempt: str, at: datetime) -> None:
        """See the port."""
        looked = update(attempts).where(attempts.c.id == attempt)
        self._on.execute(looked.values(looks=attempts.c.looks + 1, looked_at=at))

    def note_events(self, kind: str, told: Sequence[tuple[str, str, int | None]], at: datetime) -> None:
        """See the port."""
        _NOTE_EVENTS.changed(self._on, kind=kind, told=[list(each) for each in told], at=at)
