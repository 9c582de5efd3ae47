"""Bringing a database to the schema this code expects, and telling whether it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from plp.errors import Refused, StoreBusy
from store.address import read_url
from store.engines import beside, sqlite_engine
from store.lock import WriterLock
from store.place import make_place

_LONGEST_MIGRATION = 600.0
"""Seconds for which a process that starts waits for another that migrates."""
_ONE_MIGRATION_AT_A_TIME = text("SELECT pg_advisory_xact_lock(8468, 2)")


def migrate(url: str) -> None:
    """Upgrade to the newest revision, all or nothing; several processes at once wait for each other.

    Raises StoreBusy when the database cannot be opened, Refused when a newer version made it or its rows do not hang
    together.
    """
    with _told_plainly(), _alone(url) as connection:
        before = MigrationContext.configure(connection).get_current_heads()
        config = _config()
        _see_that_all_are_known(before, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if MigrationContext.configure(connection).get_current_heads() != before:
            _see_that_all_hangs_together(connection)


def _see_that_all_are_known(revisions: Collection[str], config: Config) -> None:
    """Raises Refused."""
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in set(revisions) - known:
        raise Refused(
            f"the database has schema {revision}, which a newer version of Tocsin made; nothing was changed: "
            "install that version again, or restore a copy made before it"
        )


def _see_that_all_hangs_together(connection: Connection) -> None:
    """SQLite looks at what rows name only when asked, while tables are replaced.  Raises Refused."""
    if connection.dialect.name != "sqlite":
        return
    astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if astray:
        raise Refused(f"a row of {astray[0]} names one of {astray[2]} that is not there; nothing was changed")


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Raises StoreBusy with the reason of whoever refused, which names host and user and no password."""
    try:
        yield
    except DatabaseError as error:
        barred = isinstance(error.orig, InsufficientPrivilege)
        if not (barred or isinstance(error, OperationalError) or type(error) is DatabaseError):
            raise  # our own mistake in a migration: its trace is wanted
        raise _not_opened(str(error.orig)) from error
    except OSError as error:
        raise _not_opened(str(error.strerror)) from error


def _not_opened(why: str) -> StoreBusy:
    first_line = why.partition("\n")[0]
    return StoreBusy(f"the database cannot be opened ({first_line}); see whether it runs, and DATABASE_URL")


def is_current(url_or_engine: str | Engine) -> bool:
    """Tell whether the database can be reached and is at the revision this code expects; changes nothing."""
    if isinstance(url_or_engine, Engine):
        return _is_at_head(url_or_engine)
    url = read_url(url_or_engine)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return False
    return _is_at_head(_engine_for_once(url))


def _is_at_head(engine: Engine) -> bool:
    wanted = set(ScriptDirectory.from_config(_config()).get_heads())
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == wanted
    except SQLAlchemyError:
        return False


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    where = read_url(url)
    if where.get_backend_name() == "sqlite":
        make_place(Path(str(where.database)))
        lock = WriterLock(beside(where), patience=_LONGEST_MIGRATION)
        # To change a column SQLite puts a new table in the old one's place, which those who name its rows would forbid.
        engine = sqlite_engine(where, begin="BEGIN IMMEDIATE", foreign_keys=False)
        try:
            with lock.held(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()
            lock.close()
    else:
        # No time limits here: a migration of a large table takes what it takes.
        with _engine_for_once(where).begin() as connection:
            connection.execute(_ONE_MIGRATION_AT_A_TIME)
            yield connection


def _engine_for_once(url: URL) -> Engine:
    """One that keeps no connection, and waits five seconds for a server that does not say a word."""
    silent = {"connect_timeout": 5} if url.get_backend_name() == "postgresql" else {}
    return create_engine(url, poolclass=NullPool, connect_args=silent)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
