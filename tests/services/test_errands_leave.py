"""Errands keep the rate that all calls share: each leaves at its moment, and nothing is claimed that cannot leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from plp.ports import Door
from services.errands import place_errands, settle_errands
from tests.fakes.town import CLAES_PHONE, FreePace, Town, TownClock


def asks_to_be_rung(town: Town) -> None:
    """An officer asks from a telephone that is not his."""
    town.phone("+32479999999").dials().presses("*").types("7#")


class FullSecond(FreePace):
    """The second is full already; permits come one after the other."""

    def __init__(self, clock: TownClock) -> None:
        self._free_at, self._clock = clock.now() + timedelta(seconds=2), clock

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """Now, and a tenth of a second after."""
        return [timedelta(0), timedelta(seconds=0.1)][:most]

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """Nobody, for two seconds."""
        return (many, timedelta(0)) if self._clock.now() >= self._free_at else (0, timedelta(seconds=0.5))


def test_an_errand_that_is_late_waits_until_the_second_is_not_crowded(town: Town) -> None:
    asks_to_be_rung(town)
    town.ports = replace(town.ports, pace=FullSecond(town.clock))
    began = town.clock.now()

    place_errands(town.ports)

    assert town.rung() == [CLAES_PHONE]
    assert town.clock.now() - began == timedelta(seconds=2)


class Never(FreePace):
    """No permit is free."""

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """None."""
        return []

    def wait(self, door: Door) -> timedelta:
        """A second."""
        return timedelta(seconds=1)


def test_where_no_permit_comes_nothing_is_claimed_and_it_rings_again(town: Town) -> None:
    asks_to_be_rung(town)
    town.ports = replace(town.ports, pace=Never())
    town.bell.rings.clear()

    placed = place_errands(town.ports)

    assert (placed, town.rung()) == (0, [])
    assert town.bell.rings == [(Door.CALLS, None)]


def test_a_process_that_was_asked_to_stop_claims_no_errand(town: Town) -> None:
    asks_to_be_rung(town)

    placed = place_errands(town.ports, stopping=lambda: True)

    assert (placed, town.rung()) == (0, [])


class Suspended(FreePace):
    """The process is stopped just before its first order leaves, and goes on three minutes later."""

    def __init__(self, town: Town) -> None:
        self._town, self._stops = town, True

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """Time passes; elsewhere a clock sweeps."""
        if self._stops:
            self._stops = False
            self._town.clock.sleep(timedelta(minutes=3))
            settle_errands(self._town.ports)
        return many, timedelta(0)


def test_a_process_that_was_suspended_sends_nothing_it_had_claimed_before(town: Town) -> None:
    asks_to_be_rung(town)
    town.ports = replace(town.ports, pace=Suspended(town))

    place_errands(town.ports)
    late = town.rung()
    place_errands(town.ports)

    assert late == []
    assert town.rung() == [CLAES_PHONE]
