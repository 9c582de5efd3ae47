"""A running exchange as tests see it: the official client, the control API, and a few words to tell stories with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.exchange.waiting import wait_until

ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "loopback"
GATEWAY, SMS_GATEWAY = "+3226100100", "+32460100100"
ANA, BRAM, OFFICER = "+32470100011", "+3222610012", "+32470100001"
OVER = {"completed", "busy", "no-answer", "failed", "canceled"}
Json = dict[str, Any]


@dataclass
class Town:
    """One exchange."""

    address: str
    client: Client

    def tell(self, method: str, path: str, told: object = None) -> Json:
        """One request to the control API."""
        with requests.request(method, f"{self.address}/exchange/{path}", json=told, timeout=20) as reply:
            assert reply.ok, reply.text
            return dict(reply.json())

    def handset(self, number: str, character: object) -> None:
        """Says who answers this number."""
        self.tell("PUT", "handsets", {number: character})

    def fault(self, match: Json, effect: Json) -> None:
        """Puts a fault in force."""
        self.tell("POST", "faults", {"match": match, "effect": effect})

    def ring(self, url: str, to: str = ANA, **order: Any) -> str:
        """Calls somebody with the official client."""
        return str(self.client.calls.create(to=to, from_=GATEWAY, url=url, **order).sid)

    def text(self, body: str = "Bonjour", to: str = ANA, **order: Any) -> str:
        """Texts somebody with the official client."""
        return str(self.client.messages.create(to=to, from_=SMS_GATEWAY, body=body, **order).sid)

    def call(self, sid: str) -> Json:
        """Everything about a call."""
        return self.tell("GET", f"calls/{sid}")

    def ended(self, sid: str, limit: float = 10.0) -> Json:
        """The call once it is over."""
        return wait_until(lambda: call if (call := self.call(sid))["status"] in OVER else None, limit) or {}

    def texts(self, **wanted: str) -> list[Json]:
        """The texts that fit."""
        found: list[Json] = self.tell("GET", "texts")["texts"]
        return [text for text in found if wanted.items() <= text.items()]

    def events(self, kind: str, sid: str) -> list[Json]:
        """What the feed tells about one call or text."""
        return list(self.tell("GET", f"events?kind={kind}&sid={sid}")["events"])


def heard(call: Json, verb: str = "Say") -> list[str]:
    """The words that were heard."""
    return [str(one["text"]) for one in call["heard"] if one["verb"] == verb]


@contextmanager
def exchange_process(*arguments: str, speed: float = 50) -> Iterator[Town]:
    """An exchange in a process of its own, on a free port."""
    command = [sys.executable, "-W", "error", "-m", "exchange", "--speed", str(speed), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().removeprefix("listening on ").strip()
            assert address, "the exchange did not start"
            yield Town(address, official_client(address))
        finally:
            process.terminate()


def official_client(address: str, token: str = TOKEN, account: str = ACCOUNT) -> Client:
    """The provider's own client, pointed at the exchange."""
    client = Client(account, token, http_client=TwilioHttpClient(timeout=5, pool_connections=False))
    client.api.base_url = address
    return client


def numbers_of(gateway_url: str) -> Mapping[str, Json]:
    """The account's two numbers, as the sample zone has them."""
    addresses = {"voice_url": f"{gateway_url}/voice/incoming", "sms_url": f"{gateway_url}/sms/incoming"}
    return {GATEWAY: addresses, SMS_GATEWAY: addresses}
