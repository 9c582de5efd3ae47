"""Where the embedded Redis listens: a unix socket in the home, or a short private folder where that will not do."""

from __future__ import annotations

import os
import re
import socket
import stat
import tempfile
from pathlib import Path

from gateway.redis_program import EmbeddedRedisDown

NAME = "redis.sock"
LONGEST = 100  # Linux takes 107 bytes and macOS 103


def socket_path(folder: Path) -> Path:
    """Say where the server of this folder listens. Every process gets the same answer once one has asked for it.

    Call it under the start lock when nothing has been recorded yet. Raises EmbeddedRedisDown when there is no place.
    """
    own = folder / NAME
    if _fits(own):
        return own
    record = folder / "socket-folder"
    if (kept := recorded(record)) is not None:
        return kept / NAME
    private = _make_private()
    aside = record.with_suffix(".new")
    aside.write_text(str(private))
    aside.replace(record)
    return private / NAME


def known_socket(folder: Path) -> Path | None:
    """Say where the server listens if that is known already, without making anything."""
    own = folder / NAME
    if _fits(own):
        return own
    kept = recorded(folder / "socket-folder")
    return kept / NAME if kept else None


def recorded(record: Path) -> Path | None:
    """Read the private folder; None when there is none, or when what is there is not private and ours."""
    try:
        private = Path(record.read_text())
        found = private.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == 0o700
    return private if ours else None


def answers(path: Path, patience: float = 1.0) -> bool:
    """Ask the server behind a socket for a sign of life; False when nobody answers or it is still loading."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(patience)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _make_private() -> Path:
    for place in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108 (mkdtemp makes it private)
        if Path(place).is_dir() and _fits(Path(place) / "tocsin-12345678" / NAME):
            return Path(tempfile.mkdtemp(prefix="tocsin-", dir=place))
    raise EmbeddedRedisDown(
        "there is no folder with a short enough path for a socket: set a shorter TOCSIN_HOME without spaces"
    )


def _fits(path: Path) -> bool:
    """Whether it is short enough, and redis-py can read it in what the server tells a client of itself."""
    return len(os.fsencode(path)) <= LONGEST and not re.search(r"[\s=]", str(path))
