"""`tocsin tariff`: the prices by which launches are forecast, in use or as the carrier tells them."""

from __future__ import annotations

import click

from plp.errors import BadInput, CarrierFailed
from plp.ports import Ports
from plp.tariff import PRICES, Tariff
from plp.zone import Zone
from services.ask_tariff import ask_tariff
from services.tariffs import tariff_of
from tocsin.ports import ports


@click.command("tariff")
@click.option("--zone", "name", metavar="NAME", help="The zone; needed where there are several.")
@click.option("--ask", is_flag=True, help="Ask the carrier's own list of prices instead.")
def tariff_command(name: str | None, ask: bool) -> None:
    """Print the prices in use, as the table [tariff] of a zone's file."""
    there = ports()
    tariff = tariff_of(there, _zone(there, name))
    source = "in use"
    if ask:
        try:
            tariff, source = ask_tariff(there, tariff), "as the carrier tells them today; check them with your contract"
        except CarrierFailed as failure:
            click.echo(f"the carrier's list cannot be had: {failure}; these are the prices in use", err=True)
    for line in _lines(tariff, source):
        click.echo(line)


def _zone(there: Ports, name: str | None) -> Zone:
    with there.store.read() as book:
        if name is not None:
            return book.people.zone(name)
        zones = book.people.zones()
    if len(zones) != 1:
        raise BadInput(f"there are {len(zones)} zones; name one with --zone")
    return zones[0]


def _lines(tariff: Tariff, source: str) -> list[str]:
    words = [f'{name} = "{getattr(tariff, name)}"' for name in ("provider", "currency", "as_of")]
    return [f"# prices {source}", "[tariff]", *words, *(f"{name} = {getattr(tariff, name)}" for name in PRICES)]
