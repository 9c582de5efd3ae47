"""The breaker: when it opens, whom it lets through, when it closes again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from carriers.breaker import Breaker
from tests.carriers.conftest import Stopwatch


@pytest.fixture
def breaker(stopwatch: Stopwatch) -> Breaker:
    return Breaker(stopwatch, tolerated=3, shortest=2.0, longest=10.0)


def _fails(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_it_opens_after_so_many_failures_in_a_row(breaker: Breaker) -> None:
    _fails(breaker, 2)
    assert breaker.wait() == 0

    breaker.failed()

    assert breaker.wait() == 2.0


def test_an_answer_in_between_starts_the_count_again(breaker: Breaker) -> None:
    _fails(breaker, 2)
    breaker.answered()

    _fails(breaker, 2)

    assert breaker.wait() == 0


def test_after_the_pause_one_request_passes_and_the_others_wait(breaker: Breaker, stopwatch: Stopwatch) -> None:
    _fails(breaker, 3)
    stopwatch.goes_on(2.0)

    waits = [breaker.wait() for _ in range(3)]

    assert waits == [0, 2.0, 2.0]


def test_of_many_threads_exactly_one_is_the_probe(breaker: Breaker, stopwatch: Stopwatch) -> None:
    _fails(breaker, 3)
    stopwatch.goes_on(2.0)

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: breaker.wait(), range(200)))

    assert waits.count(0) == 1


def test_each_failed_probe_doubles_the_pause_up_to_the_longest(breaker: Breaker, stopwatch: Stopwatch) -> None:
    _fails(breaker, 3)

    pauses = []
    for _ in range(5):
        pauses.append(pause := breaker.wait())
        stopwatch.goes_on(pause)
        assert breaker.wait() == 0
        breaker.failed()

    assert pauses == [2.0, 4.0, 8.0, 10.0, 10.0]


def test_an_answered_probe_closes_it_and_forgets_the_long_pause(breaker: Breaker, stopwatch: Stopwatch) -> None:
    _fails(breaker, 3)
    stopwatch.goes_on(2.0)
    breaker.wait()
    breaker.failed()
    stopwatch.goes_on(4.0)
    breaker.wait()

    breaker.answered()

    assert breaker.wait() == 0
    _fails(breaker, 3)
    assert breaker.wait() == 2.0


def test_failures_of_requests_already_on_their_way_do_not_lengthen_the_pause(breaker: Breaker) -> None:
    _fails(breaker, 3)

    _fails(breaker, 29)

    assert breaker.wait() == 2.0


def test_a_probe_that_never_reports_does_not_shut_the_carrier_for_ever(breaker: Breaker, stopwatch: Stopwatch) -> None:
    _fails(breaker, 3)
    stopwatch.goes_on(2.0)
    breaker.wait()

    stopwatch.goes_on(30.0)

    assert breaker.wait() == 0
