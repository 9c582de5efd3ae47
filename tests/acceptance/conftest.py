"""The towns in which the stories happen, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.town import Town, running_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town of most stories: SQLite, embedded Redis, one worker for each queue, every word said by the provider."""
    with running_town(tmp_path_factory.mktemp("town")) as running:
        yield running
