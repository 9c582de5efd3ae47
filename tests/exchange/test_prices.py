"""Prices: told some seconds after the end, below nought, as the provider tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from exchange.clock import wall
from exchange.messages.message import INBOUND, Message
from exchange.messages.message import Status as TextStatus
from exchange.prices import price_of_call, price_of_text
from exchange.voice.call import Call, CallOrder, Source
from exchange.voice.call import Status as CallStatus
from tests.exchange.gateway import Gateway
from tests.exchange.town import ANA, BRAM, GATEWAY, Json, Town
from tests.exchange.waiting import wait_until

LONG_AGO, JUST_NOW = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def ended() -> Callable[..., Call]:
    def make(status: CallStatus, seconds: int | None, *, to: str = ANA, ago: timedelta = LONG_AGO) -> Call:
        direction = "inbound" if to == GATEWAY else "outbound-api"
        order = CallOrder(to, GATEWAY, Source(twiml="<Response/>"), direction=direction)
        return Call(order, status=status, duration=seconds, ended_at=wall() - ago)

    return make


@pytest.mark.parametrize(
    ("to", "seconds", "price"),
    [
        (ANA, 1, "-0.06000"),
        (ANA, 60, "-0.06000"),
        (ANA, 61, "-0.12000"),
        (BRAM, 59, "-0.03000"),
        (GATEWAY, 30, "-0.01000"),
    ],
)
def test_a_call_costs_by_the_minute_begun(ended: Callable[..., Call], to: str, seconds: int, price: str) -> None:
    assert price_of_call(ended(CallStatus.COMPLETED, seconds, to=to), 1) == price


def test_nothing_is_told_at_once(ended: Callable[..., Call]) -> None:
    just_now = ended(CallStatus.COMPLETED, 30, ago=JUST_NOW)

    assert price_of_call(just_now, 1) is None
    assert price_of_call(just_now, 20) is not None


@pytest.mark.parametrize("status", [CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED])
def test_a_call_nobody_answered_has_no_price(ended: Callable[..., Call], status: CallStatus) -> None:
    assert price_of_call(ended(status, None), 1) is None


def test_a_text_costs_by_the_part_and_an_incoming_one_little() -> None:
    long_ago = wall() - LONG_AGO

    def price(body: str, status: TextStatus, direction: str = "outbound-api") -> str | None:
        text = Message(ANA, GATEWAY, body, status=status, direction=direction, updated_at=long_ago)
        return price_of_text(text, 1)

    assert price("a" * 160, TextStatus.DELIVERED) == "-0.09500"
    assert price("a" * 161, TextStatus.UNDELIVERED) == "-0.19000"
    assert price("oui", TextStatus.RECEIVED, INBOUND) == "-0.00750"
    assert price("a", TextStatus.FAILED) is None
    assert price("a", TextStatus.QUEUED) is None


@pytest.mark.parametrize(("sms", "price"), [({}, "-0.09500"), ({"undelivered": 30005}, "-0.09500")])
def test_the_official_client_reads_the_price_of_a_text(town: Town, sms: Json, price: str) -> None:
    town.handset(ANA, {"sms": sms})
    sid = town.text()

    told = wait_until(lambda: town.client.messages(sid).fetch().price)

    assert (told, town.client.messages(sid).fetch().price_unit) == (price, "EUR")


def test_the_official_client_reads_the_price_of_a_call(town: Town, gateway: Gateway) -> None:
    sid = town.ring(gateway.says("/hello", "<Hangup/>"), to=BRAM)

    assert wait_until(lambda: town.client.calls(sid).fetch().price) == "-0.03000"
    assert town.client.calls.list(to=BRAM)[0].price == "-0.03000"
