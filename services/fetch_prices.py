"""Ask the carrier for every price of a partnership in a time, also those it told before or that were given up."""

from __future__ import annotations

from datetime import datetime

from plp.ports import Ports
from services.costs import launched_within
from services.keep_ledger import ask_prices


def fetch_prices(ports: Ports, *, partnership: str, since: datetime, until: datetime) -> None:
    """Correct what `costs` counts: the lines of alerts launched in that time, whenever charged, and those beside.

    Where the carrier cannot be reached a line stays as it is.
    """
    with ports.store.read() as book:
        lines = book.ledger.charges_of([each.alert for each in launched_within(book, partnership, since, until)])
        lines += book.ledger.charges_beside(partnership, since, until)
    ask_prices(ports, lines)
