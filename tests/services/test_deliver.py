"""Batches fly one behind the other: what comes back is recorded together, each leaves at its moment, nobody is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from plp.book import Claim
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.forecast import Rates
from plp.outcome import AttemptState, By
from plp.ports import CallOrder, Door, Placed, TextOrder
from services.deliver import LEASE, place_calls, record
from tests.fakes.town import Town

LANDLINES = [f"+3226200{number:03d}" for number in range(40)]


@dataclass
class StrictPace:
    """Gives moments a tenth of a second apart, and lets at most three leave at a time."""

    left: list[int] = field(default_factory=list)

    def take(self, door: Door, most: int) -> Sequence[timedelta]:
        """The next three moments."""
        return [number * timedelta(milliseconds=100) for number in range(min(most, 3))]

    def leave(self, door: Door, many: int) -> tuple[int, timedelta]:
        """Two at most, and none every third time."""
        self.left.append(many)
        return (0, timedelta(milliseconds=10)) if len(self.left) % 3 == 0 else (min(many, 2), timedelta(0))

    def wait(self, door: Door) -> timedelta:
        """Not long."""
        return timedelta(milliseconds=10)


@pytest.fixture
def street(town: Town) -> Town:
    """Forty members who can only be rung, and lines for all of them."""
    town.ports = replace(town.ports, rates=Rates(lines=100))
    for number in LANDLINES:
        town.has(f"Neighbour {number}", number)
    return town


def test_everybody_is_rung_once_however_many_batches_it_takes(street: Town) -> None:
    street.launches()

    assert sorted(street.rung()) == LANDLINES
    assert {attempt.state for number in LANDLINES for attempt in street.attempts(f"Neighbour {number}")} == {
        AttemptState.SUBMITTED
    }


def test_each_leaves_at_its_moment_and_not_in_a_crowd(street: Town) -> None:
    pace = StrictPace()
    street.ports = replace(street.ports, pace=pace)
    began = street.clock.now()

    street.launches()

    assert sorted(street.rung()) == LANDLINES
    assert street.clock.now() - began >= timedelta(seconds=1)
    assert max(pace.left) <= 3


def test_failures_among_many_change_nothing_for_the_others(street: Town) -> None:
    refused, throttled, unclear, *well = LANDLINES
    street.carrier.fails(refused, CarrierRefused(21211, Fault.NUMBER))
    street.carrier.fails(throttled, CarrierThrottled(60.0))
    street.carrier.fails(unclear, CarrierUnclear("no answer came"), taken=True)

    street.launches()

    states = {number: street.outcomes(f"Neighbour {number}") for number in LANDLINES}
    assert states[refused] == ["rejected"]
    assert states[throttled] == ["planned"]
    assert states[unclear] == ["unknown"]
    assert {tuple(states[number]) for number in well} == {("submitted",)}


def test_a_callback_that_comes_before_the_answer_is_not_undone(street: Town) -> None:
    def is_busy(order: CallOrder | TextOrder, sid: str) -> None:
        assert isinstance(order, CallOrder)
        street.posts(order.status_url, CallSid=sid, CallStatus="busy")

    street.carrier.before_answering = is_busy

    street.launches()

    assert {tuple(street.outcomes(f"Neighbour {number}")) for number in LANDLINES} == {("busy",)}


def test_what_breaks_while_recording_is_told_and_leaves_nobody_unaccounted(street: Town) -> None:
    street.launches(placing=False)
    record = street.ports.store.write

    class Breaks:
        """A store whose third transaction breaks."""

        written = 0

        def write(self) -> object:
            self.written += 1
            if self.written == 3:
                raise OSError("the disk is full")
            return record()

        def __getattr__(self, name: str) -> object:
            return getattr(street.ports.store, name)

    with pytest.raises(OSError, match="the disk is full"):
        place_calls(replace(street.ports, store=Breaks()))  # type: ignore[arg-type]

    street.proves_nobody_is_lost()


def _claims(town: Town) -> list[Claim]:
    with town.ports.store.write() as book:
        return book.cascades.claim(By.VOICE, most=9, now=town.clock.now(), lease=LEASE, holding=())


def test_a_put_off_told_twice_takes_back_nothing_that_another_worker_has_sent_meanwhile(any_town: Town) -> None:
    # given: it was put off, but nobody heard whether that was committed
    any_town.has("Ana", LANDLINES[0])
    any_town.launches(placing=False)
    (mine,) = _claims(any_town)
    put_off = [(mine, Placed(mine.attempt.id, failure=CarrierThrottled(1.0)))]
    record(any_town.ports, put_off)

    # when: it is told again while another worker asks the carrier
    any_town.clock.moment += timedelta(seconds=1)
    (theirs,) = _claims(any_town)
    record(any_town.ports, put_off)
    record(any_town.ports, [(theirs, Placed(theirs.attempt.id, sid="CA1"))])

    # then
    any_town.clock.moment += timedelta(seconds=1)
    assert _claims(any_town) == []
    (attempt,) = any_town.attempts("Ana")
    assert (attempt.id, attempt.state, attempt.carrier_sid) == (mine.attempt.id, AttemptState.SUBMITTED, "CA1")
