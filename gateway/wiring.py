"""Wiring: from settings to the ports every service gets; nothing is connected before it is used."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis

from audio.voice import ProviderVoice, Voice, open_voice
from carriers.address import ApiAddress
from carriers.twilio_carrier import open_carrier
from gateway.bell import RqBell
from gateway.clock import SystemClock
from gateway.embedded_redis import connection
from gateway.no_carrier import NoCarrier
from gateway.pace import SharedPace
from gateway.setting_rules import MUST
from gateway.settings import Settings, SettingsWrong, read_settings
from plp.errors import BadInput
from plp.forecast import Rates
from plp.ports import Carrier, Ports
from plp.tariff import Tariff
from services.tariffs import read_tariff_file
from store.sql_store import SqlStore, open_store
from store.upgrade import is_current, migrate

_NO_ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Gateway:
    """The ports, and what only the edges need besides: the shelf as files, the bell's Redis, the store's health."""

    settings: Settings
    ports: Ports
    voice: Voice | ProviderVoice
    bell: RqBell
    redis: Redis
    store: SqlStore

    def is_migrated(self) -> bool:
        """Whether the database has every migration."""
        return is_current(self.settings.database_url)


def open_gateway(settings: Settings | None = None, *, is_up_to_date: bool = False) -> Gateway:
    """Open everything these settings describe; the database is brought up to date first, unless it is known to be.

    Raises SettingsWrong and StoreBusy, which say what to do; the latter not for a database known to be up to date.
    """
    settings = settings or read_settings()
    settings.made_folder()
    if not is_up_to_date:
        migrate(settings.database_url)
    store = open_store(settings.database_url)
    clock, redis = SystemClock(), connection(settings)
    bell = RqBell(redis, clock)
    rates = Rates(settings.calls_per_second, settings.texts_per_second, settings.lines)
    voice = open_voice(settings.shelf_folder, settings.secret_key, settings.speech)
    ports = Ports(
        store=store,
        carrier=_carrier(settings),
        speech=voice,
        bell=bell,
        clock=clock,
        pace=SharedPace(redis, rates),
        public_url=settings.public_url or _NO_ADDRESS,
        rates=rates,
        tariff=_tariff(settings),
    )
    return Gateway(settings, ports, voice, bell, redis, store)


def open_ports(settings: Settings | None = None) -> Ports:
    """The ports alone, for commands."""
    return open_gateway(settings).ports


def _tariff(settings: Settings) -> Tariff | None:
    if settings.tariff is None:
        return None
    try:
        return read_tariff_file(settings.tariff.read_text("utf-8"))
    except (BadInput, UnicodeDecodeError, OSError) as wrong:
        why = str(wrong) if isinstance(wrong, BadInput) else "it cannot be read"
        raise SettingsWrong((f"TOCSIN_TARIFF {MUST['TOCSIN_TARIFF']}: {why}.",)) from None


def _carrier(settings: Settings) -> Carrier:
    tokens = settings.auth_tokens
    if settings.account_sid is None or not tokens or settings.auth_token is None:
        return NoCarrier(on_loopback=ApiAddress(settings.api_url).on_loopback)
    return open_carrier(
        settings.account_sid,
        tokens[0],
        previous_token=tokens[1] if len(tokens) > 1 else None,
        api_url=settings.api_url,
    )
