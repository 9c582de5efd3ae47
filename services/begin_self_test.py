"""Begin a self-test: the zone calls its own number to see which number telephones are shown."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import uuid4

from plp.book import Book
from plp.errand import Errand, ErrandKind, ErrandState
from plp.errors import Refused
from plp.outcome import By
from plp.ports import Ports
from plp.self_test import LASTS, SelfTest
from plp.zone import Zone
from services.owe_errand import owe

CODE_DIGITS = 8
"""So many that nobody guesses them in the one try he has while a test lasts."""


def begin_self_test(ports: Ports, zone_name: str, *, slot: str | None = None) -> SelfTest | None:
    """Owe the call; a test under way is joined.  `slot` is the day for which the clock asks: None when it has one.

    Raises NotFound, and Refused for a sample zone on a real carrier.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        zone = book.people.zone(zone_name)
        if zone.sample and not ports.carrier.on_loopback:
            raise Refused(f"zone {zone.name!r} is a sample: it rings nobody real, not even itself")
        if under_way := pending_self_tests(book, zone, now):
            return under_way[0]
        test = SelfTest(uuid4().hex, zone.name, now, zone.voice_number, _code(), slot=slot)
        if not book.trust.add_self_test(test):
            return None
        owe(ports, book, _call(zone, test, now))
    return test


def pending_self_tests(book: Book, zone: Zone, now: datetime) -> list[SelfTest]:
    """Those of a zone whose call may still arrive."""
    return [test for test in book.trust.self_tests(zone.name, pending=True) if now - test.asked_at < LASTS]


def _code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _call(zone: Zone, test: SelfTest, now: datetime) -> Errand:
    return Errand(
        uuid4().hex, ErrandKind.SELF_TEST, By.VOICE, zone.name, zone.self_test_line or zone.voice_number,
        zone.languages[0], test.id, ErrandState.OWED, now, now,
    )  # fmt: skip
