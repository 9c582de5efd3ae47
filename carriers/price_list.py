"""The carrier's own list of prices for a country, asked of its Pricing API; compatible carriers may have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from carriers.account import Account, readable
from plp.ports import PriceList

_COUNTRY, _CODE = "BE", "32"
_A_LANDLINE, _A_MOBILE = "3222000000", "32470000000"


def fetch_price_list(account: Account) -> PriceList:
    """What a minute and a text to Belgium cost from a Belgian number; null for what the list does not tell.

    Raises CarrierRefused where there is no such list, else as every request.
    """
    with readable():
        voice = account.client.pricing.v2.voice.countries(_COUNTRY).fetch()
        texts = account.client.pricing.v1.messaging.countries(_COUNTRY).fetch()
        return PriceList(
            currency=str(voice.price_unit or texts.price_unit or "").upper(),
            fixed=_to(voice.outbound_prefix_prices, _A_LANDLINE),
            mobile=_to(voice.outbound_prefix_prices, _A_MOBILE),
            incoming=_of_number(voice.inbound_call_prices, "local"),
            text=_dearest(each for network in texts.outbound_sms_prices or () for each in network.get("prices", ())),
            incoming_text=_of_number(texts.inbound_sms_prices, "mobile"),
        )


def _to(prices: Iterable[Mapping[str, Any]] | None, number: str) -> Decimal | None:
    """The price of the longest prefix of this number, best for calls that show a number of the same country."""
    fitting: list[tuple[int, bool, Decimal]] = []
    for each in prices or ():
        lengths = [
            len(str(prefix)) for prefix in each.get("destination_prefixes") or () if number.startswith(str(prefix))
        ]
        price = _amount(each)
        if lengths and price is not None:
            at_home = any(_CODE.startswith(str(prefix)) for prefix in each.get("origination_prefixes") or ())
            fitting.append((max(lengths), at_home, price))
    return max(fitting)[2] if fitting else None


def _of_number(prices: Iterable[Mapping[str, Any]] | None, kind: str) -> Decimal | None:
    return _dearest(each for each in prices or () if str(each.get("number_type", "")).lower() == kind)


def _dearest(prices: Iterable[Mapping[str, Any]]) -> Decimal | None:
    """Nobody knows a member's network beforehand."""
    return max((price for each in prices if (price := _amount(each)) is not None), default=None)


def _amount(price: Mapping[str, Any]) -> Decimal | None:
    try:
        amount = Decimal(str(price.get("current_price")))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 1000 else None
