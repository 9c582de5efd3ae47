"""A carrier that answers 500 for a stretch: few attempts are spent, everybody else waits, and nobody is rung twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from carriers.breaker import TOLERATED
from carriers.twilio_carrier import open_carrier
from plp.forecast import Rates
from services.deliver import place_calls
from services.sweep import sweep
from store import SqlStore
from tests.carriers.benches import ACCOUNT, TOKEN, exchange_running
from tests.carriers.conftest import Stopwatch
from tests.fakes.town import Town

MEMBERS, CONNECTIONS = 100, 8
PROBES = 3
"""After two, four and eight seconds."""


@pytest.fixture
def exchange() -> Iterator[str]:
    with exchange_running() as url:
        requests.put(f"{url}/exchange/default", json={"answers_after": None}, timeout=10).raise_for_status()
        yield url


def test_a_stretch_of_failures_costs_no_attempt_more_than_those_in_flight(town: Town, exchange: str) -> None:
    # given
    store = town.ports.store
    assert isinstance(store, SqlStore)
    town = Town(store, rates=Rates(lines=MEMBERS))
    for number in range(MEMBERS):
        town.has(f"Member {number}", f"+322200{number:04d}")
    stopwatch = Stopwatch()
    carrier = open_carrier(ACCOUNT, TOKEN, api_url=exchange, many=CONNECTIONS, monotonic=stopwatch)
    ports = replace(town.ports, carrier=carrier)
    town.launches(placing=False)
    fault = {"match": {"route": "create-call"}, "effect": {"status": 500}}
    requests.post(f"{exchange}/exchange/faults", json=fault, timeout=10).raise_for_status()

    # when: ten looks, one a second, while it fails; then it is well again
    for _ in range(10):
        place_calls(ports)
        pass_time(town, stopwatch, 1)
    asked = requests.get(f"{exchange}/exchange/faults", timeout=10).json()["faults"][0]["used"]
    requests.delete(f"{exchange}/exchange/faults", timeout=10).raise_for_status()
    for _ in range(20):
        pass_time(town, stopwatch, 15)
        sweep(ports)
        place_calls(ports)

    # then
    tried = {number: town.outcomes(f"Member {number}") for number in range(MEMBERS)}
    spent = sum(outcomes.count("rejected") for outcomes in tried.values())
    assert spent == asked <= TOLERATED + CONNECTIONS + PROBES
    calls = requests.get(f"{exchange}/exchange/calls", timeout=10).json()["calls"]
    assert len({call["to"] for call in calls}) == MEMBERS
    assert {number for number, outcomes in tried.items() if not set(outcomes) - {"rejected"}} == set()


def pass_time(town: Town, stopwatch: Stopwatch, seconds: int) -> None:
    """On both clocks."""
    town.clock.moment += timedelta(seconds=seconds)
    stopwatch.goes_on(seconds)
