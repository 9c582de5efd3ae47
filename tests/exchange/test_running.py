"""Running the exchange: on loopback, at its own speed, at its own rate, for hundreds of handsets at once."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.exchange.gateway import Gateway
from tests.exchange.town import ANA, Town, exchange_process, official_client
from tests.exchange.waiting import wait_until


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "192.0.2.1"], "loopback only"),
        (["--speed", "0"], "speed"),
        (["--handsets", "/nowhere.json"], "nowhere.json"),
        (["--default", "nobody"], "no character is named 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "exchange", *arguments]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_its_account_and_token_are_given_on_the_command_line(gateway: Gateway) -> None:
    account = "AC" + "a" * 32

    with exchange_process("--account", account, "--token", "other", "--default", "presses-one") as town:
        client = official_client(town.address, "other", account)
        sid = client.calls.create(to=ANA, from_="+3226100100", url=gateway.says("/hello", "<Hangup/>")).sid
        call = town.ended(sid)

    assert call["status"] == "completed"
    asked = gateway.requests("/hello")[0]
    assert asked.form["AccountSid"] == account
    assert not asked.genuine  # the gateway of these tests knows another token


def test_own_time_runs_as_fast_as_told(gateway: Gateway) -> None:
    url = gateway.says("/hello", '<Pause length="20"/>')

    with exchange_process(speed=20) as town:
        town.handset(ANA, {"answers_after": 2})
        began = time.monotonic()
        call = town.ended(town.ring(url))
        real = time.monotonic() - began

    assert 20 <= call["duration"] <= 60
    assert 22 / 20 <= real < 10


def test_the_excess_of_calls_queues(gateway: Gateway) -> None:
    url = gateway.says("/hello", "<Hangup/>")

    with exchange_process("--calls-per-second", "1") as town:
        sids = [town.ring(url) for _ in range(3)]
        last = town.client.calls(sids[-1]).fetch()
        since = town.client.calls.list(start_time_after=datetime.now(UTC) - timedelta(hours=1))
        without_a_time = town.client.calls.list()
        cancelled = town.client.calls(sids[-1]).update(status="canceled")
        ended = [town.ended(sid) for sid in sids]

    assert (last.status, last.start_time) == ("queued", None)
    assert last.sid not in [call.sid for call in since]
    assert last.sid in [call.sid for call in without_a_time]
    assert cancelled.status == "canceled"
    assert [call["status"] for call in ended] == ["completed", "completed", "canceled"]
    first, second = (call["states"][1]["seconds"] / 50 for call in ended[:2])
    assert second - first > 0.6


def test_events_are_told_in_order_and_waited_for(town: Town, gateway: Gateway) -> None:
    since = town.tell("GET", "events")["last"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(town.tell, "GET", f"events?since={since}&wait=10&kind=call.")
        sid = town.ring(gateway.says("/hello", "<Hangup/>"))
        first = waiting.result()["events"][0]
    town.ended(sid)

    assert (first["kind"], first["sid"], first["to"]) == ("call.queued", sid, ANA)
    events = town.tell("GET", f"events?since={since}&sid={sid}")["events"]
    kinds = [event["kind"] for event in events if event["kind"].startswith("call.")]
    assert kinds == ["call.queued", "call.initiated", "call.ringing", "call.in-progress", "call.completed"]
    assert [event["n"] for event in events] == sorted(event["n"] for event in events)


@pytest.mark.slow
def test_hundreds_talk_at_once(town: Town, gateway: Gateway) -> None:
    url = gateway.says("/hello", '<Gather numDigits="1"><Pause length="500"/></Gather>')
    with ThreadPoolExecutor(8) as pool:
        sids = list(pool.map(lambda n: town.ring(url, to=f"+3247011{n:04}"), range(300)))

    wait_until(lambda: town.tell("GET", "state")["live"] >= 300, 20)
    wait_until(lambda: town.tell("GET", "state")["calls"] == {"completed": 300}, 60)

    assert len(set(sids)) == town.tell("GET", "state")["peak"] == 300


def test_reset_forgets_everything_but_the_numbers(town: Town, gateway: Gateway) -> None:
    town.handset(ANA, "absent")
    town.fault({"route": "list"}, {"status": 500})
    town.ring(gateway.says("/hello", "<Hangup/>"), status_callback=gateway.url("/status"))

    town.tell("POST", "reset")

    assert town.client.calls.list() == []
    assert town.tell("GET", "state")["live"] == 0
    assert len(town.tell("GET", "numbers")) == 2
    assert gateway.requests("/status") == []
