"""Do our numbers send their calls and texts to us?  Findings for `tocsin doctor`, and the repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from carriers.account import readable
from carriers.failures import CarrierAway, refusal
from carriers.twilio_carrier import TwilioCarrier
from plp.addresses import incoming_call, incoming_text
from plp.errors import CarrierFailed, CarrierRefused
from plp.phone import masked

_NOT_AUTHENTICATED = 20003
_NUMBER_UNKNOWN = 21606


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one number should do: `kind` is the carrier's word for calls or texts."""

    kind: Literal["voice", "sms"]
    number: str
    url: str

    def __str__(self) -> str:
        return f"the {self.kind} number {masked(self.number)}"


def diagnose(carrier: TwilioCarrier, *, public_url: str, voice_number: str, sms_number: str) -> list[str]:
    """Tell in plain sentences what keeps calls and texts from reaching us; an empty list is good news.  Never raises
    for a failure of the carrier."""
    findings = []
    if carrier.account.address.in_clear:
        findings.append("TWILIO_API_URL is plain http to another machine: the token would travel in clear")
    try:
        _greet(carrier)
        for wanted in _wanted(public_url, voice_number, sms_number):
            findings += _findings(carrier, wanted)
    except CarrierFailed as failure:
        findings.append(_in_plain_words(failure))
    return findings


def point_numbers(carrier: TwilioCarrier, *, public_url: str, voice_number: str, sms_number: str) -> None:
    """Make our numbers send calls and texts to `public_url`.  Raises CarrierRefused when one is not the account's."""
    for wanted in _wanted(public_url, voice_number, sms_number):
        owned = _find(carrier, wanted.number)
        if owned is None:
            raise refusal(_NUMBER_UNKNOWN, f"{wanted} does not belong to this account")
        with readable():
            carrier.account.client.incoming_phone_numbers(owned.sid).update(
                **{
                    f"{wanted.kind}_url": wanted.url,
                    f"{wanted.kind}_method": "POST",
                    f"{wanted.kind}_application_sid": "",  # an application would outrank the address
                }
            )


def _wanted(public_url: str, voice_number: str, sms_number: str) -> Iterator[Wanted]:
    base = public_url.rstrip("/")
    yield Wanted("voice", voice_number, incoming_call(base))
    yield Wanted("sms", sms_number, incoming_text(base))


def _greet(carrier: TwilioCarrier) -> None:
    with readable():
        carrier.account.client.api.accounts(carrier.account.sid).fetch()


def _find(carrier: TwilioCarrier, number: str) -> Any | None:
    """The account's record of this number; the carrier's filter also matches parts of numbers."""
    with readable():
        listed = carrier.account.client.incoming_phone_numbers.list(phone_number=number, limit=20)
        return next((one for one in listed if one.phone_number == number), None)


def _findings(carrier: TwilioCarrier, wanted: Wanted) -> Iterator[str]:
    owned = _find(carrier, wanted.number)
    if owned is None:
        yield f"{wanted} does not belong to this account"
        return
    if isinstance(owned.capabilities, dict) and owned.capabilities.get(wanted.kind) is False:
        yield f"{wanted} cannot be used for {wanted.kind}"
    if getattr(owned, f"{wanted.kind}_application_sid"):
        yield f"{wanted} is tied to an application, which outranks its address"
    if getattr(owned, f"{wanted.kind}_url") != wanted.url:
        yield f"{wanted} does not send to {wanted.url}"
    elif getattr(owned, f"{wanted.kind}_method") not in {None, "", "POST"}:
        yield f"{wanted} does not use POST"


def _in_plain_words(failure: CarrierFailed) -> str:
    if isinstance(failure, CarrierRefused) and failure.code == _NOT_AUTHENTICATED:
        return "the carrier does not accept TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN"
    if isinstance(failure, CarrierAway):
        return "the carrier cannot be reached at TWILIO_API_URL"
    return str(failure)
