"""Watch over the tests each month: plan the next one, launch the one that is due, and say it when none left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plp.book import Book
from plp.cascade import UNFINISHED
from plp.monthly_test import PlannedTest
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.launch_monthly_test import launch_monthly_test, miss_monthly_test
from services.next_monthly_test import made_up_until, next_monthly_test

_TWO_MONTHS = timedelta(days=62)
"""Only this month's test and the last one's tell what comes next."""
_TOO_LATE = "it could not leave before the evening: nothing ran, or an urgent message did"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A partnership whose zone file asks for a test each month."""

    zone: Zone
    partnership: Partnership
    last_month: str
    planned: PlannedTest | None


def watch_monthly_tests(ports: Ports) -> int:
    """Do what is due; nothing rings where the zone's file asks for nothing.  Returns how many were launched."""
    with ports.store.read() as book:
        planned = {each.partnership: each for each in book.trust.planned_tests()}
        asked = list(_all_asked(book, planned, since=ports.clock.now() - _TWO_MONTHS))
    launched = sum(_watch(ports, each) for each in asked)
    for slug in planned.keys() - {each.partnership.slug for each in asked}:
        with ports.store.write() as book:
            book.trust.forget_plan(slug)
    return launched


def _all_asked(book: Book, planned: Mapping[str, PlannedTest], *, since: datetime) -> list[_Asked]:
    wanting = [
        (zone, partnership)
        for zone in book.people.zones()
        for partnership in book.people.partnerships(zone.name)
        if partnership.monthly_test
    ]
    if not wanting:
        return []
    last: dict[str, str] = {}
    for test in book.trust.past_tests(since=since):
        last[test.partnership] = max(test.month, last.get(test.partnership, ""))
    return [_Asked(zone, each, last.get(each.slug, ""), planned.get(each.slug)) for zone, each in wanting]


def _watch(ports: Ports, asked: _Asked) -> bool:
    now, setting = ports.clock.now(), asked.partnership.monthly_test
    assert setting is not None
    if asked.planned and asked.planned.due_at <= now:
        return _at_its_time(ports, asked, asked.planned)
    wanted = next_monthly_test(asked.partnership.slug, setting, after=now, zone=asked.zone.tz, beyond=asked.last_month)
    if wanted != asked.planned:
        with ports.store.write() as book:
            book.trust.plan_test(wanted)
    return False


def _at_its_time(ports: Ports, asked: _Asked, test: PlannedTest) -> bool:
    """In quiet hours and while an urgent message runs it waits, till the evening of its day."""
    now, zone = ports.clock.now(), asked.zone
    if now >= made_up_until(test, zone.tz):
        miss_monthly_test(ports, test, why=_TOO_LATE)
        return False
    if zone.quiet_hours.hold(now, zone.tz) or _urgent_one_runs(ports, asked.partnership):
        return False
    return launch_monthly_test(ports, test) is not None


def _urgent_one_runs(ports: Ports, partnership: Partnership) -> bool:
    with ports.store.read() as book:
        return any(each.urgent for each in book.cascades.of_partnership(partnership.slug, UNFINISHED))
