"""What `tocsin doctor` finds about our numbers, and what it repairs."""

from __future__ import annotations

import pytest

from carriers.twilio_carrier import TwilioCarrier, open_carrier
from carriers.webhooks_of_numbers import diagnose, point_numbers
from plp.errors import CarrierRefused
from tests.carriers.conftest import ACCOUNT, TOKEN
from tests.carriers.scripted import Reply, ScriptedApi, answer

PUBLIC = "https://zone.example"
VOICE, SMS = "+3226100100", "+32460100100"


def _find(carrier: TwilioCarrier) -> list[str]:
    return diagnose(carrier, public_url=PUBLIC, voice_number=VOICE, sms_number=SMS)


def _owned(number: str, **fields: object) -> Reply:
    record = {
        "sid": "PN1",
        "phone_number": number,
        "voice_url": f"{PUBLIC}/voice/incoming",
        "voice_method": "POST",
        "sms_url": f"{PUBLIC}/sms/incoming",
        "sms_method": "POST",
        "capabilities": {"voice": True, "sms": True},
    }
    return answer({"incoming_phone_numbers": [record | fields]}, 200)


ACTIVE = answer({"sid": ACCOUNT, "status": "active"}, 200)


def test_numbers_that_send_to_us_are_no_finding(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend([ACTIVE, _owned(VOICE), _owned(SMS)])

    assert _find(carrier) == []


def test_each_thing_that_is_wrong_is_told_in_plain_words(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend(
        [
            ACTIVE,
            _owned(VOICE, voice_url="https://demo.example/", voice_application_sid="AP1"),
            _owned(SMS, sms_method="GET", capabilities={"voice": True, "sms": False}),
        ]
    )

    assert _find(carrier) == [
        "the voice number +322*****00 is tied to an application, which outranks its address",
        "the voice number +322*****00 does not send to https://zone.example/voice/incoming",
        "the sms number +324******00 cannot be used for sms",
        "the sms number +324******00 does not use POST",
    ]


def test_a_number_of_somebody_else_is_told(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend([ACTIVE, answer({"incoming_phone_numbers": []}, 200), _owned(SMS + "9")])

    assert _find(carrier) == [
        "the voice number +322*****00 does not belong to this account",
        "the sms number +324******00 does not belong to this account",
    ]


def test_wrong_credentials_are_told_once(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = answer({"code": 20003}, 401)

    assert _find(carrier) == ["the carrier does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN"]


def test_a_carrier_out_of_reach_and_a_token_in_clear_are_told() -> None:
    carrier = open_carrier(ACCOUNT, TOKEN, api_url="http://carrier.invalid")

    assert _find(carrier) == [
        "TWILIO_API_URL is plain http to another machine: the token would travel in clear",
        "the carrier cannot be reached at TWILIO_API_URL",
    ]


def test_the_repair_points_both_numbers_at_us(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.replies.extend([_owned(VOICE), answer({"sid": "PN1"}, 200), _owned(SMS), answer({"sid": "PN1"}, 200)])

    point_numbers(carrier, public_url=PUBLIC + "/", voice_number=VOICE, sms_number=SMS)

    updates = [request.form for request in api.requests if request.method == "POST"]
    assert updates == [
        {"VoiceUrl": [f"{PUBLIC}/voice/incoming"], "VoiceMethod": ["POST"], "VoiceApplicationSid": [""]},
        {"SmsUrl": [f"{PUBLIC}/sms/incoming"], "SmsMethod": ["POST"], "SmsApplicationSid": [""]},
    ]


def test_the_repair_refuses_a_number_of_somebody_else(carrier: TwilioCarrier, api: ScriptedApi) -> None:
    api.default = answer({"incoming_phone_numbers": []}, 200)

    with pytest.raises(CarrierRefused, match="does not belong to this account"):
        point_numbers(carrier, public_url=PUBLIC, voice_number=VOICE, sms_number=SMS)
