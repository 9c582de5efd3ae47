"""What is over and not yet in the ledger is found without walking through all that ever was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event

from store import migrate
from store.address import read_url
from store.errands import Errands
from store.ledger import Ledger
from tests.store.town import NOON

GROWS = ("attempts", "calls", "errands", "incoming_texts", "cascades", "charges", "members", "alerts", "deliveries")
SINCE = NOON - timedelta(days=9)


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Connection]:
    """A migrated SQLite, whose plans can be read without any rows."""
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    migrate(url)
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def plans(on: Connection) -> list[str]:
    """How the database would go about all that the sweep asks of the ledger."""
    asked: list[tuple[str, Any]] = []
    event.listen(on, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    ledger = Ledger(on)
    ledger.unwritten(SINCE, most=500)
    ledger.unwritten_beside(SINCE, NOON, most=500)
    ledger.to_ask(NOON, most=40)
    Errands(on).live_calls()
    steps = [on.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", named).all() for words, named in list(asked)]
    return [step[-1] for each in steps for step in each]


def test_the_sweep_scans_no_table_that_grows(on: Connection) -> None:
    found = plans(on)

    assert [step for step in found if re.match(rf"SCAN ({'|'.join(GROWS)})\b", step)] == []


def test_it_starts_from_what_is_recent_and_not_from_every_sid(on: Connection) -> None:
    found = "\n".join(plans(on))

    for table, start in (
        ("alerts", r"expires_at>"),
        ("attempts", r"cascade="),
        ("attempts", r"at>"),
        ("errands", r"asked_at>"),
        ("calls", r"started_at>"),
        ("incoming_texts", r"at>"),
    ):
        assert re.search(rf"SEARCH {table} USING .*\({start}", found), (table, found)
