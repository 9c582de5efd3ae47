"""The prices by which a launch is forecast: the zone's own, else the installation's, else the list that comes along."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from plp.errors import BadInput
from plp.ports import Ports
from plp.tariff import PRICES, Tariff, read_tariff
from plp.zone import Zone

USUAL = "twilio"
_NOTHING = dict.fromkeys(PRICES, Decimal(0))


def tariff_of(ports: Ports, zone: Zone) -> Tariff:
    """The prices that hold in this zone."""
    return zone.tariff or ports.tariff or shipped_tariffs()[USUAL]


@cache
def shipped_tariffs() -> Mapping[str, Tariff]:
    """The tables that come along, by provider."""
    written = resources.files("services").joinpath("tariffs.toml").read_text("utf-8")
    tables = tomllib.loads(written, parse_float=Decimal)
    return {provider: read_tariff(table, Tariff(provider, "EUR", "", **_NOTHING)) for provider, table in tables.items()}


def tariff_from(table: Mapping[str, object]) -> Tariff:
    """Read a table that names a provider we know, prices of its own, or both.  Raises BadInput."""
    provider = table.get("provider", USUAL)
    known = shipped_tariffs()
    if isinstance(provider, str) and provider in known:
        return read_tariff(table, known[provider])
    if missing := [name for name in (*PRICES, "currency") if name not in table]:
        raise BadInput(
            f"provider: is none of {', '.join(known)}; then all prices are needed, and these are missing: "
            f"{', '.join(missing)}"
        )
    return read_tariff(table, known[USUAL])


def read_tariff_file(text: str) -> Tariff:
    """Read a file whose one table is [tariff].  Raises BadInput."""
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal).get("tariff")
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"the tariff is not valid TOML: {wrong}") from None
    if not isinstance(table, Mapping):
        raise BadInput("the tariff has no table; begin it with [tariff]")
    return tariff_from(table)
