"""A whole Tocsin in one directory, as the demo and the acceptance stories start it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.installation import Installation, free_port


@pytest.fixture
def still_starting() -> Iterator[str]:
    """Where somebody listens already and does not answer yet, like a web process that is reading its own code."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_a_web_process_that_is_slow_to_start_is_not_ready_yet(still_starting: str, tmp_path: Path) -> None:
    assert not Installation(tmp_path, bind=still_starting).is_ready(within=0.1)


def test_where_nobody_listens_nobody_is_ready(tmp_path: Path) -> None:
    assert not Installation(tmp_path, bind=f"127.0.0.1:{free_port()}").is_ready()
