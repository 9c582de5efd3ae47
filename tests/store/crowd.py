"""What other processes do in the tests of many at once; importable, so that they can be sent it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from plp.alert import Happening
from plp.outcome import By
from store import is_current, migrate, open_store
from tests.store.town import LEASE, NOON

Result = TypeVar("Result")


def in_processes(count: int, work: Callable[[str], Result], url: str) -> list[Result]:
    """Do the same work in so many fresh processes at once."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as processes:
        return list(processes.map(work, [url] * count))


def in_threads(count: int, work: Callable[[], Result]) -> list[Result]:
    """Do the same work in so many threads at once."""
    with ThreadPoolExecutor(count) as threads:
        return [each.result() for each in [threads.submit(work) for _ in range(count)]]


def claim_until_empty(url: str) -> list[str]:
    """A worker: claims in small batches until nothing is due; returns the deliveries it took."""
    store, taken = open_store(url), list[str]()
    while True:
        with store.write() as book:
            claims = book.cascades.claim(By.VOICE, most=7, now=NOON, lease=LEASE, holding=())
        if not claims:
            store.close()
            return taken
        taken += [each.delivery.id for each in claims]


def write_a_hundred_lines(url: str) -> int:
    """Four threads, each writing twenty-five transactions."""
    store = open_store(url)

    def write() -> None:
        for _ in range(25):
            with store.write() as book:
                book.alerts.note(Happening("alert-1", NOON, "tocsin", "noted"))

    in_threads(4, write)
    store.close()
    return 100


def upgrade(url: str) -> bool:
    """Bring the database to its newest schema; tells whether it is there."""
    migrate(url)
    return is_current(url)
