"""Results are recorded together, and nobody waits for that longer than he must."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from threading import Event, current_thread, main_thread
from types import SimpleNamespace
from typing import Any, cast

import pytest

from plp.book import Claim
from plp.errors import StoreBusy
from plp.ports import Placed
from services.in_flight import InFlight, Result
from tests.waiting import eventually


def _claims(many: int) -> list[Claim]:
    return [cast(Claim, SimpleNamespace(attempt=SimpleNamespace(id=str(number)))) for number in range(many)]


def _taken(claims: Iterable[Claim]) -> Iterator[Placed]:
    return (Placed(claim.attempt.id, sid=f"CA{claim.attempt.id}") for claim in claims)


def test_the_first_result_of_a_slow_carrier_is_recorded_before_its_last_comes() -> None:
    recorded, first_is_written = [], Event()
    told: list[str] = []

    def submit(claims: Iterable[Claim]) -> Iterator[Placed]:
        for placed in _taken(claims):
            if told:
                assert first_is_written.wait(10), "the first is written although the second has not come"
            told.append(placed.id)
            yield placed

    def record(results: Sequence[Result]) -> None:
        recorded.append(len(results))
        first_is_written.set()

    with InFlight(submit, record) as flying:
        flying.send(claims := _claims(2), claims)

    assert recorded == [1, 1]


def test_what_comes_within_a_moment_is_recorded_in_few_transactions() -> None:
    recorded: list[int] = []

    with InFlight(_taken, lambda results: recorded.append(len(results))) as flying:
        flying.send(claims := _claims(90), claims)

    assert sum(recorded) == 90
    assert len(recorded) <= 3


def test_what_goes_wrong_while_recording_is_told() -> None:
    def record(results: Sequence[Result]) -> Any:
        raise ZeroDivisionError(len(results))

    with pytest.raises(ZeroDivisionError), InFlight(_taken, record) as flying:
        flying.send(claims := _claims(3), claims)


def test_results_wait_for_a_database_that_is_away() -> None:
    recorded: list[Result] = []
    away = iter([True, True])

    def record(results: Sequence[Result]) -> None:
        if next(away, False):
            raise StoreBusy("somebody else is writing")
        recorded.extend(results)

    with InFlight(_taken, record) as flying:
        flying.send(claims := _claims(3), claims)

    assert len(recorded) == 3


def test_neither_what_is_claimed_nor_what_is_recorded_is_larger_than_told() -> None:
    recorded: list[int] = []

    with InFlight(_taken, lambda results: recorded.append(len(results)), largest=lambda: 50) as flying:
        claimed = [_send_as_many_as_may_go(flying) for _ in range(4)]
        flying.send(many := _claims(500), many)

    assert claimed == [8, 32, 50, 50]
    assert sum(recorded) == sum(claimed) + 500
    assert max(recorded) <= 50


def _send_as_many_as_may_go(flying: InFlight) -> int:
    size = flying.next_size()
    flying.send(claims := _claims(size), claims)
    return size


class JobTimeout(Exception):
    """What the queue raises in the middle of a job that takes too long."""


@pytest.fixture
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise JobTimeout

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.signal(signal.SIGALRM, before)


def test_a_job_broken_off_while_it_waits_leaves_no_thread_behind_and_no_result_unrecorded(alarm: None) -> None:
    recorded, threads, broken_off = list[Result](), list[Any](), Event()

    def submit(claims: Iterable[Claim]) -> Iterator[Placed]:
        threads.append(current_thread())
        assert eventually(_main_thread_waits)
        signal.pthread_kill(main_thread().ident or 0, signal.SIGALRM)
        assert broken_off.wait(10)
        yield from _taken(claims)

    def record(results: Sequence[Result]) -> None:
        threads.append(current_thread())
        recorded.extend(results)

    with pytest.raises(JobTimeout), InFlight(submit, record) as flying:
        flying.send(claims := _claims(3), claims)
    broken_off.set()

    assert eventually(lambda: len(recorded) == 3)
    assert eventually(lambda: not any(thread.is_alive() for thread in threads))


def _main_thread_waits() -> bool:
    frame = sys._current_frames().get(main_thread().ident or 0)
    while frame is not None and frame.f_code is not InFlight.__exit__.__code__:
        frame = frame.f_back
    return frame is not None
