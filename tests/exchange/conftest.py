"""What the tests of the exchange may ask for: one exchange at fifty times real time, and a gateway to be called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exchange.gateway import Gateway, open_gateway
from tests.exchange.town import Town, exchange_process, numbers_of


@pytest.fixture(scope="session")
def one_gateway() -> Iterator[Gateway]:
    gateway, server = open_gateway()
    yield gateway
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def one_town(one_gateway: Gateway) -> Iterator[Town]:
    with exchange_process() as town:
        town.tell("PUT", "numbers", numbers_of(one_gateway.address))
        yield town


@pytest.fixture
def gateway(one_gateway: Gateway) -> Gateway:
    one_gateway.forget()
    return one_gateway


@pytest.fixture
def town(one_town: Town, gateway: Gateway) -> Town:
    one_town.tell("POST", "reset")
    gateway.forget()  # once more: a call of the test before may have asked for something until now
    return one_town
