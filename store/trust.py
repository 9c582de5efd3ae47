"""Who was really called, and the tests by which the line is known, as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, distinct, exists, func, select, update

from plp.cascade import Attempt, CascadeState
from plp.contact import Contact
from plp.errand import Errand, ErrandState
from plp.monthly_test import PlannedTest, Stage
from plp.outcome import By
from plp.self_test import SelfTest, Verdict
from store.rows import Repository, columns_for, row_of
from store.schema import alerts, attempts, cascades, errands, monthly_tests, partnerships, self_tests

_ARRIVED = frozenset({ErrandState.SUBMITTING, ErrandState.SUBMITTED, ErrandState.ENDED})


class _Contacts(Repository):
    """The part that answers whoever doubts."""

    def contacts(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        """See the port."""
        found = self._rung_or_written(zone, numbers, since) + self._on_errands(zone, numbers, since)
        return sorted(found, key=lambda each: each.at, reverse=True)

    def _rung_or_written(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        # Nobody is rung about a message that is over: the others are few, and bound the search to what an index finds.
        lately = (
            select(cascades.c.id, cascades.c.alert, cascades.c.state)
            .join(partnerships, cascades.c.partnership == partnerships.c.slug)
            .join(alerts, cascades.c.alert == alerts.c.id)
            .where(partnerships.c.zone == zone, alerts.c.expires_at >= since)
        )
        runs = {run: (alert, state is CascadeState.CANCELLED) for run, alert, state in self._on.execute(lately)}
        ours = select(*columns_for(Attempt, attempts)).where(
            attempts.c.cascade.in_(runs),
            attempts.c.number.in_(numbers),
            attempts.c.by != By.VOICE_IN,
            attempts.c.at >= since,
        )
        tried = [each for each in self._all(Attempt, ours) if each.may_have_told]
        return [Contact(each.at, each.by, *runs[each.cascade]) for each in tried]

    def _on_errands(self, zone: str, numbers: Collection[str], since: datetime) -> list[Contact]:
        ours = select(*columns_for(Errand, errands)).where(
            errands.c.zone == zone,
            errands.c.number.in_(numbers),
            errands.c.asked_at >= since,
            errands.c.state.in_(_ARRIVED),
        )
        return [Contact(each.claimed_at or each.asked_at, each.by) for each in self._all(Errand, ours)]


_TEST = select(*columns_for(PlannedTest, monthly_tests))
_PLANNED = monthly_tests.c.stage == Stage.PLANNED


class _MonthlyTests(Repository):
    """The part about the test of each month."""

    def plan_test(self, test: PlannedTest) -> None:
        """See the port."""
        self.forget_plan(test.partnership)
        self._on.execute(self._insert(monthly_tests).on_conflict_do_nothing(), row_of(test))

    def forget_plan(self, partnership: str) -> None:
        """See the port."""
        self._on.execute(delete(monthly_tests).where(monthly_tests.c.partnership == partnership, _PLANNED))

    def planned_tests(self) -> list[PlannedTest]:
        """See the port."""
        ahead = _TEST.where(_PLANNED).order_by(monthly_tests.c.due_at, monthly_tests.c.partnership)
        return self._all(PlannedTest, ahead)

    def past_tests(self, *, since: datetime | None = None) -> list[PlannedTest]:
        """See the port."""
        past = _TEST.where(~_PLANNED).order_by(monthly_tests.c.due_at.desc(), monthly_tests.c.partnership)
        return self._all(PlannedTest, past if since is None else past.where(monthly_tests.c.due_at >= since))

    def end_plan(self, test: PlannedTest, stage: Stage, why: str = "") -> bool:
        """See the port."""
        mine = update(monthly_tests).where(_is(test), _PLANNED, monthly_tests.c.due_at == test.due_at)
        return self._changed(mine.values(stage=stage, why=why))

    def name_alert(self, test: PlannedTest, alert: str) -> None:
        """See the port."""
        self._on.execute(update(monthly_tests).where(_is(test)).values(alert=alert))

    def is_monthly_test(self, alert: str) -> bool:
        """See the port."""
        return bool(self._on.execute(select(exists().where(monthly_tests.c.alert == alert))).scalar())


def _is(test: PlannedTest) -> ColumnElement[bool]:
    return and_(monthly_tests.c.partnership == test.partnership, monthly_tests.c.month == test.month)


_SELF_TEST = select(*columns_for(SelfTest, self_tests))
_PENDING = self_tests.c.verdict == Verdict.PENDING


class _SelfTests(Repository):
    """The part about a zone's calls to itself."""

    def add_self_test(self, test: SelfTest) -> bool:
        """See the port."""
        once = self._insert(self_tests).values(row_of(test)).on_conflict_do_nothing().returning(self_tests.c.id)
        return self._on.execute(once).first() is not None

    def self_test(self, test: str) -> SelfTest | None:
        """See the port."""
        return self._one(SelfTest, _SELF_TEST.where(self_tests.c.id == test))

    def self_tests(self, zone: str, *, pending: bool) -> list[SelfTest]:
        """See the port."""
        found = _SELF_TEST.where(self_tests.c.zone == zone, _PENDING if pending else ~_PENDING)
        return self._all(SelfTest, found.order_by(self_tests.c.asked_at.desc(), self_tests.c.id).limit(100))

    def end_self_test(self, test: str, verdict: Verdict, *, at: datetime, received: str | None = None) -> bool:
        """See the port."""
        mine = update(self_tests).where(self_tests.c.id == test, _PENDING)
        return self._changed(mine.values(verdict=verdict, received=received, ended_at=at, code=""))


def missed_tests(now: datetime) -> Select[Any]:
    """How many monthly tests of the last 31 days did not leave."""
    lately = monthly_tests.c.due_at >= now - timedelta(days=31)
    return select(func.count()).select_from(monthly_tests).where(monthly_tests.c.stage == Stage.MISSED, lately)


def zones_that_fail() -> Select[Any]:
    """How many zones' last self-test that is over was not right."""
    later = self_tests.alias()
    newest = ~exists().where(
        later.c.zone == self_tests.c.zone,
        later.c.asked_at > self_tests.c.asked_at,
        later.c.verdict != Verdict.PENDING,
    )
    wrong = self_tests.c.verdict.not_in([Verdict.PENDING, Verdict.RIGHT])
    return select(func.count(distinct(self_tests.c.zone))).select_from(self_tests).where(wrong, newest)


class Trust(_Contacts, _MonthlyTests, _SelfTests):
    """The part of the book by which a call of ours is told from a forged one."""
