"""Connections to PostgreSQL are kept; whether one still lives is asked only when it has rested."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from store.address import read_url
from store.engines import postgres_engine
from tests.postgres import Postgres


class Moment:
    """A clock that shows what it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def engine(postgres: Postgres, moment: Moment) -> Iterator[Engine]:
    with postgres.fresh_database() as url:
        engine = postgres_engine(read_url(url), monotonic=moment)
        yield engine
        engine.dispose()


def backend(engine: Engine) -> int:
    """The server's process behind the connection that is handed out now."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cut(postgres: Postgres, pid: int) -> None:
    """As a restart of the server does, or a firewall."""
    with psycopg.connect(host=str(postgres.folder), user="tocsin", dbname="postgres", autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_one_that_was_cut_while_it_rested_is_replaced_and_nobody_notices(
    engine: Engine, postgres: Postgres, moment: Moment
) -> None:
    first = backend(engine)
    cut(postgres, first)
    moment.now += 2

    second = backend(engine)

    assert second != first


def test_one_that_was_cut_in_the_midst_of_work_costs_one_question_and_no_second(
    engine: Engine, postgres: Postgres
) -> None:
    first = backend(engine)
    cut(postgres, first)

    with pytest.raises(OperationalError):
        backend(engine)

    assert backend(engine) != first
