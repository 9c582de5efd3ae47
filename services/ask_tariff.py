"""Ask the carrier for its list of prices, to stand in a zone's file; no launch ever waits for it."""

from __future__ import annotations

from dataclasses import replace

from plp.errors import CarrierRefused
from plp.fault import Fault
from plp.ports import Ports
from plp.tariff import PRICES, Tariff


def ask_tariff(ports: Ports, usual: Tariff) -> Tariff:
    """The carrier's own prices; what its list does not tell keeps the usual one.

    Raises CarrierRefused when it has no such list or tells none of it, CarrierThrottled, CarrierUnclear.
    """
    told = ports.carrier.price_list()
    known = {name: price for name in PRICES if (price := getattr(told, name)) is not None}
    if not known or len(told.currency) != len("EUR"):
        raise CarrierRefused(None, Fault.OURS, "its list of prices tells nothing of Belgium")
    if told.currency != usual.currency and len(known) < len(PRICES):
        raise CarrierRefused(None, Fault.OURS, f"its list, in {told.currency}, lacks some of the prices")
    return replace(usual, currency=told.currency, as_of=f"{ports.clock.now():%Y-%m-%d}", **known)
