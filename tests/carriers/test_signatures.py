"""Who signed this request?  In doubt, nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from carriers.twilio_carrier import TwilioCarrier, open_carrier
from tests.carriers.conftest import ACCOUNT, TOKEN

URL = "https://zone.example/voice/incoming"
PARAMS: Mapping[str, Sequence[str]] = {"CallSid": ["CA1"], "From": ["+32470000001"], "To": ["+3226100100"]}
FLAT = {name: values[0] for name, values in PARAMS.items()}


def _signed(url: str = URL, token: str = TOKEN, params: Mapping[str, str] = FLAT) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(params)))


@pytest.fixture
def keeper() -> TwilioCarrier:
    return open_carrier(ACCOUNT, TOKEN, previous_token="the-token-before")


def test_a_request_signed_with_our_token_is_genuine(keeper: TwilioCarrier) -> None:
    assert keeper.is_genuine(URL, PARAMS, _signed())


def test_the_documented_example_is_genuine() -> None:
    # https://www.twilio.com/docs/usage/security: its URL, parameters, token and signature.
    carrier = open_carrier(ACCOUNT, "12345")
    params = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+12349013030"],
        "Digits": ["1234"],
        "From": ["+12349013030"],
        "To": ["+18005551212"],
    }

    genuine = carrier.is_genuine("https://mycompany.com/myapp.php?foo=1&bar=2", params, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")

    assert genuine


def test_during_a_rotation_the_token_before_still_counts(keeper: TwilioCarrier) -> None:
    assert keeper.is_genuine(URL, PARAMS, _signed(token="the-token-before"))
    assert not open_carrier(ACCOUNT, TOKEN).is_genuine(URL, PARAMS, _signed(token="the-token-before"))


def test_the_fragment_is_not_part_of_what_is_signed(keeper: TwilioCarrier) -> None:
    assert keeper.is_genuine(URL + "#rc=2&rp=ct,rt,5xx", PARAMS, _signed())


@pytest.mark.parametrize(
    ("signed", "seen"),
    [
        ("https://zone.example:443/x", "https://zone.example/x"),
        ("https://zone.example/x", "https://zone.example:443/x"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_the_port_may_be_signed_or_not(keeper: TwilioCarrier, signed: str, seen: str) -> None:
    assert keeper.is_genuine(seen, PARAMS, _signed(signed))


@pytest.mark.parametrize(
    "signed", ["https://gateway.example/x?Y=Z", "https://gateway.example:443/x?Y=Z", "https://Gateway.Example/x?Y=Z"]
)
def test_the_host_may_be_signed_in_small_letters(keeper: TwilioCarrier, signed: str) -> None:
    assert keeper.is_genuine("https://Gateway.Example:443/x?Y=Z", PARAMS, _signed(signed))


@pytest.mark.parametrize(
    "signed", ["https://gateway.example/X?Y=Z", "https://gateway.example/x?y=z", "https://gateway.example.org/x?Y=Z"]
)
def test_only_the_host_may(keeper: TwilioCarrier, signed: str) -> None:
    assert not keeper.is_genuine("https://Gateway.Example:443/x?Y=Z", PARAMS, _signed(signed))


def test_several_values_of_one_name_are_signed_sorted(keeper: TwilioCarrier) -> None:
    signature = _signed(URL + "ToA" + "ToB", params={})  # the rule appends name and value

    assert keeper.is_genuine(URL, {"To": ["B", "A", "B"]}, signature)


@pytest.mark.parametrize("signature", [None, "", "x", "é", "\ud800", _signed(token="another"), _signed() + "="])
def test_a_missing_or_wrong_signature_is_not_genuine(keeper: TwilioCarrier, signature: str | None) -> None:
    assert not keeper.is_genuine(URL, PARAMS, signature)


def test_a_changed_url_or_parameter_is_not_genuine(keeper: TwilioCarrier) -> None:
    assert not keeper.is_genuine(URL + "?x=1", PARAMS, _signed())
    assert not keeper.is_genuine(URL, dict(PARAMS) | {"Digits": ["1"]}, _signed())
    assert not keeper.is_genuine(URL, dict(PARAMS) | {"CallSid": ["CA2"]}, _signed())


def test_a_json_body_is_never_genuine_because_nobody_compares_it(keeper: TwilioCarrier) -> None:
    url = URL + "?bodySHA256=abc"

    assert not keeper.is_genuine(url, {}, _signed(url, params={}))


@pytest.mark.parametrize("token", ["", None])
def test_without_a_token_nothing_is_genuine(token: str | None) -> None:
    carrier = open_carrier(ACCOUNT, "", previous_token=token)

    assert not carrier.is_genuine(URL, PARAMS, _signed(token=""))


@pytest.mark.parametrize("params", [None, b"CallSid=CA1", {"a": None}, {"a": [None]}, {1: ["x"], "b": ["y"]}])
def test_whatever_a_forger_sends_the_answer_is_no_and_nothing_is_logged(
    keeper: TwilioCarrier, params: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert not keeper.is_genuine(URL, params, _signed())  # type: ignore[arg-type]
    assert caplog.text == ""


@given(st.text(), st.dictionaries(st.text(), st.lists(st.text())), st.text())
def test_noise_is_never_genuine(url: str, params: dict[str, list[str]], signature: str) -> None:
    assert not open_carrier(ACCOUNT, TOKEN).is_genuine(url, params, signature)
