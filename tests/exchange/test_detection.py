"""Machine detection: beside the call or before it, right or wrong, at the beep or at once."""

from __future__ import annotations

import pytest

from tests.exchange.gateway import Asked, Gateway
from tests.exchange.town import ANA, Json, Town
from tests.exchange.waiting import wait_until

BESIDE = {"machine_detection": "Enable", "async_amd": "true"}
AT_THE_BEEP = {"machine_detection": "DetectMessageEnd", "async_amd": "true"}
LISTEN = '<Pause length="60"/>'
MACHINE = {"answers_after": 4, "voicemail": {"greeting": 10}}


def call_with(town: Town, gateway: Gateway, character: object, **order: str) -> str:
    """A call with detection to somebody of this character."""
    town.handset(ANA, character)
    return town.ring(gateway.says("/hello", LISTEN), async_amd_status_callback=gateway.url("/amd"), **order)


def verdict(gateway: Gateway) -> Asked:
    """What was told about the machine."""
    return wait_until(lambda: gateway.requests("/amd"))[0]


@pytest.mark.parametrize(
    ("character", "order", "answered_by", "after"),
    [
        ("listener", BESIDE, "human", 3500),
        ("listener", AT_THE_BEEP, "human", 3500),
        (MACHINE, BESIDE, "machine_start", 4000),
        (MACHINE, AT_THE_BEEP, "machine_end_beep", 10500),
        ({"voicemail": {"greeting": 6, "beep": False}}, AT_THE_BEEP, "machine_end_silence", 8000),
        ("silent", BESIDE, "unknown", 5000),
        ({"detection": {"verdict": "machine_start", "after": 4}}, BESIDE, "machine_start", 4000),
        ({"voicemail": {"greeting": 50}}, AT_THE_BEEP, "unknown", 30000),
    ],
)
def test_the_verdict_is_told_while_the_call_goes_on(
    town: Town, gateway: Gateway, character: object, order: Json, answered_by: str, after: int
) -> None:
    sid = call_with(town, gateway, character, **order)

    asked = verdict(gateway)

    assert asked.genuine
    assert asked.form["CallSid"] == sid
    assert (asked.form["AnsweredBy"], asked.form["MachineDetectionDuration"]) == (answered_by, str(after))
    assert town.client.calls(sid).fetch().answered_by == answered_by
    assert "AnsweredBy" not in gateway.requests("/hello")[0].form


def test_no_verdict_is_ever_told(town: Town, gateway: Gateway) -> None:
    sid = call_with(town, gateway, {"detection": {"verdict": None}}, **BESIDE)

    assert town.ended(sid)["answered_by"] is None
    assert gateway.requests("/amd") == []


def test_without_asking_for_it_nothing_is_detected(town: Town, gateway: Gateway) -> None:
    assert town.ended(call_with(town, gateway, MACHINE))["answered_by"] is None


def test_keys_to_be_sent_switch_detection_off(town: Town, gateway: Gateway) -> None:
    assert town.ended(call_with(town, gateway, MACHINE, send_digits="1", **BESIDE))["answered_by"] is None


def test_before_the_call_the_first_document_is_asked_for_after_the_verdict(town: Town, gateway: Gateway) -> None:
    sid = call_with(town, gateway, MACHINE, machine_detection="DetectMessageEnd")

    asked = wait_until(lambda: gateway.requests("/hello"))[0]

    assert asked.form["AnsweredBy"] == "machine_end_beep"
    assert wait_until(lambda: town.call(sid)["fetches"])[0]["at"] >= 10.5
    assert gateway.requests("/amd") == []


def test_a_machine_is_spoken_to_after_its_beep_and_presses_nothing(town: Town, gateway: Gateway) -> None:
    sid = call_with(town, gateway, {**MACHINE, "presses": [{"at": 1, "keys": "1"}]}, **AT_THE_BEEP)
    verdict(gateway)

    town.client.calls(sid).update(twiml="<Response><Say>Message pour Ana</Say></Response>")

    call = town.ended(sid)
    spoken = next(one for one in call["heard"] if one["text"] == "Message pour Ana")
    assert spoken["at"] > call["beep_at"] >= 10
    assert call["keys"] == []


def test_a_full_voicemail_hangs_up(town: Town, gateway: Gateway) -> None:
    sid = call_with(town, gateway, {"voicemail": {"greeting": 2, "limit": 5}})

    assert town.ended(sid)["ended_by"] == "handset"
