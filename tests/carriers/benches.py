"""Two test benches behind one face: the fake carrier, and the real one talking to a real exchange."""

from __future__ import annotations

import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import requests

from carriers.twilio_carrier import TwilioCarrier, open_carrier
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import fault_of
from plp.ports import CallOrder, Carrier, PriceList, Seen, TextOrder
from tests.carriers.scripted import Reply, ScriptedApi, serving
from tests.fakes.carrier import FakeCarrier
from tests.waiting import eventually

ZONE = "+3226100100"
ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "loopback"
SILENCE = Reply(200, b'<Response><Pause length="600"/></Response>', {"Content-Type": "text/xml"})


class Bench(ABC):
    """A carrier, and hands to make things go wrong on its side."""

    carrier: Carrier
    webhooks = "http://127.0.0.1:9"

    def call_order(self, name: str, to: str) -> CallOrder:
        base, ring = self.webhooks, timedelta(seconds=600)
        return CallOrder(name, to, ZONE, f"{base}/voice/{name}#rc=1", f"{base}/status/{name}#rc=1", ring)

    def text_order(self, name: str, to: str) -> TextOrder:
        return TextOrder(name, to, ZONE, "Bonjour €", f"{self.webhooks}/status/{name}", timedelta(hours=1))

    def rings(self, to: str, name: str = "one") -> str:
        """Place a call that goes on ringing."""
        (placed,) = self.carrier.call([self.call_order(name, to)])
        assert placed.sid
        return placed.sid

    @abstractmethod
    def talks(self, to: str) -> str:
        """Place a call that is answered and goes on."""

    @abstractmethod
    def refuses(self, number: str, code: int) -> None: ...

    @abstractmethod
    def throttles(self, number: str, seconds: int) -> None: ...

    @abstractmethod
    def answers_badly(self, number: str, *, taken: bool) -> None: ...

    @abstractmethod
    def missing_recording(self) -> str: ...

    @abstractmethod
    def ends_and_charges(self, sid: str) -> Seen:
        """End this call; how it stands once its price is told."""

    @abstractmethod
    def sends_and_charges(self, to: str) -> Seen:
        """Send a text; how it stands once its price is told."""

    def _sends(self, to: str) -> str:
        (placed,) = self.carrier.text([self.text_order("one", to)])
        assert placed.sid
        return placed.sid


class FakeBench(Bench):
    carrier: FakeCarrier

    def __init__(self) -> None:
        self.carrier = FakeCarrier()
        prices = {"fixed": "0.03", "mobile": "0.06", "incoming": "0.01", "text": "0.095", "incoming_text": "0.0075"}
        self.carrier.prices = PriceList("EUR", **{name: Decimal(price) for name, price in prices.items()})

    def talks(self, to: str) -> str:
        sid = self.rings(to)
        self.carrier.becomes(sid, "in-progress")
        return sid

    def refuses(self, number: str, code: int) -> None:
        self.carrier.fails(number, CarrierRefused(code, fault_of(code)))

    def throttles(self, number: str, seconds: int) -> None:
        self.carrier.fails(number, CarrierThrottled(seconds))

    def answers_badly(self, number: str, *, taken: bool) -> None:
        self.carrier.fails(number, CarrierUnclear("HTTP 500"), taken=taken)

    def missing_recording(self) -> str:
        return "https://carrier.example/RE1"

    def ends_and_charges(self, sid: str) -> Seen:
        self.carrier.end_call(sid)
        self.carrier.charges(sid, "0.06", seconds=7)
        return self.carrier.call_status(sid)

    def sends_and_charges(self, to: str) -> Seen:
        sid = self._sends(to)
        self.carrier.charges(sid, "0.095", parts=1)
        return self.carrier.text_status(sid)


class ExchangeBench(Bench):
    carrier: TwilioCarrier

    def __init__(self, url: str, webhooks: ScriptedApi) -> None:
        self.url, self.heard = url, webhooks
        self.webhooks = webhooks.url
        self.carrier = open_carrier(ACCOUNT, TOKEN, api_url=url)

    def talks(self, to: str) -> str:
        self.puts("handsets", {to: {"like": "listener", "answers_after": 1}})
        sid = self.rings(to)
        self.waits_for("fetch", sid)  # it was answered, and asked what to say
        return sid

    def refuses(self, number: str, code: int) -> None:
        self.puts("handsets", {number: {"refused": code}})

    def throttles(self, number: str, seconds: int) -> None:
        self._fault(number, {"status": 429, "retry_after": seconds, "code": 20429})

    def answers_badly(self, number: str, *, taken: bool) -> None:
        self._fault(number, {"status": 500, "taken": taken})

    def missing_recording(self) -> str:
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'0' * 32}"

    def ends_and_charges(self, sid: str) -> Seen:
        self.carrier.end_call(sid)
        assert eventually(lambda: self.carrier.call_status(sid).price is not None)
        return self.carrier.call_status(sid)

    def sends_and_charges(self, to: str) -> Seen:
        sid = self._sends(to)
        assert eventually(lambda: self.carrier.text_status(sid).price is not None)
        return self.carrier.text_status(sid)

    def puts(self, what: str, furniture: object) -> None:
        """Furnish the exchange: handsets, numbers, the default handset."""
        requests.put(f"{self.url}/exchange/{what}", json=furniture, timeout=10).raise_for_status()

    def waits_for(self, kind: str, sid: str, **facts: object) -> None:
        """Wait until the exchange tells this of a call or text, with these facts."""
        since = 0
        while True:
            asked: dict[str, str | int] = {"since": since, "kind": kind, "sid": sid, "wait": 20}
            events = requests.get(f"{self.url}/exchange/events", params=asked, timeout=30).json()["events"]
            assert events, f"{kind} {facts} never came"
            if any(facts.items() <= event.items() for event in events):
                return
            since = events[-1]["n"]

    def _fault(self, number: str, effect: object) -> None:
        for route in ("create-call", "create-message"):
            match = {"route": route, "to": number.replace("+", r"\+"), "count": 1}
            fault = {"match": match, "effect": effect}
            requests.post(f"{self.url}/exchange/faults", json=fault, timeout=10).raise_for_status()


@contextmanager
def exchange_running() -> Iterator[str]:
    """Start the exchange as its own program; it knows one number and every handset lets ring."""
    program = [sys.executable, "-m", "exchange", "--port", "0", "--speed", "20"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(program, cwd=root, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield running.stdout.readline().removeprefix("listening on ").strip()
        finally:
            running.terminate()


@contextmanager
def exchange_bench(url: str) -> Iterator[ExchangeBench]:
    """A fresh bench at this exchange."""
    requests.post(f"{url}/exchange/reset", timeout=10).raise_for_status()
    with serving() as webhooks:
        webhooks.default = SILENCE
        bench = ExchangeBench(url, webhooks)
        addresses = {"voice_url": f"{webhooks.url}/voice/incoming", "sms_url": f"{webhooks.url}/sms/incoming"}
        bench.puts("numbers", {ZONE: addresses})
        bench.puts("default", {"answers_after": None})
        yield bench
