"""Ten thousand hostile requests, each properly signed: no 5xx, no row without a cause, nothing private in a log."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
import structlog
from sqlalchemy import Table, create_engine, select

from carriers.twilio_carrier import open_carrier
from gateway.logs import configure_logs
from services.ring_back import MOST_IN_A_WHILE
from store.schema import alerts, attempts, calls, cascades, deliveries, errands, incoming_texts
from tests.fakes.town import CLAES_PHONE, ZONE_LINE, ZONE_TEXTS, EmptyShelf, Town
from tests.webhooks.hostile import SPOKEN, STRANGERS, TYPED, Known, Request, a_busy_town, address, by_name, requests
from webhooks.app import create_app

ACCOUNT, TOKEN = "AC" + "0" * 32, "token-of-today"
MANY = {"sqlite": 8_000, "postgresql": 2_000}
LOUD = "callback_of_another_call"
"""What may well be shouted: a call that claims to be another."""
OWED = (alerts, cascades, deliveries, attempts)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the gateway would write to its log, masked as in production."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure_logs("info", stream=written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.slow
def test_ten_thousand_of_them_break_nothing(any_town: Town, migrated_url: str, log: io.StringIO) -> None:
    # given
    town, kind = any_town, migrated_url.partition(":")[0].partition("+")[0]
    known = a_busy_town(town)
    carrier = open_carrier(ACCOUNT, TOKEN, api_url="http://127.0.0.1:9")
    strict = replace(town.ports, carrier=Both(carrier, town.carrier))
    town.app = create_app(strict, shelf=EmptyShelf(), checks={})
    town.client = town.app.test_client()
    before = {table.name: ids(migrated_url, table) for table in (*OWED, calls, incoming_texts)}
    log.truncate(0)

    # when
    sent = requests(20_261_122, known, MANY[kind])
    answers = [(request, post(town, request)) for request in sent]

    # then
    seen = Counter(status for _, status in answers)
    assert {status for status in seen if status >= 500} == set(), [each for each in answers if each[1] >= 500][:3]
    assert seen[403] < len(sent) / 100, seen
    assert {status: seen[status] > len(sent) / 100 for status in (200, 204, 400, 404)} == dict.fromkeys(
        (200, 204, 400, 404), True
    ), seen
    for table in OWED:
        assert ids(migrated_url, table) == before[table.name], table.name
    heard = {sid for request, status in answers if status == 200 for sid in begun_by(request)}
    assert ids(migrated_url, calls) - before["calls"] <= heard
    written = {sid for request, status in answers if status == 200 for sid in request.values("MessageSid")}
    assert ids(migrated_url, incoming_texts) - before["incoming_texts"] <= written
    assert len(ids(migrated_url, errands)) <= MOST_IN_A_WHILE
    assert town.ports.store.gauges()["unaccounted_members"] == 0
    nothing_private_stands_in(log.getvalue(), known)


class Both:
    """The real carrier's eye for signatures; everything else falls to the one in memory."""

    def __init__(self, real: object, fake: object) -> None:
        self._real, self._fake = real, fake

    def __getattr__(self, name: str) -> object:
        return getattr(self._real if name == "is_genuine" else self._fake, name)


def post(town: Town, request: Request) -> int:
    """Send it, signed with the carrier's own token."""
    return town.client.post(
        request.path,
        data=urlencode(request.pairs, errors="surrogateescape"),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signed(request)},
        environ_overrides={"RAW_URI": request.path},
    ).status_code


def signed(request: Request) -> str:
    fields = by_name(request.pairs)
    text = address(request) + "".join(f"{key}{value}" for key in sorted(fields) for value in sorted(set(fields[key])))
    return base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()


def begun_by(request: Request) -> list[str]:
    """The SIDs under which this request may begin a conversation: of a call to the zone, or of one of ours."""
    begins = request.path.startswith(("/voice/incoming", "/voice/attempts/", "/voice/errands/"))
    return request.values("CallSid") if begins else []


def ids(url: str, table: Table) -> set[object]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(connection.scalars(select(next(iter(table.primary_key.columns)))))
    engine.dispose()
    return found


def nothing_private_stands_in(written: str, known: Known) -> None:
    numbers = [number.lstrip("+") for number in (*known.phones, *STRANGERS, CLAES_PHONE, ZONE_LINE, ZONE_TEXTS)]
    private = [*numbers, *(keys.strip("#") for keys in TYPED), SPOKEN, TOKEN, "tournesol", "camionnette"]
    lines = [json.loads(line) for line in written.replace("\x00", "").splitlines()]

    assert [word for word in private if word in written] == []
    errors = [line for line in lines if line["level"] in {"error", "critical"} or "exception" in line]
    assert [line for line in errors if not line["event"].startswith(LOUD)] == []
    assert max((len(line) for line in written.splitlines()), default=0) < 2_000
