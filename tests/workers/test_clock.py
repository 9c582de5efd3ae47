"""The clock's order: whoever is due comes first, money last."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from redis import Redis

from gateway.bell import RqBell
from gateway.wiring import Gateway
from plp.charge import LOOKS
from services.keep_ledger import keep_ledger
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town
from workers.clock import tick

__all__ = ["town"]
ANA, BEN = "+3226200001", "+3226200002"


def without_redis(town: Town, folder: Path) -> Gateway:
    """The town's ports behind a bell that nobody hears."""
    bell = RqBell(Redis(unix_socket_path=str(folder / "nobody.sock")), town.clock)
    unused = cast("Any", None)
    return Gateway(unused, town.ports, unused, bell, unused, unused)


def is_over(town: Town, number: str) -> str:
    """A call is heard to its end and has its price; its SID."""
    phone = town.phone(number).answers().listens_to_the_end()
    town.carrier.becomes(phone.sid, "completed")
    town.carrier.charges(phone.sid, "0.03")
    return phone.sid


def test_whoever_is_due_is_rung_before_any_price_is_asked(town: Town, tmp_path: Path) -> None:
    town.has("Ana", ANA)
    town.launches()
    is_over(town, ANA)
    keep_ledger(town.ports)
    town.clock.moment += LOOKS[0]
    town.has("Ben", BEN)
    cascade = town.launches(placing=False)

    tick(without_redis(town, tmp_path), sweeping=True)

    assert BEN in town.rung()
    with town.ports.store.read() as book:
        [line] = book.ledger.sums_of([each.alert for each in book.cascades.all() if each.id != cascade.id])
    assert (line.currency, line.awaited) == (None, 1)


def test_the_clock_keeps_the_ledger_once_the_doors_are_answered(town: Town, tmp_path: Path) -> None:
    town.has("Ana", ANA)
    cascade = town.launches()
    is_over(town, ANA)
    gateway = without_redis(town, tmp_path)

    tick(gateway, sweeping=True)
    town.clock.moment += LOOKS[0]
    tick(gateway, sweeping=False)
    with town.ports.store.read() as book:
        assert [each.awaited for each in book.ledger.sums_of([cascade.alert])] == [1]
    tick(gateway, sweeping=True)

    with town.ports.store.read() as book:
        assert [each.awaited for each in book.ledger.sums_of([cascade.alert])] == [0]
