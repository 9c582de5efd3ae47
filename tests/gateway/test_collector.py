"""What was loaded at the start is not walked again by each full collection."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from gateway.collector import leave_alone_what_is_loaded


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_only_what_came_later_is_walked() -> None:
    before = len(gc.get_objects())

    leave_alone_what_is_loaded()

    assert len(gc.get_objects()) < before / 10


def test_garbage_that_comes_later_is_still_found() -> None:
    leave_alone_what_is_loaded()
    ring: list[object] = []
    ring.append(ring)

    del ring

    assert gc.collect() >= 1
