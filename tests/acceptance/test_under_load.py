"""Hundreds of webhooks a second beside a cascade: each gets its right answer, and nobody of the cascade is lost."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

from tests.acceptance.mishaps import called_twice
from tests.acceptance.street import PRESSES_SOON, Person, Street, a_street
from tests.acceptance.town import Town
from tocsin.installation import TOKEN

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]

OFFERED, SECONDS, AT_ONCE = 500, 10.0, 64
SIGNER = RequestValidator(TOKEN)


@dataclass(frozen=True)
class Kind:
    """One kind of request, and the answer that is right."""

    name: str
    path: str
    form: Callable[[int], Mapping[str, str]]
    status: int
    says: str = ""
    signed: bool = True


def kinds(street: Street) -> list[Kind]:
    """Calls, texts, reports and forgeries, in equal parts."""

    def calls_in(number: int) -> Mapping[str, str]:
        return {"CallSid": f"CA{number:032x}", "From": "+32499999999", "To": street.voice, "CallStatus": "ringing"}

    def texts_in(number: int) -> Mapping[str, str]:
        return {"MessageSid": f"SM{number:032x}", "From": "+32499999999", "To": street.sms, "Body": "bonjour"}

    def reports(number: int) -> Mapping[str, str]:
        return {"CallSid": f"CA{number:032x}", "CallStatus": "ringing", "SequenceNumber": "1"}

    return [
        Kind("call", "/voice/incoming", calls_in, 200, "<Response>"),
        Kind("text", "/sms/incoming", texts_in, 200, "<Response"),
        Kind("report", f"/status/calls/{'0' * 32}", reports, 204),
        Kind("forgery", "/voice/incoming", calls_in, 403, signed=False),
    ]


@dataclass
class Seen:
    """What came back."""

    wrong: Counter[str] = field(default_factory=Counter)
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds waited for answers, by kind."""
    sent: int = 0
    seconds: float = 0.0


async def storm(base: str, mixed: list[Kind]) -> Seen:
    """Offer so many a second for so long, each once the one before on its connection is answered."""
    seen, numbers, following = Seen(), count(1), cycle(mixed)
    began = time.monotonic()

    async def caller(client: aiohttp.ClientSession) -> None:
        while (passed := time.monotonic() - began) < SECONDS:
            if seen.sent > passed * OFFERED:
                await asyncio.sleep(0.005)
                continue
            seen.sent += 1
            kind = next(following)
            form = dict(kind.form(next(numbers)))
            key = SIGNER.compute_signature(base + kind.path, form) if kind.signed else "forged"
            asked = time.monotonic()
            async with client.post(base + kind.path, data=form, headers={"X-Twilio-Signature": key}) as answer:
                if answer.status != kind.status or kind.says not in await answer.text():
                    seen.wrong[f"{kind.name}: {answer.status}"] += 1
            seen.spent[kind.name] += time.monotonic() - asked

    limits = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE), timeout=limits) as client:
        await asyncio.gather(*(caller(client) for _ in range(AT_ONCE)))
    seen.seconds = time.monotonic() - began
    return seen


def test_every_webhook_is_answered_rightly_while_a_cascade_runs(town: Town) -> None:
    # given
    street = a_street(town, [Person(f"Neighbour {number}", PRESSES_SOON) for number in range(40)])
    alert = street.draft()

    # when
    with ThreadPoolExecutor(1) as beside:
        storming = beside.submit(asyncio.run, storm(town.there.public_url, kinds(street)))
        cascade = town.launch(alert, street.officer)
        seen = storming.result()
    shown = town.finished(cascade, within=90)

    # then
    each = {kind: f"{4000 * spent / seen.sent:.0f} ms" for kind, spent in seen.spent.items()}
    print(f"{seen.sent / seen.seconds:.0f} webhooks/s answered of {OFFERED} offered; on average {each}")  # noqa: T201
    assert seen.wrong == {}
    assert shown["acknowledged"] == shown["members"]
    assert called_twice(town.calls(**{"from": street.voice}), shown) == []
