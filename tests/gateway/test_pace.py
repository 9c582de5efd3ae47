"""Permits are shared: no second is crowded, whoever is late waits, and without Redis one goes on alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

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


@pytest.mark.parametrize("per_second", [1, 10, 25])
def test_no_second_holds_more_than_one_above_the_rate_however_late_they_are(redis: Redis, per_second: int) -> None:
    one, other = (SharedPace(redis, Rates(calls_per_second=per_second)) for _ in range(2))

    first, _ = one.leave(Door.CALLS, 50)
    second, wait = other.leave(Door.CALLS, 50)

    assert first + second == per_second + 1
    assert timedelta(0) < wait <= timedelta(seconds=1.1)


def test_without_redis_each_goes_on_alone_at_its_share() -> None:
    moment = [100.0]
    nowhere = Redis(unix_socket_path="/nowhere/redis.sock")
    pace = SharedPace(nowhere, Rates(calls_per_second=10), monotonic=lambda: moment[0])

    taken = [len(pace.take(Door.CALLS, 5)) for _ in range(3)]
    moment[0] += 0.2

    assert taken == [1, 0, 0]
    assert pace.leave(Door.CALLS, 1) == (1, timedelta(0))
    assert len(pace.take(Door.CALLS, 5)) == 1
