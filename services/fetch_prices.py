"""Ask the carrier for every price of a partnership in a time, also those it told before or that were given up."""

from __future__ import annotations

from datetime import datetime

from plp.ports import Ports
from services.keep_ledger import ask_prices

_AT_ONCE = 100


def fetch_prices(ports: Ports, *, partnership: str, since: datetime, until: datetime) -> int:
    """Correct the ledger's lines from `since` to before `until`; returns how many have a price.

    Where the carrier cannot be reached a line stays as it is.
    """
    with ports.store.read() as book:
        lines = book.ledger.charges(partnership, since, until)
    priced = 0
    for start in range(0, len(lines), _AT_ONCE):
        priced += sum(each.price is not None for each in ask_prices(ports, lines[start : start + _AT_ONCE]))
    return priced
