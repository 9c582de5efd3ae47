"""The provider's Pricing API, for the one country there is here: what calls and texts cost."""

from aiohttp import web

from exchange.prices import CALL_IN, CURRENCY, TEXT, TEXT_IN, TO_LANDLINE, TO_MOBILE
from exchange.refusals import Refusal

NOT_FOUND = 20404
COUNTRY = "BE"


async def voice(request: web.Request) -> web.StreamResponse:
    """GET /v2/Voice/Countries/BE"""
    return _told(
        request,
        {
            "outbound_prefix_prices": [
                _prefix("Belgium", ["32"], TO_LANDLINE),
                _prefix("Belgium - Mobile", ["3245", "3246", "3247", "3248", "3249"], TO_MOBILE),
            ],
            "inbound_call_prices": [_number("local", CALL_IN)],
        },
    )


async def texts(request: web.Request) -> web.StreamResponse:
    """GET /v1/Messaging/Countries/BE"""
    network = {"carrier": "Loopback", "mcc": "206", "mnc": "01", "prices": [_number("mobile", TEXT)]}
    return _told(request, {"outbound_sms_prices": [network], "inbound_sms_prices": [_number("mobile", TEXT_IN)]})


def _told(request: web.Request, prices: dict[str, object]) -> web.StreamResponse:
    if request.match_info["country"] != COUNTRY:
        return web.json_response(Refusal(NOT_FOUND, request.path).as_json(), status=404)
    whose = {"country": "Belgium", "iso_country": COUNTRY, "url": str(request.url), "price_unit": CURRENCY}
    return web.json_response(whose | prices)


def _prefix(name: str, prefixes: list[str], price: object) -> dict[str, object]:
    return {
        "friendly_name": name,
        "origination_prefixes": ["ALL"],
        "destination_prefixes": prefixes,
        "base_price": str(price),
        "current_price": str(price),
    }


def _number(kind: str, price: object) -> dict[str, object]:
    return {"number_type": kind, "base_price": str(price), "current_price": str(price)}
