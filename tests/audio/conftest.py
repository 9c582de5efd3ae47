"""A shelf in a folder of its own, the real espeak where it is installed, and things that hang until the test ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio.errors import EngineMissing
from audio.espeak import EspeakEngine
from audio.shelf import Shelf
from tests.audio.actors import SECRET, Google, google_on_loopback


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf", SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture(scope="session")
def espeak() -> EspeakEngine:
    try:
        return EspeakEngine()
    except EngineMissing as error:
        pytest.skip(str(error))


@pytest.fixture
def google() -> Iterator[Google]:
    with google_on_loopback() as google:
        yield google


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Shut until the test ends: whatever waits for it hangs."""
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def clock() -> list[float]:
    """One number, the seconds on a clock that the test turns itself."""
    return [1000.0]
