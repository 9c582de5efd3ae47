"""A Redis that is there and says nothing: it is waited for once, and left alone for a while."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from gateway.absence import LEFT_ALONE, Absence
from gateway.bell import RqBell
from gateway.clock import SystemClock
from gateway.embedded_redis import connection
from gateway.pace import SharedPace
from gateway.redis_server import RedisServer
from gateway.settings import read_settings
from plp.forecast import Rates
from plp.ports import Door

CARRIERS_CEILING = 15


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Redis]:
    """A client of a server that has been stopped in the middle of its work."""
    settings = read_settings({"TOCSIN_HOME": str(tmp_path)}, None)
    client = connection(settings)
    client.ping()
    server = RedisServer(tmp_path / "redis")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield client
    finally:
        os.kill(pid, signal.SIGCONT)
        client.close()
        server.stop()


def seconds(done: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    done()
    return time.monotonic() - began


@pytest.mark.slow
def test_a_ring_and_a_permit_wait_for_it_once_and_within_what_a_webhook_has(silent: Redis) -> None:
    bell, pace = RqBell(silent, SystemClock()), SharedPace(silent, Rates(calls_per_second=10))

    first = seconds(lambda: bell.ring(Door.CALLS))
    second = seconds(lambda: bell.ring(Door.CALLS))
    heard = bell.is_heard()
    permits = seconds(lambda: pace.take(Door.CALLS, 5))
    alone = seconds(lambda: pace.leave(Door.CALLS, 5))

    assert first < CARRIERS_CEILING / 2
    assert second < first / 4
    assert not heard
    assert permits < CARRIERS_CEILING / 2
    assert alone < permits / 4


def test_after_a_while_it_is_asked_again() -> None:
    moment = [100.0]
    absence = Absence(lambda: moment[0])

    before = absence.lasts()
    absence.begins()
    during = absence.lasts()
    moment[0] += LEFT_ALONE

    assert (before, during, absence.lasts()) == (False, True, False)
