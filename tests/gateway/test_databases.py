"""The databases that tests are given."""

from __future__ import annotations

import sqlalchemy

from tests.postgres import Postgres


def test_a_test_is_given_an_empty_database_of_each_kind(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url)

    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE street (name TEXT)"))
        connection.execute(sqlalchemy.text("INSERT INTO street VALUES ('rue des Tilleuls')"))
        rows = connection.scalar(sqlalchemy.text("SELECT count(*) FROM street"))

    assert rows == 1
    engine.dispose()


def test_a_database_made_from_a_template_holds_what_the_template_holds(postgres: Postgres) -> None:
    with postgres.fresh_database() as template:
        engine = sqlalchemy.create_engine(template, poolclass=sqlalchemy.NullPool)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE street (name TEXT)"))

        with postgres.fresh_database(template=str(engine.url.database)) as url:
            copy = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)

            assert sqlalchemy.inspect(copy).get_table_names() == ["street"]
