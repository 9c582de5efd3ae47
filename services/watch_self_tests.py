"""Watch over the self-tests: end those whose call never came, begin those the zone's file asks for."""

from __future__ import annotations

from datetime import timedelta

from plp.book import Book
from plp.cascade import UNFINISHED
from plp.ports import Ports
from plp.self_test import LASTS, Verdict
from plp.zone import Zone
from services.begin_self_test import begin_self_test
from services.end_self_test import end_self_test
from services.working_days import is_office_hour

_A_LITTLE_EARLIER = timedelta(hours=1)
"""Else each one would begin somewhat later in the day than the one before."""


def watch_self_tests(ports: Ports) -> int:
    """End what nothing came of, and begin what is due, once a day however many clocks look; returns how many began.

    In office hours, when somebody hears the alarm, and never beside a cascade.  After one that failed the next
    working day has another.
    """
    end_lost_self_tests(ports)
    with ports.store.read() as book:
        due = [zone for zone in book.people.zones() if _is_due(ports, book, zone)]
    return sum(begin_self_test(ports, zone.name, slot=_today(ports, zone)) is not None for zone in due)


def end_lost_self_tests(ports: Ports) -> int:
    """End those whose call did not arrive in time; returns how many."""
    now = ports.clock.now()
    with ports.store.read() as book:
        pending = [test for zone in book.people.zones() for test in book.trust.self_tests(zone.name, pending=True)]
    lost = [test for test in pending if now - test.asked_at >= LASTS]
    if lost:
        with ports.store.write() as book:
            for test in lost:
                end_self_test(ports, book, test, Verdict.NOTHING_ARRIVED)
    return len(lost)


def _is_due(ports: Ports, book: Book, zone: Zone) -> bool:
    now = ports.clock.now()
    real = ports.carrier.on_loopback or not zone.sample
    if not zone.self_test or not real or not is_office_hour(now, zone.tz):
        return False
    over = book.trust.self_tests(zone.name, pending=False)
    today = _today(ports, zone)
    if any(test.slot == today for test in [*over, *book.trust.self_tests(zone.name, pending=True)]):
        return False
    right = next((test for test in over if test.verdict is Verdict.RIGHT), None)
    if right and now - right.asked_at < zone.self_test.every - _A_LITTLE_EARLIER:
        return False
    slugs = {each.slug for each in book.people.partnerships(zone.name)}
    return not any(cascade.partnership in slugs for cascade in book.cascades.all(UNFINISHED))


def _today(ports: Ports, zone: Zone) -> str:
    return ports.clock.now().astimezone(zone.tz).date().isoformat()
