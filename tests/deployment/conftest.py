"""The country's two machines, started once for all stories about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.redis_program import EmbeddedRedisDown, find_program
from tests.deployment.gateways import Country, two_gateways
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def country(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    """Two gateways on one PostgreSQL, one Redis and one shelf; skips with the reason where there is no Redis."""
    try:
        find_program()
    except EmbeddedRedisDown as reason:
        pytest.skip(str(reason))
    home: Path = tmp_path_factory.mktemp("country")
    with postgres.fresh_database() as url, two_gateways(home, url) as running:
        yield running
