"""What is rung for a later second is rung, also after Redis was away for a while."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from gateway.bell import RqBell
from gateway.clock import SystemClock
from gateway.embedded_redis import connection
from gateway.settings import read_settings
from plp.ports import Door
from tests.deployment.redis_servers import redis_server
from tests.waiting import eventually
from tocsin.installation import Installation


@pytest.mark.slow
def test_redis_goes_and_comes_back_and_a_ring_for_later_is_heard(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as redis:
        # given
        settings = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", "TOCSIN_SPEECH": "provider"}
        with Installation(tmp_path / "home", settings=settings, doors=(Door.TEXTS,)) as there:
            there.start_gateway()
            assert eventually(lambda: answered(there), within=30), "the ring at its start"

            # when
            redis.kill()
            assert eventually(lambda: "scheduler_begins_anew" in there.log("texts"), within=30)
            redis.start_again()
            before = answered(there)
            bell = RqBell(connection(read_settings(there.environment, None)), SystemClock())
            bell.ring(Door.TEXTS, at=SystemClock().now() + timedelta(seconds=1))

            # then
            assert eventually(lambda: answered(there) > before, within=30)
            assert "Traceback" not in there.log("texts")


def answered(there: Installation) -> int:
    """How many rings a worker has answered."""
    told = requests.get(f"{there.public_url}/metrics", timeout=10).text
    found = re.search(r'tocsin_jobs_total\{queue="texts"\} (\d+)', told)
    return int(found.group(1)) if found else 0
