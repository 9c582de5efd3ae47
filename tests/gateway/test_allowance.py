"""So many requests a minute and no more, whichever process is asked, and also while Redis is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from gateway.allowance import Allowance
from gateway.redis_server import RedisServer


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[str]:
    """Where a Redis of our own listens."""
    server = RedisServer(tmp_path / "redis")
    yield str(server.ensure_started())
    server.stop()


def test_processes_share_what_a_token_may_ask(socket: str) -> None:
    with Redis(unix_socket_path=socket) as first, Redis(unix_socket_path=socket) as second:
        one, other = Allowance(first), Allowance(second)

        waits = [process.used_up("control room", 4) for process in (one, other, one, other, one, other)]

        assert waits[:4] == [0, 0, 0, 0]
        assert all(1 <= wait <= 60 for wait in waits[4:])
        assert other.used_up("somebody else", 4) == 0


def test_while_redis_is_away_each_process_counts_alone(tmp_path: Path) -> None:
    nobody = Redis(unix_socket_path=str(tmp_path / "nobody"))
    one, other = Allowance(nobody), Allowance(nobody)

    assert [one.used_up("control room", 2) > 0 for _ in range(3)] == [False, False, True]
    assert other.used_up("control room", 2) == 0


def test_without_any_redis_it_counts_too() -> None:
    alone = Allowance()

    assert [alone.used_up("control room", 1) > 0 for _ in range(2)] == [False, True]
