"""What a police zone pays beside its partnerships: officers who ring, the desk that is rung, callers nobody knows."""

from __future__ import annotations

from datetime import datetime

from plp.charge import Bill
from plp.ports import Ports
from services.costs import bill_of
from services.tariffs import tariff_of


def costs_of_zone(ports: Ports, *, zone: str, since: datetime, until: datetime) -> Bill:
    """Calls and texts of the zone from `since` to before `until` that belong to no partnership.  Raises NotFound."""
    with ports.store.read() as book:
        currency = tariff_of(ports, book.people.zone(zone)).currency
        return bill_of(book.ledger.sums_of_zone(zone, since, until), currency)
