"""The one lock before which all who write to an SQLite file queue, in whatever thread or process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from plp.errors import StoreBusy

PATIENCE = 5.0
"""Seconds to wait for one's turn: a caller is told to wait a moment well within the carrier's fifteen."""
_ONCE_IN_VAIN = 0.25
"""Seconds, once somebody has waited in vain: else a few threads would wait one after the other while callers queue."""
_NAP = 0.0003
_CROWDED_FOR = 1.0
"""Seconds for which others are believed to come again, once one was seen waiting."""


class WriterLock:
    """A lock for threads around a lock on a file for processes.

    SQLite's own waiting sleeps and is unfair: behind this lock the slowest of sixteen writers waits
    40 ms instead of 800 (FACTS).  The kernel lets go of a file when a process dies.  Whoever waits for the writer's
    place stands in the doorway, a second file: whoever has just left the place cannot take it again before him.
    """

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self._path = path
        self._patience = patience
        self._waits = patience
        self._threads = Lock()
        self._files: tuple[int, int] | None = None
        self._crowded_until = 0.0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for our turn and keep it; not re-entrant.  Raises StoreBusy when it does not come in time."""
        until = time.monotonic() + self._waits
        if not self._threads.acquire(timeout=self._waits):
            self._in_vain()
        try:
            doorway, place = self._open()
            self._wait_for(doorway, until)
            try:
                self._wait_for(place, until)
            finally:
                fcntl.flock(doorway, fcntl.LOCK_UN)
            self._waits = self._patience
            try:
                yield
            finally:
                self._look_behind(doorway)
                fcntl.flock(place, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    @property
    def waits(self) -> float:
        """Seconds for which the next one would wait: few, once somebody has waited in vain."""
        return self._waits

    @property
    def crowded(self) -> bool:
        """Whether another process stood in the doorway a moment ago, when this one was done."""
        return time.monotonic() < self._crowded_until

    def close(self) -> None:
        """Close the file; the next writer opens it again."""
        with self._threads:
            for file in self._files or ():
                os.close(file)
            self._files = None

    def _look_behind(self, doorway: int) -> None:
        if _take(doorway):
            fcntl.flock(doorway, fcntl.LOCK_UN)
        else:
            self._crowded_until = time.monotonic() + _CROWDED_FOR

    def _wait_for(self, file: int, until: float) -> None:
        """Ask again and again: the kernel knows no time-out for this lock."""
        while not _take(file):
            if time.monotonic() > until:
                self._in_vain()
            time.sleep(_NAP)

    def _in_vain(self) -> None:
        waited, self._waits = self._waits, min(self._patience, _ONCE_IN_VAIN)
        raise StoreBusy(f"somebody else has been writing to the database for more than {waited:g} s")

    def _open(self) -> tuple[int, int]:
        if self._files is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._files = _opened(self._path.with_name(f"{self._path.name}.next")), _opened(self._path)
        return self._files


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
