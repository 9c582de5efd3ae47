"""Requests that are forged, broken or absurd: refused plainly, never a trace of our insides."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from carriers.twilio_carrier import open_carrier
from plp.errand import ErrandKind
from tests.fakes.carrier import FakeCarrier
from tests.fakes.town import BASE, CLAES_PHONE, ZONE_LINE, EmptyShelf, Town
from webhooks.app import create_app
from webhooks.guard import OPEN

ANA = "+32479000001"
CALL = {"CallSid": "CA1", "From": CLAES_PHONE, "To": ZONE_LINE}
ACCOUNT, TOKEN, PREVIOUS = "AC" + "0" * 32, "token-of-today", "token-of-yesterday"


def signed(url: str, fields: Mapping[str, str], token: str = TOKEN) -> str:
    """The signature as the carrier's documentation describes it."""
    text = url + "".join(f"{key}{fields[key]}" for key in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@pytest.fixture
def strict(town: Town) -> Town:
    """The same town, where signatures are really checked."""
    carrier = open_carrier(ACCOUNT, TOKEN, previous_token=PREVIOUS, api_url="http://127.0.0.1:9")
    town.app = create_app(replace(town.ports, carrier=carrier), shelf=EmptyShelf(), checks={})
    town.client = town.app.test_client()
    return town


def sent(town: Town, path: str, signature: str | None, fields: Mapping[str, str] = CALL) -> TestResponse:
    headers = {"X-Twilio-Signature": signature} if signature is not None else {}
    return town.client.post(path, data=fields, headers=headers)


# ------------------------------------------------------------------------------------ signatures


def test_a_signed_call_is_taken_with_the_token_of_today_or_yesterday(strict: Town) -> None:
    url = f"{BASE}/voice/incoming"

    assert sent(strict, "/voice/incoming", signed(url, CALL)).status_code == 200
    other = CALL | {"CallSid": "CA2"}
    assert sent(strict, "/voice/incoming", signed(url, other, PREVIOUS), other).status_code == 200


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "forged",
        "é",
        signed(f"{BASE}/voice/incoming", CALL, "wrong token"),
        signed("https://elsewhere.example/voice/incoming", CALL),
        signed(f"{BASE}/sms/incoming", CALL),
        signed(f"{BASE}/voice/incoming", CALL | {"From": "+32470999999"}),
    ],
)
def test_whatever_else_is_refused_and_leaves_no_trace(strict: Town, signature: str | None) -> None:
    answer = sent(strict, "/voice/incoming", signature)

    assert answer.status_code == 403
    with strict.ports.store.read() as book:
        assert book.conversations.call("CA1") is None


def test_a_host_claimed_by_the_sender_proves_nothing(strict: Town) -> None:
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Twilio-Signature": signed("https://evil.example/voice/incoming", CALL),
    }

    assert strict.client.post("/voice/incoming", data=CALL, headers=headers).status_code == 403


def test_an_address_is_checked_as_it_was_written(strict: Town) -> None:
    fields = {"CallSid": "CA1", "CallStatus": "busy"}
    for path in ("/status/calls/no%2Dsuch", "/status/calls/%C3%A9", "/status/calls/a%20b?x=1&y=%26"):
        assert sent(strict, path, signed(BASE + path, fields), fields).status_code == 204


def test_a_request_replayed_gets_the_same_and_does_nothing_twice(strict: Town) -> None:
    signature = signed(f"{BASE}/voice/incoming", CALL)

    first, second = sent(strict, "/voice/incoming", signature), sent(strict, "/voice/incoming", signature)

    assert first.text == second.text
    assert strict.conversation("CA1").turn == 1


def test_every_route_is_shut_to_the_unsigned_unless_it_is_named_open(strict: Town) -> None:
    answers = {
        str(rule): strict.client.open(address_of(rule), method=method).status_code
        for rule in strict.app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in OPEN
        for method in rule.methods or ()
    }

    assert len(answers) >= 10
    assert set(answers.values()) == {403}


def address_of(rule: Rule) -> str:
    return rule.rule.replace("<int(min=1, max=9999):turn>", "1").replace("<", "").replace(">", "")


# ------------------------------------------------------------------------------------ broken forms


@pytest.mark.parametrize("sid", [None, "", "CA 1", "CA;DROP", "x" * 100, "é", "CA\x00"])
def test_a_call_without_a_proper_sid_is_refused(town: Town, sid: str | None) -> None:
    fields = {"From": ANA, "To": ZONE_LINE} | ({} if sid is None else {"CallSid": sid})
    voice = ("incoming", "attempts/a", "attempts/a/voicemail", "errands/r", "steps/call.first/1")
    reports = ("calls/a", "machines/a", "errands/r")

    for path in (*(f"/voice/{each}" for each in voice), *(f"/status/{each}" for each in reports)):
        assert town.client.post(path, data=fields).status_code == 400, path


@pytest.mark.parametrize("path", ["/sms/incoming", "/status/texts/a"])
def test_a_text_without_a_sid_is_refused(town: Town, path: str) -> None:
    assert town.client.post(path, data={"From": ANA, "Body": "OK"}).status_code == 400


def test_what_nobody_knows_is_taken_in_silence_or_not_there(any_town: Town) -> None:
    town = any_town
    for path in ("calls", "machines", "errands"):
        for name in ("nobody", "é", "%00", "a" * 500):
            answer = town.client.post(f"/status/{path}/{name}", data={"CallSid": "CA1", "CallStatus": "completed"})
            assert answer.status_code in {204, 404}, (path, name)
    assert town.client.post("/status/texts/nobody", data={"MessageSid": "SM1"}).status_code == 204
    for path in ("attempts/nobody", "attempts/nobody/voicemail", "errands/nobody", "attempts/%00"):
        assert town.client.post(f"/voice/{path}", data={"CallSid": "CA1"}).status_code == 404
    assert town.client.post("/voice/steps/%00/1", data={"CallSid": "CA1"}).status_code == 404


def test_absurd_values_are_taken_as_text_or_refused_but_never_break(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA, wish="voice")
    town.launches()
    ana = town.phone(ANA).answers()
    absurd = ("\x00", "é" * 1200, "9" * 40, "-1", "'; DROP TABLE calls; --", "\U0001f600", "\ud7ff")

    for value in absurd:
        fields = {"CallSid": ana.sid, "CallStatus": value, "AnsweredBy": value, "SequenceNumber": value,
                  "ErrorCode": value, "MessageStatus": value, "MessageSid": "SM1"}  # fmt: skip
        for path in (ana.order.status_url, str(ana.order.machine_url), "/status/texts/" + ana.order.id):
            assert town.posts(path, **fields).status_code == 204, (path, value)
        assert town.posts("/voice/incoming", CallSid="CAnew", From=value, To=value).status_code == 200
        assert town.posts("/sms/incoming", MessageSid="SMnew", From=value, Body=value).status_code == 200


@pytest.mark.parametrize("digits", ["x", "1;2", "é", "１", "9" * 65, "1\n", "<1>", "\x001"])
def test_keys_that_no_telephone_has_are_refused(town: Town, digits: str) -> None:
    town.has("Ana", ANA, wish="voice")
    town.launches()
    ana = town.phone(ANA).answers()

    answer = town.posts("/voice/steps/call.opening/1", CallSid=ana.sid, Digits=digits)

    assert answer.status_code == 400
    ana.waits().hears("camionnette")


def test_a_body_of_ten_megabytes_is_too_large(town: Town) -> None:
    plain = b"MessageSid=SM1&Body=" + b"x" * 10_000_000
    in_parts = b'--edge\r\nContent-Disposition: form-data; name="Body"\r\n\r\n' + plain + b"\r\n--edge--\r\n"

    for body, kind in (
        (plain, "application/x-www-form-urlencoded"),
        (in_parts, "multipart/form-data; boundary=edge"),
    ):
        assert town.client.post("/sms/incoming", data=body, content_type=kind).status_code == 413


def test_a_body_that_is_no_form_is_refused(town: Town) -> None:
    for body, kind in ((b"{}", "application/json"), (b"\xff\xfe", "text/plain"), (b"%%%=&&", None)):
        assert town.client.post("/voice/incoming", data=body, content_type=kind).status_code == 400


def test_reading_an_address_meant_for_writing_is_not_allowed(strict: Town) -> None:
    for path in ("/voice/incoming", "/sms/incoming", "/status/calls/a", "/voice/steps/call.first/1"):
        assert strict.client.get(path).status_code == 405
    assert strict.client.get("/nowhere").status_code == 404


def test_an_error_inside_asks_the_carrier_to_try_again_and_tells_nothing(town: Town) -> None:
    class Broken(FakeCarrier):
        def is_genuine(self, url: object, params: object, signature: object) -> bool:
            raise RuntimeError("secret detail")

    app = create_app(replace(town.ports, carrier=Broken()), shelf=EmptyShelf(), checks={})

    for path, status_code in (("/status/calls/a", 503), ("/sms/incoming", 503), ("/voice/incoming", 200)):
        answer = app.test_client().post(path, data=CALL)
        assert answer.status_code == status_code
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


# ---------------------------------------------------------------------------------- at the same time


def test_the_same_request_at_the_same_time_does_nothing_twice(any_town: Town) -> None:
    town = any_town
    stranger = town.phone("+32479999999").dials().presses("*")
    gather = stranger.twiml.find("Gather")
    assert gather is not None
    path = gather.attrib["action"].removeprefix(BASE).partition("#")[0]

    def once(_: int) -> tuple[int, str]:
        answer = town.app.test_client().post(path, data={"CallSid": stranger.sid, "Digits": "7"})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(once, range(6)))

    assert len(answers) == 1
    with town.ports.store.read() as book:
        assert book.errands.asked_since(ErrandKind.RING_BACK, "claes", town.clock.now()) == 1


def test_one_call_told_twice_at_the_same_time_begins_once(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA, wish="voice")
    town.launches()
    town.phone(ANA).is_busy()

    def once(_: int) -> tuple[int, str]:
        answer = town.app.test_client().post("/voice/incoming", data=CALL | {"From": ANA})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(once, range(6)))

    assert {status for status, _ in answers} == {200}
    assert len({text for _, text in answers}) == 1
    assert town.outcomes("Ana") == ["busy", "answered"]
