"""Faults on demand: refusals, hangs, resets, hidden calls, and callbacks that are lost, doubled, late or too early."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from werkzeug.wrappers import Response

from tests.exchange.gateway import Gateway
from tests.exchange.town import ACCOUNT, ANA, BRAM, GATEWAY, TOKEN, Json, Town
from tests.exchange.waiting import wait_until
from tests.waiting import eventually

ALL = ["initiated", "ringing", "answered", "completed"]


def order(town: Town, url: str, to: str = ANA, wait: float = 5) -> requests.Response:
    """One create request, without the client's interpretation."""
    address = f"{town.address}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    form = {"To": to, "From": GATEWAY, "Url": url}
    with requests.post(address, data=form, auth=(ACCOUNT, TOKEN), timeout=wait) as reply:
        return reply


def placed(town: Town) -> int:
    """How many calls there are."""
    return len(town.tell("GET", "calls")["calls"])


@pytest.mark.parametrize(
    ("effect", "status", "code", "after", "taken"),
    [
        ({"status": 429, "retry_after": 2}, 429, 20429, "2", 0),
        ({"status": 429, "code": 10004}, 429, 10004, None, 0),
        ({"status": 500}, 500, 20500, None, 0),
        ({"status": 503, "taken": True}, 503, 20500, None, 1),
    ],
)
def test_the_provider_answers_with_an_error(
    town: Town, gateway: Gateway, effect: Json, status: int, code: int, after: str | None, taken: int
) -> None:
    town.fault({"route": "create-call", "count": 1}, effect)

    reply = order(town, gateway.says("/hello", "<Hangup/>"))

    assert (reply.status_code, reply.json()["code"], reply.headers.get("Retry-After")) == (status, code, after)
    assert placed(town) == taken
    assert order(town, gateway.url("/hello")).status_code == 201


@pytest.mark.parametrize("taken", [True, False])
def test_the_connection_is_reset(town: Town, gateway: Gateway, taken: bool) -> None:
    town.fault({"route": "create-call"}, {"reset": True, "taken": taken})

    with pytest.raises(requests.ConnectionError):
        order(town, gateway.says("/hello", "<Hangup/>"))

    assert placed(town) == int(taken)


@pytest.mark.parametrize("taken", [True, False])
def test_the_provider_hangs(town: Town, gateway: Gateway, taken: bool) -> None:
    town.fault({"route": "create-call"}, {"hang": 5, "taken": taken})

    with pytest.raises(requests.ReadTimeout):
        order(town, gateway.says("/hello", "<Hangup/>"), wait=0.3)

    assert placed(town) == int(taken)
    if taken:
        wait_until(lambda: gateway.requests("/hello"))


def test_a_slow_provider_takes_the_call_though_nobody_waits_any_more(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "create-call"}, {"slow": 0.4})

    with pytest.raises(requests.ReadTimeout):
        order(town, gateway.says("/hello", "<Hangup/>"), wait=0.1)

    assert placed(town) == 0
    wait_until(lambda: placed(town) == 1)
    wait_until(lambda: gateway.requests("/hello"))


def test_lists_hide_a_new_call_for_a_while(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "create-call"}, {"hidden_for": 0.5})

    sid = town.ring(gateway.says("/hello", "<Hangup/>"))

    assert town.client.calls.list(to=ANA) == []
    assert town.client.calls(sid).fetch().sid == sid
    wait_until(lambda: [call.sid for call in town.client.calls.list(to=ANA)] == [sid])


def test_a_call_whose_answer_suffers_may_be_hidden_too(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "create-call"}, {"status": 500, "taken": True, "hidden_for": 0.5})

    with pytest.raises(TwilioRestException):
        town.ring(gateway.says("/hello", "<Hangup/>"))

    assert placed(town) == 1
    assert town.client.calls.list(to=ANA) == []
    wait_until(lambda: len(town.client.calls.list(to=ANA)) == 1)


def test_a_callback_comes_before_the_create_request_is_answered(town: Town, gateway: Gateway) -> None:
    town.fault({"route": "create-call"}, {"early": 5})

    order = {"status_callback": gateway.url("/status"), "status_callback_event": ALL}
    sid = town.ring(gateway.says("/hello", "<Hangup/>"), **order)

    assert gateway.requests("/status")[0].form["CallSid"] == sid
    wait_until(lambda: len(gateway.requests("/status")) == 4)


@pytest.mark.parametrize(
    ("match", "effect", "statuses"),
    [
        ({"event": "call:completed"}, {"lost": True}, ["initiated", "ringing", "in-progress"]),
        (
            {"event": "ringing"},
            {"doubled": True},
            ["initiated", "ringing", "ringing", "in-progress", "completed"],
        ),
        ({"event": "ringing"}, {"reordered": True}, ["initiated", "in-progress", "ringing", "completed"]),
        ({"event": "completed"}, {"reordered": True}, ["initiated", "ringing", "in-progress", "completed"]),
        ({"event": "initiated"}, {"delayed": 2.5}, ["ringing", "in-progress", "completed", "initiated"]),
    ],
)
def test_callbacks_go_astray(town: Town, gateway: Gateway, match: Json, effect: Json, statuses: list[str]) -> None:
    town.fault({"route": "callback", **match}, effect)

    order = {"status_callback": gateway.url("/status"), "status_callback_event": ALL}
    sid = town.ring(gateway.says("/hello", '<Pause length="10"/>'), **order)

    town.ended(sid)
    wait_until(lambda: len(gateway.requests("/status")) >= len(statuses))
    assert [asked.form["CallStatus"] for asked in gateway.requests("/status")] == statuses


def test_what_is_reordered_comes_after_the_next_one_not_after_one_under_way(town: Town, gateway: Gateway) -> None:
    ended, overtaken = Event(), []

    def first() -> Iterator[bytes]:
        yield b"" if ended.wait(10) else b"it never ended"

    def second() -> Iterator[bytes]:
        overtaken.append(eventually(lambda: len(gateway.requests("/status")) > 2, within=0.3))
        yield b""

    gateway.answers("/status", Response(first()), Response(second()), Response(status=204))
    town.fault({"route": "callback", "event": "ringing"}, {"reordered": True})

    order = {"status_callback": gateway.url("/status"), "status_callback_event": ALL}
    town.ended(town.ring(gateway.says("/hello", '<Pause length="10"/>'), **order))
    ended.set()

    wait_until(lambda: len(gateway.requests("/status")) >= 4)
    told = [asked.form["CallStatus"] for asked in gateway.requests("/status")]
    assert told == ["initiated", "in-progress", "ringing", "completed"]
    assert overtaken == [False]


def test_a_fault_is_for_some_numbers_and_some_times_only(town: Town, gateway: Gateway) -> None:
    url = gateway.says("/hello", "<Hangup/>")
    town.fault({"route": "create-call", "to": r"^\+3247", "nth": 2}, {"status": 500})

    statuses = [order(town, url, to).status_code for to in (ANA, BRAM, BRAM, ANA, ANA)]

    assert statuses == [201, 201, 201, 500, 201]
    (fault,) = town.tell("GET", "faults")["faults"]
    assert (fault["seen"], fault["used"]) == (3, 1)


def test_a_probability_is_the_same_with_the_same_seed(town: Town) -> None:
    def seen(seed: int) -> list[int]:
        town.tell("DELETE", "faults")
        town.fault({"route": "list", "probability": 0.5, "seed": seed}, {"status": 500})
        address = f"{town.address}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
        return [requests.get(address, auth=(ACCOUNT, TOKEN), timeout=5).status_code for _ in range(12)]

    first, again, other = seen(7), seen(7), seen(8)

    assert first == again != other
    assert set(first) == {200, 500}


@pytest.mark.parametrize("route", ["fetch", "update", "list", "create-message"])
def test_other_requests_fail_too(town: Town, gateway: Gateway, route: str) -> None:
    sid = town.ring(gateway.says("/hello", '<Pause length="600"/>'))
    town.fault({"route": route, "to": "" if route == "list" else "0011"}, {"status": 500})
    requests_ = {
        "fetch": lambda: town.client.calls(sid).fetch(),
        "update": lambda: town.client.calls(sid).update(status="completed"),
        "list": town.client.calls.list,
        "create-message": town.text,
    }

    with pytest.raises((TwilioRestException, Exception), match="500"):
        requests_[route]()


def test_a_fault_is_lifted(town: Town) -> None:
    town.fault({"route": "account"}, {"status": 500})
    (fault,) = town.tell("GET", "faults")["faults"]

    town.tell("DELETE", f"faults/{fault['id']}")

    assert town.client.api.v2010.accounts(ACCOUNT).fetch().sid == ACCOUNT


@pytest.mark.parametrize(
    "fault",
    [{"match": {"route": "nowhere"}, "effect": {}}, {"match": {}}, {"match": {}, "effect": {"explode": True}}],
)
def test_a_fault_that_makes_no_sense_is_refused(town: Town, fault: Json) -> None:
    with requests.post(f"{town.address}/exchange/faults", json=fault, timeout=5) as reply:
        assert reply.status_code == 400


def test_a_slow_answer_is_merely_slow(town: Town) -> None:
    town.fault({"route": "account"}, {"slow": 0.3})
    began = time.monotonic()

    town.client.api.v2010.accounts(ACCOUNT).fetch()

    assert time.monotonic() - began >= 0.3
