"""What `tocsin doctor` looks at, part by part."""

from __future__ import annotations

from collections.abc import Iterator

import requests
from sqlalchemy.exc import SQLAlchemyError

from carriers.twilio_carrier import TwilioCarrier
from carriers.webhooks_of_numbers import diagnose, point_numbers
from gateway.settings import Settings, SettingsWrong, read_settings
from gateway.wiring import Gateway, open_gateway
from plp.errors import CarrierFailed, TocsinError
from plp.language import Language

_PATIENCE = 5


Examined = tuple[str, list[str]]


def examine(*, fix: bool) -> Iterator[Examined]:
    """Each part with its findings in plain words; none is good news.  `fix` gives the numbers our addresses."""
    try:
        settings = read_settings()
    except SettingsWrong as wrong:
        yield "settings", list(wrong.faults)
        return
    yield "settings", list(settings.missing("carrier"))
    try:
        gateway = open_gateway(settings)
    except (SQLAlchemyError, TocsinError, OSError) as failure:
        yield "database", [f"cannot be opened ({type(failure).__name__}); see DATABASE_URL and TOCSIN_HOME"]
        return
    yield "database", [] if gateway.is_migrated() else ["its migrations are not up to date; start any process once"]
    yield "redis", [] if gateway.bell.is_heard() else ["does not answer; see REDIS_URL, or install redis-server"]
    yield "audio", _audio(gateway)
    yield "zones", _zones(gateway)
    yield "public address", _public_address(settings)
    yield from _carrier(gateway, fix=fix)


def _audio(gateway: Gateway) -> list[str]:
    """Words that no engine can say are said by the provider: a loss of quality, so it is told."""
    if gateway.settings.speech == ("provider",):
        return []
    findings = list(gateway.voice.missing)
    prepared = gateway.ports.speech.prepare([("Un, deux, trois, nous irons au bois.", Language.FR.value)])
    if prepared.failed:
        findings.append("no engine can speak here; everything is said by the provider's voice")
    return findings


def _zones(gateway: Gateway) -> list[str]:
    with gateway.ports.store.read() as book:
        zones = book.people.zones()
    if not zones:
        return ["none is loaded; run: tocsin zone load zone.toml"]
    if gateway.ports.carrier.on_loopback:
        return []
    return [f"{zone.name} is a sample and rings nobody real" for zone in zones if zone.sample]


def _public_address(settings: Settings) -> list[str]:
    if settings.public_url is None:
        return ["TOCSIN_PUBLIC_URL is not set: the carrier cannot reach us"]
    try:
        answer = requests.get(f"{settings.public_url}/healthz", timeout=_PATIENCE)
    except requests.RequestException as failure:
        return [f"{settings.public_url} does not answer ({type(failure).__name__}); is the web process running?"]
    return [] if answer.ok else [f"{settings.public_url}/healthz answers {answer.status_code}"]


def _carrier(gateway: Gateway, *, fix: bool) -> Iterator[Examined]:
    carrier, settings = gateway.ports.carrier, gateway.settings
    if not isinstance(carrier, TwilioCarrier) or settings.public_url is None:
        yield "carrier", ["not examined: settings are missing"]
        return
    with gateway.ports.store.read() as book:
        zones = book.people.zones()
    for zone in zones:
        numbers = {"voice_number": zone.voice_number, "sms_number": zone.sms_number}
        mended = _point(carrier, settings.public_url, numbers) if fix else []
        yield f"carrier, {zone.name}", mended + diagnose(carrier, public_url=settings.public_url, **numbers)


def _point(carrier: TwilioCarrier, public_url: str, numbers: dict[str, str]) -> list[str]:
    try:
        point_numbers(carrier, public_url=public_url, **numbers)
    except CarrierFailed as failure:
        return [f"the numbers could not be given our addresses: {failure}"]
    return []
