"""Callbacks: which events are told, in which order, with what, and how often after a trouble."""

from __future__ import annotations

import pytest
from werkzeug.wrappers import Response

from tests.exchange.gateway import Asked, Gateway
from tests.exchange.town import ACCOUNT, ANA, GATEWAY, Town
from tests.exchange.waiting import wait_until

ALL = ["initiated", "ringing", "answered", "completed"]


def told(gateway: Gateway, count: int, path: str = "/status") -> list[Asked]:
    """The callbacks, once there are so many."""
    wait_until(lambda: len(gateway.requests(path)) >= count)
    return gateway.requests(path)


def test_every_event_is_told_in_order_and_numbered_from_nought(town: Town, gateway: Gateway) -> None:
    url = gateway.says("/hello", "<Pause length='61'/>")
    sid = town.ring(url, status_callback=gateway.url("/status?attempt=7#rc=2"), status_callback_event=ALL)

    asked = told(gateway, 4)

    assert all(one.genuine for one in asked)
    assert [one.form["CallStatus"] for one in asked] == ["initiated", "ringing", "in-progress", "completed"]
    assert [one.form["SequenceNumber"] for one in asked] == ["0", "1", "2", "3"]
    last = asked[-1].form
    assert (last["CallSid"], last["AccountSid"], last["ApiVersion"]) == (sid, ACCOUNT, "2010-04-01")
    assert (last["From"], last["To"], last["Direction"]) == (GATEWAY, ANA, "outbound-api")
    assert last["CallbackSource"] == "call-progress-events"
    assert last["Timestamp"].endswith("+0000")
    assert 61 <= int(last["CallDuration"]) <= 120
    assert last["Duration"] == "2"
    assert "CallDuration" not in asked[0].form


@pytest.mark.parametrize(
    ("character", "status"),
    [("busy", "busy"), ("absent", "no-answer"), ({"failed": 13224}, "failed"), ("listener", "completed")],
)
def test_by_default_only_the_end_is_told_whatever_it_is(
    town: Town, gateway: Gateway, character: object, status: str
) -> None:
    town.handset(ANA, character)

    town.ended(town.ring(gateway.says("/hello", "<Hangup/>"), status_callback=gateway.url("/status")))

    (asked,) = told(gateway, 1)
    assert (asked.form["CallStatus"], asked.form["SequenceNumber"]) == (status, "0")
    assert asked.form.get("ErrorCode") == ("13224" if status == "failed" else None)


def test_events_may_be_asked_for_in_one_word(town: Town, gateway: Gateway) -> None:
    order = {"status_callback": gateway.url("/status"), "status_callback_event": ["ringing answered"]}
    town.ended(town.ring(gateway.says("/hello", "<Hangup/>"), **order))

    assert [asked.form["CallStatus"] for asked in told(gateway, 2)] == ["ringing", "in-progress"]


def test_a_cancelled_call_says_so(town: Town, gateway: Gateway) -> None:
    town.handset(ANA, "absent")
    sid = town.ring(gateway.says("/hello", "<Hangup/>"), timeout=600, status_callback=gateway.url("/status"))
    town.client.calls(sid).update(status="completed")

    assert told(gateway, 1)[0].form["CallStatus"] == "canceled"


def test_callbacks_may_be_got(town: Town, gateway: Gateway) -> None:
    order = {"status_callback": gateway.url("/status?a=b"), "status_callback_method": "GET"}
    town.ended(town.ring(gateway.says("/hello", "<Hangup/>"), **order))

    (asked,) = told(gateway, 1)
    assert (asked.method, asked.form["CallStatus"], asked.form["a"]) == ("GET", "completed", "b")
    assert asked.genuine


@pytest.mark.parametrize(
    ("fragment", "tries"),
    [("", 1), ("#rc=2&rp=ct,rt,5xx", 3), ("#rc=1&rp=all", 2), ("#rc=3&rp=4xx", 1), ("#rc=0&rp=all", 1)],
)
def test_a_server_error_is_repeated_as_the_fragment_says(
    town: Town, gateway: Gateway, fragment: str, tries: int
) -> None:
    url = gateway.answers("/status", Response(status=503))

    sid = town.ring(gateway.says("/hello", "<Hangup/>"), status_callback=url + fragment)

    callback = wait_until(lambda: town.call(sid)["callbacks"])[0]
    asked = gateway.requests("/status")
    assert (callback["status"], callback["attempts"], len(asked)) == (503, tries, tries)
    tokens = [one.headers.get("I-Twilio-Idempotency-Token") for one in asked]
    assert tokens[0] is None
    assert len(set(tokens[1:])) == min(1, tries - 1)
    assert all(one.genuine for one in asked)


def test_a_refused_connection_is_tried_once_more(town: Town, gateway: Gateway) -> None:
    sid = town.ring(gateway.says("/hello", "<Hangup/>"), status_callback="http://127.0.0.1:9/status")

    callback = wait_until(lambda: town.call(sid)["callbacks"])[0]
    assert (callback["status"], callback["attempts"]) == (0, 2)
