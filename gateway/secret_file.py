"""The installation's own secret, made once and kept in its home."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

NAME = "secret"
LENGTH = 64  # 32 random bytes, written in hexadecimal


def read_or_make_secret(home: Path) -> str:
    """Read the secret kept in `home`, or make it there, readable by its owner only.

    Of several processes that make it at once, one wins and all return its secret. Raises OSError when `home` cannot
    be written, ValueError when the file there holds no secret.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = home / NAME
    if not kept.exists():
        _make(kept)
    secret = kept.read_text("ascii").strip()
    if len(secret) < LENGTH:
        raise ValueError(f"{kept} is too short to be the secret made at installation")
    return secret


def _make(kept: Path) -> None:
    """Write aside, then link: the file appears whole, and only for the first who comes."""
    handle, aside = tempfile.mkstemp(dir=kept.parent, prefix=".secret-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(LENGTH // 2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(kept).hardlink_to(aside)
    except FileExistsError:
        pass  # another process was first; its secret is the one that counts
    finally:
        Path(aside).unlink()
