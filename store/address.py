"""Reading a database's address: taken only when a database can be opened with it, and never repeated."""

from __future__ import annotations

import re
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_HOST = re.compile(r"[A-Za-z0-9._,-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?")
_ESCAPES = "in a user or password write : / ? # @ % as %3A %2F %3F %23 %40 %25"


class AddressWrong(ValueError):
    """This address opens no database of ours; says why in words of which none is the address's: it has a password."""


def read_url(url: str) -> URL:
    """Read a database URL; `postgres://` and `postgresql://` mean psycopg 3.

    Raises AddressWrong for all but SQLite in a file and PostgreSQL, and for what neither could be opened with.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise AddressWrong("it is neither sqlite:///a/file.db nor postgresql://user:password@host/name") from None
    except ValueError:
        raise AddressWrong(f"its port is not a number; {_ESCAPES}") from None
    match parsed.get_backend_name():
        case "postgresql" | "postgres":
            return _postgresql(parsed.set(drivername="postgresql+psycopg"))
        case "sqlite":
            return _sqlite(parsed.set(drivername="sqlite+pysqlite"))
    raise AddressWrong("it is neither sqlite:///a/file.db nor postgresql://user:password@host/name")


def _postgresql(url: URL) -> URL:
    if url == URL.create(url.drivername):
        raise AddressWrong("it names no host and no database")
    if url.host and not _HOST.fullmatch(url.host):
        raise AddressWrong(f"its host is not the name of a machine; {_ESCAPES}")
    if url.port is not None and not 1 <= url.port <= 65535:
        raise AddressWrong("its port is not from 1 to 65535")
    try:
        _, options = url.get_dialect()().create_connect_args(url)
        make_conninfo(**options)
    except (ArgumentError, ProgrammingError, ValueError):
        raise AddressWrong("after its ? stands an option that PostgreSQL does not know") from None
    return url


def _sqlite(url: URL) -> URL:
    if url.host or url.port or url.username or not url.database:
        raise AddressWrong("a file of SQLite is written sqlite:///a/file.db, its full path sqlite:////a/file.db")
    if url.database == ":memory:" or url.database.startswith("file:"):
        raise AddressWrong("several processes share the database: it must be a file of SQLite, named by its path")
    if Path(url.database).is_dir():
        raise AddressWrong("it names a folder; name a file in it")
    try:
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):
        raise AddressWrong("after its ? stands an option that SQLite does not know") from None
    return url
