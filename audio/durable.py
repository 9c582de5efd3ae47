"""Files that are either wholly there after a power cut, or not at all; and turns that processes take."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_ASIDE = ".writing-"
_ABANDONED = 3600.0  # seconds


def write_aside(folder: Path, content: bytes) -> Path:
    """A temporary file in `folder` holding `content`, on disk when this returns. OSError leaves nothing behind."""
    handle, name = tempfile.mkstemp(prefix=_ASIDE, dir=folder)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # a stop by Ctrl-C leaves nothing half-written behind either
        aside.unlink(missing_ok=True)
        raise
    return aside


def sync_folder(folder: Path) -> None:
    """Makes the renames in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, now: float | None = None) -> None:
    """Removes what killed writers left more than an hour before `now` (seconds since the epoch)."""
    before = (time.time() if now is None else now) - _ABANDONED
    for aside in folder.glob(_ASIDE + "*"):
        with contextlib.suppress(OSError):  # somebody else sweeps too
            if aside.stat().st_mtime < before:
                aside.unlink()


@contextlib.contextmanager
def turn(lock: Path) -> Iterator[None]:
    """One thread of one process at a time between here and the end; the system frees the lock of a killed process."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        # Said aloud, not left to close(): a child forked meanwhile holds a copy and would keep the lock.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)
