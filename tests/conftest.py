"""What every test may ask for: databases of both kinds, made for it and thrown away after it."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from store import migrate
from tests.postgres import NoPostgres, Postgres, running_postgres


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the long stories wait for leases and bells most of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Whatever a command in an earlier story asked the logs for, each story hears warnings, as it would alone."""
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server a test process; skips with the reason where there is none."""
    running = running_postgres()
    try:
        server = running.__enter__()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    yield server
    running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The address of the server's own database, for tests that look at the server rather than at our tables."""
    return postgres.url()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind we support."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tocsin.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and nobody in it, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def empty_template(postgres: Postgres) -> Iterator[str]:
    """The name of a PostgreSQL database with every table and nobody in it, to be copied."""
    with postgres.fresh_database() as url:
        migrate(url)
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of each kind with every table and nobody in it."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("empty_database"), tmp_path / "tocsin.db")
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh_database(request.getfixturevalue("empty_template")) as url:
        yield url
