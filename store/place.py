"""Where an SQLite database lies: for its owner's eyes only, since names, numbers and passwords are in it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def make_place(database: Path) -> None:
    """Make the file and its folder where there are none; what is there is left as the operator set it.

    SQLite gives the files beside it (-wal, -shm) the file's own permissions.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Only ever opened when new: to close a file that SQLite has open would lose this process's locks on it.
    with suppress(FileExistsError):
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
