"""What `tocsin doctor` looks at, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import requests
from sqlalchemy.exc import SQLAlchemyError

from carriers.twilio_carrier import TwilioCarrier
from carriers.webhooks_of_numbers import diagnose, point_numbers
from gateway.settings import Settings, SettingsWrong, read_settings
from gateway.wiring import Gateway, open_gateway
from plp.errors import CarrierFailed, TocsinError
from plp.language import Language
from plp.monthly_test import Stage
from plp.self_test import Verdict
from tocsin.ask import ask
from tocsin.self_test_command import told

_PATIENCE = 5
_HOLIDAYS = timedelta(days=5)


Examined = tuple[str, list[str]]


def examine(*, fix: bool) -> Iterator[Examined]:
    """Each part with its findings in plain words; none is good news.  `fix` gives the numbers our addresses."""
    settings, faults = _settings()
    yield "settings", faults
    if settings is None:
        return
    try:
        gateway = open_gateway(settings)
    except SettingsWrong as wrong:
        yield "settings", list(wrong.faults)
        return
    except TocsinError as failure:
        yield "database", [str(failure)]
        return
    except (SQLAlchemyError, OSError) as failure:
        yield "database", [f"cannot be opened ({type(failure).__name__}); see DATABASE_URL and TOCSIN_HOME"]
        return
    yield "database", [] if gateway.is_migrated() else ["its migrations are not up to date; start any process once"]
    yield "redis", [] if gateway.bell.is_heard() else ["does not answer; see REDIS_URL, or install redis-server"]
    yield "audio", _audio(gateway)
    yield "zones", _zones(gateway)
    yield "monthly tests", _monthly_tests(gateway)
    yield "self-test", _self_tests(gateway)
    yield "public address", _public_address(settings)
    yield from _carrier(gateway, fix=fix)


def _settings() -> tuple[Settings | None, list[str]]:
    """The settings, unless some are wrong, and all that is wrong or missing for a process to be of use."""
    try:
        return read_settings(need="carrier"), []
    except SettingsWrong as wrong:
        faults = list(wrong.faults)
    with suppress(SettingsWrong):
        return read_settings(), faults  # some are missing: the rest can be looked at all the same
    return None, faults


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


def _monthly_tests(gateway: Gateway) -> list[str]:
    since = gateway.ports.clock.now() - timedelta(days=31)
    with gateway.ports.store.read() as book:
        past = book.trust.past_tests(since=since)
    missed = [each for each in past if each.stage is Stage.MISSED]
    return [f"that of {each.partnership} in {each.month} did not leave: {each.why}" for each in missed]


def _self_tests(gateway: Gateway) -> list[str]:
    """The last one of each zone, and whether there is one where the file asks for it."""
    findings = []
    with gateway.ports.store.read() as book:
        for zone in book.people.zones():
            last = next(iter(book.trust.self_tests(zone.name, pending=False)), None)
            if last and last.verdict is not Verdict.RIGHT:
                findings.append(f"{zone.name}: {told(last)}")
            since = gateway.ports.clock.now() - (2 * zone.self_test.every + _HOLIDAYS if zone.self_test else _HOLIDAYS)
            if zone.self_test and (last is None or last.asked_at < since):
                findings.append(f"{zone.name}: none lately, though the zone's file asks for one; run: tocsin self-test")
    return findings


def _public_address(settings: Settings) -> list[str]:
    if settings.public_url is None:
        return ["TOCSIN_PUBLIC_URL is not set: the carrier cannot reach us"]
    try:
        answer = ask("GET", f"{settings.public_url}/healthz", timeout=_PATIENCE)
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
