"""Permits are shared: no second is crowded, whoever is late waits, and without Redis one goes on alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gateway.pace import SharedPace
from gateway.redis_server import RedisServer
from plp.forecast import Rates
from plp.ports import Door

AHEAD = timedelta(milliseconds=100)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    server = RedisServer(tmp_path_factory.mktemp("r"))
    yield server.ensure_started()
    server.stop()


@pytest.fixture
def redis(server: Path) -> Iterator[Redis]:
    with Redis(unix_socket_path=str(server)) as connection:
        connection.flushall()
        yield connection


def test_permits_are_those_of_the_next_tenth_of_a_second(redis: Redis) -> None:
    pace = SharedPace(redis, Rates(calls_per_second=100))

    moments = pace.take(Door.CALLS, 1000)

    assert 20 <= len(moments) <= 32  # a tenth ahead, and two tenths that nobody asked for in time
    assert list(moments) == sorted(moments)
    assert moments[-1] <= AHEAD


def test_what_one_has_taken_the_other_does_not_get(redis: Redis) -> None:
    one, other = (SharedPace(redis, Rates(calls_per_second=1)) for _ in range(2))

    assert len(one.take(Door.CALLS, 10)) == 1
    assert list(other.take(Door.CALLS, 10)) == []
    assert timedelta(0) < other.wait(Door.CALLS) <= timedelta(seconds=1)
    assert len(other.take(Door.TEXTS, 10)) == 1


@pytest.mark.parametrize("per_second", [1, 10, 25, 100])
def test_no_second_holds_more_than_one_above_the_rate_however_late_they_are(redis: Redis, per_second: int) -> None:
    one, other = (SharedPace(redis, Rates(calls_per_second=per_second)) for _ in range(2))

    first, _ = one.leave(Door.CALLS, per_second)
    second, wait = other.leave(Door.CALLS, per_second + 1)

    assert first + second == per_second + 1
    assert timedelta(0) < wait <= timedelta(seconds=1.1)


def test_what_left_before_redis_was_emptied_still_counts(redis: Redis) -> None:
    moment = [100.0]
    pace = SharedPace(redis, Rates(calls_per_second=10), monotonic=lambda: moment[0])
    before, _ = pace.leave(Door.CALLS, 50)

    redis.flushall()
    at_once, wait = pace.leave(Door.CALLS, 50)
    moment[0] += wait.total_seconds()

    assert (before, at_once) == (11, 0)
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=1.1)
    assert pace.leave(Door.CALLS, 50)[0] == 11


def test_a_redis_that_was_emptied_gives_no_moment_out_twice(redis: Redis) -> None:
    one, other = (SharedPace(redis, Rates(calls_per_second=0.5)) for _ in range(2))
    assert len(one.take(Door.CALLS, 10)) == 1
    assert list(other.take(Door.CALLS, 10)) == []

    redis.flushall()

    assert [list(each.take(Door.CALLS, 10)) for each in (other, one)] == [[], []]


def test_when_redis_was_emptied_the_second_in_which_others_may_have_left_counts_as_full(redis: Redis) -> None:
    one, other, third = (SharedPace(redis, Rates(calls_per_second=10)) for _ in range(3))
    assert [one.leave(Door.CALLS, 4)[0], other.leave(Door.CALLS, 4)[0], other.leave(Door.CALLS, 50)[0]] == [4, 4, 3]

    redis.flushall()

    assert [each.leave(Door.CALLS, 50)[0] for each in (one, other, third)] == [0, 0, 0]


def test_without_redis_each_goes_on_alone_at_its_share() -> None:
    moment = [100.0]
    nowhere = Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))
    pace = SharedPace(nowhere, Rates(calls_per_second=10), monotonic=lambda: moment[0])

    before = len(pace.take(Door.CALLS, 5)), pace.leave(Door.CALLS, 1)[0]
    moment[0] += 1.1  # what others let leave before it was gone is more than a second ago
    taken = [len(pace.take(Door.CALLS, most)) for most in (0, 5, 5)]
    left = pace.leave(Door.CALLS, 9)[0]
    moment[0] += 0.25

    assert before == (0, 0)
    assert taken == [0, 1, 0]
    assert left == 5
    assert len(pace.take(Door.CALLS, 5)) == 1


def test_without_redis_the_clock_takes_its_half_once_the_workers_have_ended_their_jobs(tmp_path: Path) -> None:
    # given
    moment, rates, server = [100.0], Rates(calls_per_second=10), RedisServer(tmp_path / "r")
    client = Redis(unix_socket_path=str(server.ensure_started()), retry=Retry(NoBackoff(), 0))
    paces = [SharedPace(client, rates, monotonic=lambda: moment[0]) for _ in range(5)]
    for pace in (*paces, paces[0]):
        pace.take(Door.CALLS, 0)

    # when
    server.stop()
    taken = {}
    for second in (0, 5, 70):
        moment[0] = 100.0 + second
        taken[second] = [len(paces[0].take(Door.CALLS, 1)), paces[0].wait(Door.CALLS).total_seconds()]

    # then
    client.close()
    assert taken[5] == [1, pytest.approx(0.5, abs=0.05)]
    assert taken[70] == [1, pytest.approx(0.2, abs=0.05)]


@pytest.mark.parametrize(("per_second", "processes"), [(1, 2), (10, 2), (10, 5), (25, 4)])
def test_without_redis_the_shares_of_all_together_are_within_the_rate(
    tmp_path: Path, per_second: int, processes: int
) -> None:
    # given processes that dial, the last a clock that only stands by, and a second used up
    moment = [100.0]
    server = RedisServer(tmp_path / "r")
    client = Redis(unix_socket_path=str(server.ensure_started()), retry=Retry(NoBackoff(), 0))
    rates = Rates(calls_per_second=per_second)
    paces = [SharedPace(client, rates, monotonic=lambda: moment[0]) for _ in range(processes)]
    for _ in range(2):
        for most, pace in enumerate(reversed(paces)):
            pace.take(Door.CALLS, most)
    left = [100.0] * sum(pace.leave(Door.CALLS, 50)[0] for pace in paces)
    assert len(left) == per_second + 1

    # when
    server.stop()
    while moment[0] < 110:
        moment[0] += 0.02
        for pace in paces:
            permits = len(pace.take(Door.CALLS, 50))
            left += [moment[0]] * (pace.leave(Door.CALLS, permits)[0] if permits else 0)

    # then
    client.close()
    assert max(sum(first <= each < first + 1 for each in left) for first in left) <= per_second + 1
    assert len(left) >= 0.6 * 10 * per_second
