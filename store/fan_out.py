"""A launch written set by set: one statement for all members of a kind, however many they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, null, or_, select, update

from plp.cascade import Cascade, Final, Owing
from plp.member import Member
from plp.phone import Phone
from store.rows import Repository, new_id
from store.runs import Runs
from store.schema import deliveries, members

_ALIKE = ("standing", "line", "language", "wish", "vulnerable", "hours")
_SOME_DAY = date(2000, 1, 1)
_AT_ONCE = 500


class Kinds(Repository):
    """The part of `People` that tells the kinds of members apart."""

    def kinds_of_members(self, partnership: str, now: datetime) -> list[Member]:
        """See the port."""
        return [like for like, _ in self.count_kinds(partnership, now)]

    def count_kinds(self, partnership: str, now: datetime) -> list[tuple[Member, int]]:
        """See the port."""
        pause = case((members.c.paused_until > now, members.c.paused_until), else_=null())
        everybody = select(
            *(members.c[name] for name in _ALIKE),
            members.c.consent_on.is_not(None).label("has_consent"),
            members.c.texts_ended_at.is_not(None).label("wants_no_texts"),
            pause.label("pause"),
        )
        kinds = everybody.where(members.c.partnership == partnership).subquery()
        found = select(*kinds.c, func.count().label("number")).group_by(*kinds.c)
        return [(_example(partnership, row, now), row.number) for row in self._on.execute(found)]


def _example(partnership: str, row: Any, now: datetime) -> Member:
    return Member(
        id="",
        partnership=partnership,
        position=0,
        name="",
        phone=Phone("", row.line),
        language=row.language,
        wish=row.wish,
        vulnerable=row.vulnerable,
        hours=row.hours,
        standing=row.standing,
        consent_on=_SOME_DAY if row.has_consent else None,
        paused_until=row.pause,
        texts_ended_at=now if row.wants_no_texts else None,
    )


class FanOut(Runs):
    """The part of `Cascades` that launches."""

    def fan_out(self, cascade: Cascade, owing: Collection[Owing], *, again: bool = False) -> bool:
        """See the port; on SQLite there is one writer anyway."""
        if not again:
            self.add(cascade, [])
        for each in owing:
            columns = self._owed(cascade, each)
            rows = select(*columns.values()).where(_of_kind(each.like, cascade.started_at))
            owed = self._insert(deliveries).from_select(list(columns), rows, include_defaults=False)
            self._on.execute(owed.on_conflict_do_nothing(index_elements=["cascade", "member"]))
        return not self._on_postgres or self._leaves_out_nobody(cascade)

    def _leaves_out_nobody(self, cascade: Cascade) -> bool:
        everybody = select(func.count()).where(members.c.partnership == cascade.partnership).scalar_subquery()
        owed = select(func.count()).where(deliveries.c.cascade == cascade.id).scalar_subquery()
        return bool(self._on.execute(select(everybody == owed)).scalar())

    def exclude(self, cascade: str, *, but: Collection[str], why: str) -> None:
        """See the port."""
        owed = and_(deliveries.c.cascade == cascade, deliveries.c.final.is_(None))
        everybody = set(self._on.execute(select(deliveries.c.member).where(owed)).scalars())
        others = sorted(everybody - set(but))
        for start in range(0, len(others), _AT_ONCE):
            these = and_(owed, deliveries.c.member.in_(others[start : start + _AT_ONCE]))
            excluded = update(deliveries).where(these)
            self._on.execute(excluded.values(final=Final.EXCLUDED, why=why, due_at=None, next_by=None))

    def _owed(self, cascade: Cascade, owing: Owing) -> dict[str, ColumnElement[Any]]:
        """Each column of a new delivery, from the member's row or the same for the whole kind."""
        same = {
            "cascade": cascade.id,
            "wave": owing.like.wave,
            "route": owing.like.route,
            "language": owing.language,
            "due_at": owing.due_at,
            "next_by": owing.next_by,
            "final": owing.final,
            "why": owing.why,
            "fence": cascade.fence,
            "tries": 0,
            "calls": 0,
        }
        known = {name: false() for name in ("reached", "heard", "acknowledged")}
        return {
            "id": new_id(self._on.dialect.name, members.c.position),
            "member": members.c.id,
            "position": members.c.position,
            "phone": members.c.phone,
            "second_phone": members.c.second_phone,
            **{name: literal(value, deliveries.c[name].type) for name, value in same.items()},
            **known,
        }


def _of_kind(like: Member, now: datetime) -> ColumnElement[bool]:
    """The members of whom `like` is the example."""
    alike = {"line": like.phone.line, **{name: getattr(like, name) for name in _ALIKE if name != "line"}}
    pause = members.c.paused_until
    return and_(
        members.c.partnership == like.partnership,
        *(members.c[name] == value for name, value in alike.items()),
        members.c.consent_on.is_not(None) if like.consent_on else members.c.consent_on.is_(None),
        members.c.texts_ended_at.is_not(None) if like.texts_ended_at else members.c.texts_ended_at.is_(None),
        pause == like.paused_until if like.paused_until else or_(pause.is_(None), pause <= now),
    )
