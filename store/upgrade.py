"""Bringing a database to the schema this code expects, and telling whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from store.address import read_url
from store.engines import beside, sqlite_engine
from store.lock import WriterLock

_LONGEST_MIGRATION = 600.0
"""Seconds for which a process that starts waits for another that migrates."""
_ONE_MIGRATION_AT_A_TIME = text("SELECT pg_advisory_xact_lock(8468, 2)")


def migrate(url: str) -> None:
    """Upgrade to the newest revision, all or nothing; several processes at once wait for each other."""
    with _alone(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(url_or_engine: str | Engine) -> bool:
    """Tell whether the database can be reached and is at the revision this code expects; changes nothing."""
    if isinstance(url_or_engine, Engine):
        return _is_at_head(url_or_engine)
    url = read_url(url_or_engine)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return False
    engine = create_engine(url, poolclass=NullPool)
    return _is_at_head(engine)


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
        Path(str(where.database)).parent.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(beside(where), patience=_LONGEST_MIGRATION)
        engine = sqlite_engine(where, begin="BEGIN IMMEDIATE")
        try:
            with lock.held(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()
            lock.close()
    else:
        # No time limits here: a migration of a large table takes what it takes.
        with create_engine(where, poolclass=NullPool).begin() as connection:
            connection.execute(_ONE_MIGRATION_AT_A_TIME)
            yield connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
