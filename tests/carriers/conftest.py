"""A scripted API, a carrier that talks to it, and orders to place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from carriers.twilio_carrier import TwilioCarrier, open_carrier
from plp.ports import CallOrder, TextOrder
from tests.carriers.scripted import ScriptedApi, serving

ACCOUNT, TOKEN = "AC" + "0" * 31 + "7", "a-secret-token"
ANA, ZONE = "+32470000001", "+3226100100"


class Stopwatch:
    """A monotonic clock that goes only when told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def goes_on(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with serving() as server:
        yield server


@pytest.fixture
def carrier(api: ScriptedApi, stopwatch: Stopwatch) -> TwilioCarrier:
    return open_carrier(ACCOUNT, TOKEN, api_url=api.url, timeout=(1, 0.3), monotonic=stopwatch)


@pytest.fixture
def call_order() -> Callable[..., CallOrder]:
    def make(name: str = "one", to: str = ANA, **changes: object) -> CallOrder:
        fields: dict[str, object] = {
            "sender": ZONE,
            "url": f"https://zone.example/voice/attempts/{name}#rc=2",
            "status_url": f"https://zone.example/status/calls/{name}",
            "ring": timedelta(seconds=40),
        }
        return CallOrder(name, to, **(fields | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def text_order() -> Callable[..., TextOrder]:
    def make(name: str = "one", to: str = ANA, **changes: object) -> TextOrder:
        fields: dict[str, object] = {
            "sender": ZONE,
            "body": "Deux cambriolages € rue des Tilleuls",
            "status_url": f"https://zone.example/status/texts/{name}",
            "valid": timedelta(hours=1),
        }
        return TextOrder(name, to, **(fields | changes))  # type: ignore[arg-type]

    return make
