"""The clock's order: whoever is due comes first, money last; and it dials itself where nobody else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gateway.bell import RqBell
from gateway.wiring import Gateway
from plp.charge import LOOKS
from plp.forecast import Rates
from plp.outcome import By
from plp.ports import Door
from services.keep_ledger import keep_ledger
from store import SqlStore
from tests.fakes.town import CLAES_PHONE, FreePace, Town, TownBell, TownClock
from tests.fakes.town_fixtures import town
from workers.clock import NOBODY_COMES_AFTER, SWEEP_EVERY, Rounds

__all__ = ["town"]
ANA, BEN = "+3226200001", "+3226200002"
TICK = timedelta(seconds=1)
FORGOTTEN = timedelta(seconds=60)
"""No delivery stays due and unclaimed for longer."""


def without_redis(town: Town, folder: Path) -> Rounds:
    """The rounds of a clock in this town, behind a bell that nobody hears."""
    nobody = Redis(unix_socket_path=str(folder / "nobody.sock"), retry=Retry(NoBackoff(), 0))
    return rounds(town, RqBell(nobody, town.clock))


def rounds(town: Town, bell: object) -> Rounds:
    """The rounds of a clock in this town."""
    unused = cast("Any", None)
    return Rounds(Gateway(unused, town.ports, unused, cast("Any", bell), unused, unused))


class HeardBell(TownBell):
    """Redis is well; whether a worker comes is another matter."""

    def is_heard(self) -> bool:
        """It answers."""
        return True


class OneASecond(FreePace):
    """A slow share of the rate."""

    def __init__(self, clock: TownClock) -> None:
        self._clock = clock

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """One, a second later."""
        self._clock.sleep(timedelta(seconds=1))
        return [timedelta(0)] if most else []


def is_over(town: Town, number: str) -> str:
    """A call is heard to its end and has its price; its SID."""
    phone = town.phone(number).answers().listens_to_the_end()
    town.carrier.becomes(phone.sid, "completed")
    town.carrier.charges(phone.sid, "0.03")
    return phone.sid


def test_whoever_is_due_is_rung_before_any_price_is_asked(town: Town, tmp_path: Path) -> None:
    town.has("Ana", ANA)
    town.launches()
    is_over(town, ANA)
    keep_ledger(town.ports)
    town.clock.moment += LOOKS[0]
    town.has("Ben", BEN)
    cascade = town.launches(placing=False)

    without_redis(town, tmp_path).tick()

    assert BEN in town.rung()
    with town.ports.store.read() as book:
        [line] = book.ledger.sums_of([each.alert for each in book.cascades.all() if each.id != cascade.id])
    assert (line.currency, line.awaited) == (None, 1)


def test_the_clock_keeps_the_ledger_once_the_doors_are_answered(town: Town, tmp_path: Path) -> None:
    town.has("Ana", ANA)
    cascade = town.launches()
    is_over(town, ANA)
    clock = without_redis(town, tmp_path)

    clock.tick()
    town.clock.moment += LOOKS[0]
    clock.tick()

    with town.ports.store.read() as book:
        assert [each.awaited for each in book.ledger.sums_of([cascade.alert])] == [0]


def test_between_two_sweeps_it_only_looks_for_who_is_due(town: Town, tmp_path: Path) -> None:
    town.has("Ana", ANA)
    cascade = town.launches()
    clock = without_redis(town, tmp_path)
    clock.tick()
    is_over(town, ANA)

    town.clock.moment += SWEEP_EVERY - TICK
    clock.tick()
    with town.ports.store.read() as book:
        before = book.ledger.sums_of([cascade.alert])
    town.clock.moment += TICK
    clock.tick()

    assert before == []
    with town.ports.store.read() as book:
        assert len(book.ledger.sums_of([cascade.alert])) == 1


def test_however_long_it_dials_without_redis_what_was_forgotten_is_found(town: Town, tmp_path: Path) -> None:
    # given a call whose end was never told, and a long cascade which the clock dials itself
    town.ports = replace(town.ports, rates=Rates(lines=1000), pace=OneASecond(town.clock))
    town.has("Ana", ANA)
    first = town.launches()
    town.carrier.becomes(town.phone(ANA).takes_up().sid, "no-answer")
    lease = town.attempts("Ana")[0].lease_until
    for number in range(200):
        town.has(f"N{number}", f"+3226201{number:03d}")
    town.launches(placing=False)
    clock = without_redis(town, tmp_path)

    # when
    while [each.state.value for each in town.attempts("Ana", first)] == ["submitted"]:
        clock.tick()
        town.clock.sleep(TICK)

    # then
    assert lease is not None
    assert town.clock.now() - lease < FORGOTTEN


def test_where_no_worker_comes_the_clock_dials_itself(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    # given Redis answers, and the only worker does not
    town.has("Ana", ANA)
    town.has("Ben", BEN)
    town.launches(placing=False)
    clock, began = rounds(town, HeardBell()), town.clock.now()

    # when
    while not town.rung() and town.clock.now() - began < FORGOTTEN:
        clock.tick()
        town.clock.sleep(TICK)

    # then
    assert town.rung() == [ANA, BEN]
    assert town.clock.now() - began > NOBODY_COMES_AFTER
    assert "nobody_comes door=calls dialled=2" in caplog.text


def test_an_officer_waits_no_longer_to_be_rung_back_where_no_worker_comes(town: Town) -> None:
    town.phone("+32479999999").dials().presses("*").types("7#")
    clock = rounds(town, HeardBell())

    for _ in range(int(FORGOTTEN / TICK)):
        clock.tick()
        town.clock.sleep(TICK)

    assert town.rung() == [CLAES_PHONE]


def test_while_a_worker_takes_them_up_however_slowly_the_clock_only_rings(town: Town) -> None:
    # given
    for number in range(12):
        town.has(f"N{number}", f"+3226201{number:03d}")
    town.launches(placing=False)
    bell = HeardBell()
    clock = rounds(town, bell)

    # when one is claimed each ten seconds
    for second in range(100):
        clock.tick()
        if second % 10 == 0:
            with town.ports.store.write() as book:
                book.cascades.claim(
                    By.VOICE, most=1, now=town.clock.now(), lease=timedelta(hours=1), holding=(), lines=20
                )
        town.clock.sleep(TICK)

    # then
    assert town.rung() == []
    assert [door for door, at in bell.rings if at is None].count(Door.CALLS) == 100


def test_whoever_only_waits_for_a_line_is_no_reason_to_dial(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    store = town.ports.store
    assert isinstance(store, SqlStore)
    narrow = Town(store, rates=Rates(lines=1))
    narrow.has("Ana", ANA)
    narrow.has("Ben", BEN)
    narrow.launches()
    narrow.phone(ANA).answers()
    clock = rounds(narrow, HeardBell())

    for _ in range(int(FORGOTTEN / TICK)):
        clock.tick()
        narrow.clock.sleep(TICK)

    assert narrow.rung() == [ANA]
    assert "nobody_comes" not in caplog.text
