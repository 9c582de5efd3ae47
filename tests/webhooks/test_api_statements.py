"""A page asks the database as often for thirty rows as for three."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from plp.outcome import By
from services.make_report import make_report
from tests.fakes.town import ZONE_TEXTS, Town
from tests.webhooks.api_client import a_program

LISTS = ("/alerts", "/cascades", "/reports", "/replies", "/members?partnership=tilleuls")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Whatever SQLite is asked meanwhile, also by statements that pass SQLAlchemy by."""
    asked: list[str] = []

    def listens(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(Pool, "checkout", listens)
    try:
        yield asked
    finally:
        event.remove(Pool, "checkout", listens)


def move_in(town: Town, numbers: range) -> None:
    """So many neighbours, each with a report and a reply, and so many messages."""
    for number in numbers:
        phone = f"+324790000{number:02}"
        member = town.has(f"Neighbour {number}", phone, wish="sms")
        with town.ports.store.write() as book:
            make_report(town.ports, book, member, by=By.SMS, sender=phone, text="Un homme essaie les portières.")
        town.launches()
        said = {"MessageSid": f"SM{number}", "From": phone, "To": ZONE_TEXTS, "Body": "Je l'ai vue hier soir"}
        town.client.post("/sms/incoming", data=said)


def questions(town: Town, path: str) -> tuple[int, int]:
    """How many rows the page has, and how many statements it took."""
    program = a_program(town)
    with statements() as asked:
        rows = program.gets(path).json["items"]
    return len(rows), len([each for each in asked if each.startswith("SELECT")])


@pytest.mark.parametrize("path", LISTS)
def test_a_page_asks_as_often_for_thirty_rows_as_for_three(town: Town, path: str) -> None:
    move_in(town, range(3))
    few, asked_for_few = questions(town, path)
    move_in(town, range(3, 30))

    many, asked_for_many = questions(town, path)

    assert (few, many) == (3, 30)
    assert 1 <= asked_for_few == asked_for_many
