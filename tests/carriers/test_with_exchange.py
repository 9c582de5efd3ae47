"""What only a real exchange can show: signed webhooks, a call sent elsewhere, a recording, our numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from carriers.twilio_carrier import TwilioCarrier
from carriers.webhooks_of_numbers import diagnose, point_numbers
from plp.errors import CarrierRefused
from tests.carriers.benches import ZONE, ExchangeBench, exchange_bench, exchange_running
from tests.carriers.scripted import Reply

ANA = "+32470000001"


@pytest.fixture(scope="module")
def exchange_url() -> Iterator[str]:
    with exchange_running() as url:
        yield url


@pytest.fixture
def bench(exchange_url: str) -> Iterator[ExchangeBench]:
    with exchange_bench(exchange_url) as there:
        yield there


@pytest.fixture
def carrier(bench: ExchangeBench) -> TwilioCarrier:
    return bench.carrier


def test_what_the_exchange_signs_is_genuine_and_what_was_changed_is_not(
    bench: ExchangeBench, carrier: TwilioCarrier
) -> None:
    bench.talks(ANA)

    request = next(one for one in bench.heard.requests if one.path == "/voice/one")
    signature, url = request.headers["X-Twilio-Signature"], f"{bench.webhooks}/voice/one"
    assert carrier.is_genuine(f"{url}#rc=1", request.form, signature)
    assert not carrier.is_genuine(url, request.form | {"To": ["+32470000009"]}, signature)
    assert not carrier.is_genuine(f"{bench.webhooks}/voice/two", request.form, signature)


def test_a_call_sent_elsewhere_asks_there(bench: ExchangeBench, carrier: TwilioCarrier) -> None:
    sid = bench.talks(ANA)

    carrier.send_call_to(sid, f"{bench.webhooks}/voicemail#rc=1")

    bench.waits_for("fetch", sid, url=f"{bench.webhooks}/voicemail#rc=1")
    assert "/voicemail" in [request.path for request in bench.heard.requests]


def test_a_recording_can_be_fetched_from_where_the_exchange_says_it_lies(
    bench: ExchangeBench, carrier: TwilioCarrier
) -> None:
    addresses = f'action="{bench.webhooks}/recorded" recordingStatusCallback="{bench.webhooks}/ready"'
    record = f"<Response><Record {addresses}/></Response>"
    bench.heard.at["/voice/one"] = Reply(200, record.encode(), {"Content-Type": "text/xml"})
    bench.heard.at["/recorded"] = Reply(200, b"<Response><Hangup/></Response>", {"Content-Type": "text/xml"})
    bench.puts("handsets", {ANA: {"answers_after": 0, "speaks": [{"tone": 2, "keys": "#"}]}})

    sid = bench.rings(ANA)
    bench.waits_for("callback", sid, event="recording:completed")  # it takes the exchange a moment
    url = next(one.form["RecordingUrl"][0] for one in bench.heard.requests if one.path == "/recorded")

    assert carrier.recording(url).startswith(b"RIFF")


def test_the_doctor_finds_numbers_that_point_elsewhere_and_the_repair_helps(
    bench: ExchangeBench, carrier: TwilioCarrier
) -> None:
    numbers = {"public_url": "http://127.0.0.1:8000", "voice_number": ZONE, "sms_number": ZONE}
    before = diagnose(carrier, **numbers)

    point_numbers(carrier, **numbers)

    assert len(before) == 2
    assert diagnose(carrier, **numbers) == []
    with pytest.raises(CarrierRefused):
        point_numbers(carrier, **numbers | {"sms_number": "+32460999999"})
