"""Databases for the measurements: as durable as in service, made for the run and thrown away after it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store import migrate
from tests.postgres import NoPostgres, running_postgres

# As Debian ships it: every commit is on the disk before it returns.
_DURABLE = ("max_connections=200", "listen_addresses=", "shared_buffers=128MB")


@contextmanager
def databases(names: tuple[str, ...] = ("sqlite", "postgres")) -> Iterator[dict[str, str]]:
    """Addresses of empty, migrated databases by kind; PostgreSQL only where it is installed."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder:
        found = {"sqlite": f"sqlite:///{Path(folder) / 'bench.db'}"} if "sqlite" in names else {}
        if "postgres" not in names:
            yield _migrated(found)
            return
        try:
            with running_postgres(_DURABLE) as server, server.fresh_database() as url:
                yield _migrated(found | {"postgres": url})
        except NoPostgres as reason:
            print(f"(without PostgreSQL: {reason})")
            yield _migrated(found)


def _migrated(found: dict[str, str]) -> dict[str, str]:
    for url in found.values():
        migrate(url)
    return found
