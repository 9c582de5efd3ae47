"""Ask the carrier for every price of what a zone pays beside its partnerships."""

from __future__ import annotations

from datetime import datetime

from plp.ports import Ports
from services.keep_ledger import ask_prices


def fetch_prices_of_zone(ports: Ports, *, zone: str, since: datetime, until: datetime) -> None:
    """Correct what `costs_of_zone` counts; where the carrier cannot be reached a line stays as it is."""
    with ports.store.read() as book:
        lines = book.ledger.charges_of_zone(zone, since, until)
    ask_prices(ports, lines)
