"""A partnership's year, counted by the database: messages, reports, texts, and who came and went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, insert, or_, select, union_all

from plp.alert import Alert
from plp.book_of_years import Alike, Ended, Launched, Told
from plp.movement import Move, Movement
from plp.outcome import AttemptState, By
from store.rows import Repository, columns_for, row_of
from store.schema import (
    alerts,
    attempts,
    call_back_requests,
    cascades,
    deliveries,
    events,
    incoming_texts,
    members,
    movements,
    reports,
)

_WITH_A_PERSON = (AttemptState.ACKNOWLEDGED, AttemptState.HEARD, AttemptState.CUT_SHORT, AttemptState.ANSWERED)
_LINE_OPEN = ("in-progress", "answered", "completed")
_ARRIVED = ("delivered", "read")
_WIDTH = len(fields(Alert))
_LAUNCHED = select(*columns_for(Alert, alerts), cascades.c.id, cascades.c.state, cascades.c.started_at).join_from(
    alerts, cascades, cascades.c.alert == alerts.c.id
)


class Years(Repository):
    """The part of the book that counts a year."""

    def note(self, movements_: Sequence[Movement]) -> None:
        """See the port."""
        if movements_:
            self._on.execute(insert(movements), [row_of(each) for each in movements_])

    def movements(self, partnership: str, since: datetime) -> list[tuple[Move, datetime]]:
        """See the port."""
        found = select(movements.c.what, movements.c.at).where(
            movements.c.partnership == partnership, movements.c.at >= since
        )
        return [(what, at) for what, at in self._on.execute(found.order_by(movements.c.at, movements.c.id))]

    def alike(self, partnership: str, now: datetime) -> list[Alike]:
        """See the port."""
        paused = and_(members.c.paused_until.is_not(None), members.c.paused_until > now)
        kinds: list[ColumnElement[Any]] = [
            members.c.standing,
            members.c.consent_on.is_not(None),
            paused,
            members.c.line,
            members.c.wish,
            members.c.language,
        ]
        numbered = [kind.label(f"kind_{place}") for place, kind in enumerate(kinds)]
        sorted_out = select(*numbered).where(members.c.partnership == partnership).subquery()
        return self._all(Alike, select(*sorted_out.c, func.count()).group_by(*sorted_out.c))

    def launched(self, partnership: str, since: datetime, until: datetime) -> list[Launched]:
        """See the port."""
        return self._launched(_LAUNCHED.where(_in_time(partnership, since, until)))

    def answering(self, alerts_: Collection[str]) -> list[Launched]:
        """See the port."""
        return self._launched(_LAUNCHED.where(alerts.c.answers.in_(alerts_)))

    def named(self, alerts_: Collection[str]) -> list[Launched]:
        """See the port."""
        return self._launched(_LAUNCHED.where(alerts.c.id.in_(alerts_)))

    def ended(self, partnership: str, since: datetime, until: datetime) -> list[Ended]:
        """See the port."""
        alike = [deliveries.c.cascade, deliveries.c.final, deliveries.c.why]
        known = [deliveries.c.reached, deliveries.c.heard, deliveries.c.acknowledged]
        counted = (
            select(*alike, func.count(), *(func.coalesce(func.sum(cast(each, Integer)), 0) for each in known))
            .join_from(deliveries, cascades, deliveries.c.cascade == cascades.c.id)
            .where(_in_time(partnership, since, until))
            .group_by(*alike)
        )
        return self._all(Ended, counted)

    def first_reached(self, partnership: str, since: datetime, until: datetime) -> Mapping[str, Sequence[datetime]]:
        """See the port."""
        owed = (
            select(deliveries.c.id, deliveries.c.cascade, deliveries.c.member, cascades.c.alert)
            .join_from(deliveries, cascades, deliveries.c.cascade == cascades.c.id)
            .where(deliveries.c.reached, _in_time(partnership, since, until))
            .cte("owed")
        )
        seen = union_all(_calls(owed), _texts(owed), _calls_in(owed), _answers(owed)).subquery()
        first = select(seen.c.cascade, func.min(seen.c.at).label("at")).group_by(seen.c.cascade, seen.c.delivery)
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        for cascade, at in self._on.execute(first.order_by("at")):
            if at is not None:
                found[cascade].append(at)
        return found

    def reports(self, partnership: str, since: datetime, until: datetime) -> list[Told]:
        """See the port."""
        found = select(*columns_for(Told, reports)).where(reports.c.partnership == partnership)
        return self._all(Told, found.where(_between(reports.c.at, since, until)).order_by(reports.c.at, reports.c.id))

    def texts(self, partnership: str, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """See the port."""
        found = (
            select(incoming_texts.c.body, func.count())
            .join_from(incoming_texts, alerts, incoming_texts.c.alert == alerts.c.id)
            .where(alerts.c.partnership == partnership, _between(incoming_texts.c.at, since, until))
            .group_by(incoming_texts.c.body)
        )
        return [(body, many) for body, many in self._on.execute(found)]

    def call_backs(self, partnership: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime | None]]:
        """See the port."""
        asked = call_back_requests.c
        found = select(asked.at, asked.closed_at).where(asked.partnership == partnership)
        return [(at, done) for at, done in self._on.execute(found.where(_between(asked.at, since, until)))]

    def _launched(self, found: Select[Any]) -> list[Launched]:
        rows = self._on.execute(found.order_by(cascades.c.started_at, alerts.c.number, alerts.c.id))
        return [Launched(Alert(*row[:_WIDTH]), *row[_WIDTH:]) for row in rows]


def _in_time(partnership: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(cascades.c.partnership == partnership, _between(cascades.c.started_at, since, until))


def _between(moment: ColumnElement[Any], since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(moment >= since, moment < until)


def _evidence(owed: Any, statuses: Sequence[str], otherwise: ColumnElement[Any] | None) -> Select[Any]:
    """One row an attempt: when the carrier first told one of these, or else this moment."""
    told = and_(events.c.attempt == attempts.c.id, events.c.status.in_(statuses))
    first = func.min(events.c.at)
    at = first if otherwise is None else func.coalesce(first, otherwise)
    return (
        select(owed.c.cascade, owed.c.id.label("delivery"), at.label("at"))
        .join_from(owed, attempts, attempts.c.delivery == owed.c.id)
        .outerjoin(events, told)
        .group_by(owed.c.cascade, owed.c.id, attempts.c.id)
    )


def _calls(owed: Any) -> Select[Any]:
    person = and_(attempts.c.by == By.VOICE, attempts.c.state.in_(_WITH_A_PERSON))
    return _evidence(owed, _LINE_OPEN, func.min(attempts.c.at)).where(person)


def _texts(owed: Any) -> Select[Any]:
    """An answer may come without a report of its delivery; then the answer itself tells the moment."""
    arrived = or_(attempts.c.state == AttemptState.DELIVERED, attempts.c.state == AttemptState.ACKNOWLEDGED)
    return _evidence(owed, _ARRIVED, None).where(attempts.c.by == By.SMS, arrived)


def _calls_in(owed: Any) -> Select[Any]:
    called = select(owed.c.cascade, owed.c.id.label("delivery"), attempts.c.at.label("at"))
    return called.join_from(owed, attempts, attempts.c.delivery == owed.c.id).where(attempts.c.by == By.VOICE_IN)


def _answers(owed: Any) -> Select[Any]:
    wrote = and_(incoming_texts.c.member == owed.c.member, incoming_texts.c.alert == owed.c.alert)
    return select(owed.c.cascade, owed.c.id.label("delivery"), incoming_texts.c.at.label("at")).join_from(
        owed, incoming_texts, wrote
    )
