"""Calls through the official client: created, fetched, listed, changed, and refused with the provider's codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.gateway import Gateway
from tests.exchange.town import ACCOUNT, ANA, BRAM, GATEWAY, Town, heard, official_client
from tests.exchange.waiting import wait_until


def test_a_call_is_rung_answered_and_spoken_to(town: Town, gateway: Gateway) -> None:
    url = gateway.says("/hello", "<Say>Bonjour à tous</Say>")

    created = town.client.calls.create(to=ANA, from_=GATEWAY, url=url)
    call = town.ended(created.sid)

    assert created.status == "queued"
    assert created.start_time is None
    assert created.direction == "outbound-api"
    assert [state["state"] for state in call["states"]] == ["queued", "ringing", "in-progress", "completed"]
    assert heard(call) == ["Bonjour à tous"]
    fetched = town.client.calls(created.sid).fetch()
    assert (fetched.status, fetched.to, fetched.answered_by) == ("completed", ANA, None)
    assert fetched.start_time <= fetched.end_time
    assert int(fetched.duration) >= 1


def test_the_document_may_come_with_the_order(town: Town) -> None:
    created = town.client.calls.create(to=ANA, from_=GATEWAY, twiml="<Response><Say>Court</Say></Response>")

    assert heard(town.ended(created.sid)) == ["Court"]


def test_requests_for_documents_say_who_calls_whom_and_are_signed(town: Town, gateway: Gateway) -> None:
    sid = town.ring(gateway.says("/hello", "<Hangup/>") + "?a=é b&c=%2Fd")
    town.ended(sid)

    (asked,) = gateway.requests("/hello")
    assert asked.genuine
    assert asked.form["CallSid"] == sid
    assert (asked.form["From"], asked.form["To"]) == (GATEWAY, ANA)
    assert (asked.form["CallStatus"], asked.form["Direction"]) == ("in-progress", "outbound-api")
    assert (asked.form["AccountSid"], asked.form["ApiVersion"]) == (ACCOUNT, "2010-04-01")


def test_calls_are_listed_newest_first_and_filtered(town: Town, gateway: Gateway) -> None:
    url = gateway.says("/hello", "<Hangup/>")
    to_ana = [town.ring(url) for _ in range(5)]
    to_bram = town.ring(url, to=BRAM)
    for sid in [*to_ana, to_bram]:
        town.ended(sid)

    calls = town.client.calls
    assert [call.sid for call in calls.list(to=ANA)] == to_ana[::-1]
    assert [call.sid for call in calls.list(page_size=2)] == [to_bram, *to_ana[::-1]]
    assert [call.sid for call in calls.list(to=BRAM, from_=GATEWAY, status="completed")] == [to_bram]
    assert calls.list(status="busy") == []
    recent, later = datetime.now(UTC) - timedelta(minutes=5), datetime.now(UTC) + timedelta(minutes=5)
    assert len(calls.list(start_time_after=recent)) == 6
    assert calls.list(start_time_after=later) == []
    assert len(calls.list(start_time_before=later, limit=4)) == 4


def test_a_ringing_call_is_canceled(town: Town, gateway: Gateway) -> None:
    town.handset(ANA, "absent")
    sid = town.ring(gateway.says("/hello", "<Hangup/>"), timeout=600)
    wait_until(lambda: town.call(sid)["status"] == "ringing")

    changed = town.client.calls(sid).update(status="canceled")

    assert changed.status == "canceled"
    assert gateway.requests("/hello") == []


def test_canceling_leaves_an_answered_call_alone_and_completing_ends_it(town: Town, gateway: Gateway) -> None:
    sid = town.ring(gateway.says("/hello", '<Pause length="900"/>'))
    wait_until(lambda: town.call(sid)["heard"])

    assert town.client.calls(sid).update(status="canceled").status == "in-progress"
    assert town.client.calls(sid).update(status="completed").status == "completed"
    assert town.call(sid)["ended_by"] == "account"


@pytest.mark.parametrize("how", ["url", "twiml"])
def test_a_live_update_interrupts_the_document_at_once(town: Town, gateway: Gateway, how: str) -> None:
    sid = town.ring(gateway.says("/hello", '<Say loop="0">Encore et encore</Say>'))
    wait_until(lambda: town.call(sid)["heard"])
    url = gateway.says("/other", "<Say>Autre chose</Say>")

    order = {"url": url} if how == "url" else {"twiml": "<Response><Say>Autre chose</Say></Response>"}
    town.client.calls(sid).update(**order)

    call = town.ended(sid)
    assert heard(call)[-1] == "Autre chose"
    assert call["heard"][-2]["interrupted"]
    assert call["status"] == "completed"


def test_a_call_that_is_over_takes_no_document(town: Town, gateway: Gateway) -> None:
    sid = town.ring(gateway.says("/hello", "<Hangup/>"))
    town.ended(sid)

    with pytest.raises(TwilioRestException) as refused:
        town.client.calls(sid).update(url=gateway.url("/hello"))

    assert refused.value.code == 21220


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"to": "+3212"}, 21211),
        ({"to": "0470100011"}, 21211),
        ({"from_": "nobody"}, 21212),
        ({"from_": "+3226999999"}, 21210),
        ({"url": "ftp://example.org"}, 21205),
        ({"url": "http://bad_host/"}, 21205),
        ({"status_callback": "nowhere"}, 21609),
        ({"machine_detection": "Perhaps"}, 20001),
        ({"twiml": "x" * 4001, "url": None}, 20001),
    ],
)
def test_a_wrong_order_is_refused_with_its_code(town: Town, order: dict[str, str], code: int) -> None:
    right = {"to": ANA, "from_": GATEWAY, "url": "http://127.0.0.1/hello"}

    with pytest.raises(TwilioRestException) as refused:
        town.client.calls.create(**{name: said for name, said in {**right, **order}.items() if said})

    assert (refused.value.code, refused.value.status) == (code, 400)
    assert town.client.calls.list() == []


def test_strangers_are_refused(town: Town) -> None:
    wrong = official_client(town.address, token="wrong"), official_client(town.address, account="AC" + "9" * 32)
    for client in wrong:
        with pytest.raises(TwilioRestException) as refused:
            client.calls.create(to=ANA, from_=GATEWAY, url="http://127.0.0.1/hello")
        assert (refused.value.status, refused.value.code) == (401, 20003)


def test_an_unknown_call_is_not_found(town: Town) -> None:
    with pytest.raises(TwilioRestException) as refused:
        town.client.calls("CA" + "0" * 32).fetch()

    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_the_account_and_its_numbers_can_be_read_and_changed(town: Town, gateway: Gateway) -> None:
    (number,) = town.client.incoming_phone_numbers.list(phone_number=GATEWAY)
    before = number.voice_url

    changed = number.update(voice_url="https://gateway.example/voice")
    number.update(voice_url=before)

    assert before == gateway.url("/voice/incoming")
    assert changed.voice_url == "https://gateway.example/voice"
    assert town.client.api.v2010.accounts(ACCOUNT).fetch().status == "active"
