"""The doorbell, on a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from gateway.bell import RqBell
from gateway.embedded_redis import connection, stop_embedded
from gateway.settings import read_settings
from plp.ports import Door
from tests.fakes.town import MORNING, TownClock


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A server of its own, stopped afterwards."""
    settings = read_settings({"TOCSIN_HOME": str(tmp_path)}, None)
    client = connection(settings)
    yield client
    client.close()
    stop_embedded(settings)


def rings(redis: Redis) -> int:
    """How many are waiting for their second."""
    return len(Queue(Door.CALLS.value, connection=redis).scheduled_job_registry)


def asked(redis: Redis) -> int:
    """How many commands the server has ever taken."""
    return int(redis.info("stats")["total_commands_processed"])


def test_calls_that_end_together_ring_once_for_the_second_in_which_they_are_tried_again(redis: Redis) -> None:
    bell = RqBell(redis, TownClock())
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))
    before = asked(redis)

    for millisecond in range(-900, 0, 100):
        bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2, milliseconds=millisecond))

    assert asked(redis) == before + 1, "that question itself"
    assert rings(redis) == 1


def test_another_second_and_another_door_are_rung_for_by_themselves(redis: Redis) -> None:
    bell = RqBell(redis, TownClock())

    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2, seconds=1))
    bell.ring(Door.TEXTS, at=MORNING + timedelta(minutes=2))

    assert rings(redis) == 2
    assert len(Queue(Door.TEXTS.value, connection=redis).scheduled_job_registry) == 1


def test_a_ring_that_redis_forgot_is_repeated_with_the_next_call_that_ends_later(redis: Redis) -> None:
    clock = TownClock()
    bell = RqBell(redis, clock)
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))
    redis.flushall()

    clock.sleep(timedelta(seconds=1))
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))

    assert rings(redis) == 1


def test_a_ring_that_was_not_taken_is_not_believed(redis: Redis) -> None:
    bell = RqBell(redis, TownClock())
    redis.config_set("maxmemory", 1)
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))
    redis.config_set("maxmemory", 0)

    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))

    assert rings(redis) == 1


def test_the_queue_itself_never_tries_a_job_again(redis: Redis) -> None:
    bell = RqBell(redis, TownClock())

    bell.ring(Door.CALLS)
    bell.ring(Door.CALLS, at=MORNING + timedelta(minutes=2))

    queue = Queue(Door.CALLS.value, connection=redis, serializer=JSONSerializer)
    [waiting] = queue.job_ids
    [scheduled] = queue.scheduled_job_registry.get_job_ids()
    jobs = [queue.fetch_job(job) for job in (waiting, scheduled)]
    assert [(job.retries_left, job.retry_intervals) for job in jobs if job] == [(None, None)] * 2
