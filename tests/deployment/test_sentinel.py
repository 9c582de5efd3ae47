"""Redis behind Sentinel: the address, and bell, pace, workers and web through a failover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from gateway.bell import RqBell
from gateway.clock import SystemClock
from gateway.embedded_redis import connection
from gateway.pace import SharedPace
from gateway.redis_program import EmbeddedRedisDown, find_program
from gateway.sentinel import SentinelAddress, read_sentinel_address
from gateway.settings import SettingsWrong, read_settings
from plp.forecast import Rates
from plp.ports import Door
from tests.deployment.redis_servers import RedisProcess, redis_server, sentinel_server
from tests.waiting import eventually
from tocsin.installation import Installation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis+sentinel://a:1,b:2/tocsin", SentinelAddress((("a", 1), ("b", 2)), "tocsin")),
        ("redis+sentinel://a,[::1]:7/tocsin/3", SentinelAddress((("a", 26379), ("::1", 7)), "tocsin", 3)),
        ("redis+sentinel://u:p%40q@a/s", SentinelAddress((("a", 26379),), "s", 0, "u", "p@q")),
        ("redis+sentinel://:p@a/s", SentinelAddress((("a", 26379),), "s", 0, None, "p")),
    ],
)
def test_an_address_names_sentinels_service_and_database(text: str, expected: SentinelAddress) -> None:
    assert read_sentinel_address(text) == expected
    assert read_settings({"REDIS_URL": text}, None).redis_url == text


@pytest.mark.parametrize(
    "text",
    ["redis+sentinel://a", "redis+sentinel://a/", "redis+sentinel:///s", "redis+sentinel://a,/s",
     "redis+sentinel://a:0/s", "redis+sentinel://a:x/s", "redis+sentinel://a/s/first", "redis+sentinel://u:hushhush@/s",
     "redis+sentinel://a/s?db=1"],
)  # fmt: skip
def test_a_wrong_address_is_refused_in_a_plain_sentence(text: str) -> None:
    with pytest.raises(SettingsWrong, match="REDIS_URL must be") as told:
        read_settings({"REDIS_URL": text}, None)

    assert "hushhush" not in str(told.value)


# ------------------------------------------------------------------------------------ a real one


@dataclass
class Watched:
    """A master with a replica, watched by a sentinel."""

    master: RedisProcess
    replica: RedisProcess
    url: str


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    try:
        find_program()
    except EmbeddedRedisDown as reason:
        pytest.skip(str(reason))
    with (
        redis_server(tmp_path / "one") as master,
        redis_server(tmp_path / "two", "--replicaof", f"127.0.0.1 {master.port}") as replica,
        sentinel_server(tmp_path / "sentinel", master, "tocsin") as sentinel,
    ):

        def knows_both() -> bool:
            seen = sentinel.ask("SENTINEL", "REPLICAS", "tocsin")
            role = replica.ask("ROLE")
            return isinstance(seen, list) and len(seen) == 1 and isinstance(role, list) and role[3] == b"connected"

        assert eventually(knows_both, within=30)
        yield Watched(master, replica, f"redis+sentinel://127.0.0.1:{sentinel.port},127.0.0.1:9/tocsin/1")


@pytest.mark.slow
def test_bell_pace_workers_and_web_go_on_after_a_failover(watched: Watched, tmp_path: Path) -> None:
    # given a worker and a web process on the master
    settings = {"REDIS_URL": watched.url, "TOCSIN_SPEECH": "provider"}
    with Installation(tmp_path / "home", settings=settings, doors=(Door.TEXTS,)) as there:
        there.start_gateway()
        client = connection(read_settings(there.environment, None))
        bell, pace = RqBell(client, SystemClock()), SharedPace(client, Rates(10, 10, 10))

        def answered() -> int:
            told = requests.get(f"{there.public_url}/metrics", timeout=10).text
            found = re.search(r'tocsin_jobs_total\{queue="texts"\} (\d+)', told)
            return int(found.group(1)) if found else 0

        assert eventually(answered, within=30)  # the ring at its start
        before = answered()
        bell.ring(Door.TEXTS, at=SystemClock().now() + timedelta(seconds=1))
        assert eventually(lambda: answered() > before, within=30)  # RQ's scheduler found the master too
        assert len(pace.take(Door.CALLS, 1)) == 1

        # when the master dies
        watched.master.kill()
        assert eventually(watched.replica.is_master, within=20)

        # then
        assert eventually(lambda: requests.get(f"{there.public_url}/readyz", timeout=20).ok, within=20)
        assert bell.is_heard()
        assert eventually(lambda: len(pace.take(Door.CALLS, 1)) == 1, within=30)
        seen = answered()
        bell.ring(Door.TEXTS)
        assert eventually(lambda: answered() > seen, within=20), there.log("texts")
        client.close()
