"""The account calls one of its own numbers: the call arrives, tones become keys, the network may rewrite the number."""

from __future__ import annotations

from tests.exchange.gateway import Gateway
from tests.exchange.town import GATEWAY, Json, Town
from tests.exchange.waiting import wait_until

ELSEWHERE = "+3224445566"


def calls_itself(town: Town, gateway: Gateway, *, arriving: str) -> tuple[Json, Json | None]:
    """What became of the call that leaves, and of the one that arrives."""
    gateway.says("/voice/incoming", arriving)
    url = gateway.says("/leaving", '<Pause length="1"/><Play digits="w12#"/><Pause length="60"/>')
    sid = town.ring(url, to=GATEWAY, timeout=20, status_callback=gateway.url("/status"))
    left = town.ended(sid)
    inbound = [call for call in town.tell("GET", "calls?direction=inbound")["calls"] if call["to"] == GATEWAY]
    return left, town.ended(inbound[0]["sid"]) if inbound else None


GATHERS = '<Gather action="/typed" timeout="20"><Say>Un instant.</Say></Gather>'


def test_tones_at_one_end_are_keys_at_the_other_and_both_end_together(town: Town, gateway: Gateway) -> None:
    gateway.says("/typed", "<Say>Merci.</Say><Hangup/>")

    left, arrived = calls_itself(town, gateway, arriving=GATHERS)

    assert arrived is not None
    [typed] = gateway.requests("/typed")
    assert (typed.form["Digits"], typed.form["From"], typed.form["Direction"]) == ("12", GATEWAY, "inbound")
    assert (left["status"], arrived["status"]) == ("completed", "completed")
    assert left["duration"] < 60
    wait_until(lambda: gateway.requests("/status"))


def test_the_network_shows_another_number(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "network"}, {"shows": ELSEWHERE})

    _, arrived = calls_itself(town, gateway, arriving="<Hangup/>")

    assert arrived is not None
    assert arrived["from"] == ELSEWHERE
    assert gateway.requests("/voice/incoming")[0].form["From"] == ELSEWHERE


def test_the_network_withholds_the_number(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "network", "to": "610"}, {"shows": "anonymous"})

    _, arrived = calls_itself(town, gateway, arriving="<Hangup/>")

    assert arrived is not None
    assert arrived["from"] == "anonymous"


def test_the_network_loses_the_call(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "network"}, {"lost": True})

    left, arrived = calls_itself(town, gateway, arriving=GATHERS)

    assert (left["status"], arrived) == ("no-answer", None)


def test_a_number_that_rejects_is_busy(town: Town, gateway: Gateway) -> None:
    left, arrived = calls_itself(town, gateway, arriving='<Reject reason="busy"/>')

    assert arrived is not None
    assert (left["status"], arrived["status"]) == ("busy", "busy")


def test_a_fault_of_every_route_leaves_the_network_alone(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "*", "nth": 50}, {"status": 500})

    left, _ = calls_itself(town, gateway, arriving="<Hangup/>")

    assert left["status"] == "completed"
