"""The proof that nobody is lost: tallies, what is overdue, what is stranded, and the gauges."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from plp.cascade import UNFINISHED, Delivery, Final, Tally
from plp.outcome import By
from plp.report import TAKEN_WITHIN
from store.deliveries import DELIVERY
from store.due import OWED, due_by
from store.people import batched
from store.rows import Repository
from store.schema import alerts, attempts, cascades, deliveries, reports
from store.schema.cascades import live_call, under_way
from store.trust import missed_tests, zones_that_fail


def _without_attempt(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Looked up for each open delivery: as a join or a set every attempt ever made would be read (ADR 30)."""
    its = select(attempts.c.id).where(attempts.c.delivery == deliveries.c.id, condition).limit(1)
    return its.correlate(deliveries).scalar_subquery().is_(None)


def _nobody_accounts_for() -> ColumnElement[bool]:
    """Open, and nothing will come of it: nothing is to be done or awaited, or its run is over and never claimed."""
    forgotten = and_(deliveries.c.due_at.is_(None), _without_attempt(under_way(attempts)))
    its_run = select(cascades.c.state).where(cascades.c.id == deliveries.c.cascade)
    is_over = its_run.correlate(deliveries).scalar_subquery().not_in(sorted(UNFINISHED))
    return and_(deliveries.c.final.is_(None), or_(forgotten, is_over))


_NUMBERS = (
    func.count(),
    func.count().filter(deliveries.c.final.is_(None)),
    *(func.count().filter(deliveries.c.final == final) for final in Final),
    func.count().filter(deliveries.c.reached),
    func.count().filter(deliveries.c.heard),
    func.count().filter(deliveries.c.acknowledged),
    select(func.count())
    .where(attempts.c.cascade == deliveries.c.cascade, under_way(attempts))
    .correlate(deliveries)
    .scalar_subquery(),
)


def _tally(members: int, pending: int, *numbers: int) -> Tally:
    by_final = dict(zip(Final, numbers, strict=False))
    reached, heard, acknowledged, under = numbers[len(Final) :]
    return Tally(members, pending, by_final, reached, heard, acknowledged, under)


class Audit(Repository):
    """The part of `Cascades` that counts."""

    def tally(self, cascade: str) -> Tally:
        """See the port; `under_way` counts attempts."""
        return self.tallies([cascade])[cascade]

    def tallies(self, cascades_: Collection[str]) -> dict[str, Tally]:
        """See the port."""
        found = dict.fromkeys(cascades_, Tally(0, 0, dict.fromkeys(Final, 0), 0, 0, 0))
        for some in batched(found, 500):
            counted = select(deliveries.c.cascade, *_NUMBERS).where(deliveries.c.cascade.in_(some))
            for cascade, *numbers in self._on.execute(counted.group_by(deliveries.c.cascade)):
                found[cascade] = _tally(*numbers)
        return found

    def overdue(self, now: datetime, *, most: int = 1000) -> list[Delivery]:
        """See the port; a text still with the carrier does not hold it open, a call does.

        Ordered by id, like all that lock several deliveries.
        """
        over = (
            DELIVERY.join(cascades, deliveries.c.cascade == cascades.c.id)
            .join(alerts, cascades.c.alert == alerts.c.id)
            .where(
                deliveries.c.final.is_(None),
                alerts.c.expires_at <= now,
                _without_attempt(and_(under_way(attempts), attempts.c.by != By.SMS)),
            )
        )
        return self._all(Delivery, over.order_by(deliveries.c.id).limit(most))

    def waited_out(self, now: datetime, *, most: int = 1000) -> list[Delivery]:
        """See the port."""
        waiting = and_(deliveries.c.final.is_(None), deliveries.c.next_by.is_(None), deliveries.c.due_at <= now)
        return self._all(Delivery, DELIVERY.where(waiting).order_by(deliveries.c.id).limit(most))

    def stranded(self, *, most: int = 1000) -> list[Delivery]:
        """See the port."""
        return self._all(Delivery, DELIVERY.where(_nobody_accounts_for()).order_by(deliveries.c.id).limit(most))


class Gauges(Repository):
    """Numbers for /metrics, in one query."""

    def at(self, now: datetime) -> dict[str, float]:
        """Count what is due on both channels, the lines in use, the members nobody accounts for, the reports."""
        numbers = {
            "due_voice": select(func.count()).select_from(OWED).where(due_by(By.VOICE, now)),
            "due_sms": select(func.count()).select_from(OWED).where(due_by(By.SMS, now)),
            "live_calls": select(func.count()).select_from(attempts).where(live_call(attempts)),
            "unaccounted_members": select(func.count()).select_from(deliveries).where(_nobody_accounts_for()),
            "reports_waiting": select(func.count()).select_from(reports).where(reports.c.decision.is_(None)),
            "reports_waiting_too_long": select(func.count())
            .select_from(reports)
            .where(reports.c.decision.is_(None), reports.c.at <= now - TAKEN_WITHIN),
            "monthly_tests_missed": missed_tests(now),
            "self_tests_failing": zones_that_fail(),
        }
        row = self._on.execute(select(*(number.scalar_subquery() for number in numbers.values()))).one()
        counted = dict(zip(numbers, map(float, row), strict=True))
        return counted | {"due_deliveries": counted["due_voice"] + counted["due_sms"]}
