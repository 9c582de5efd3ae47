"""What the control API shows: numbers, handsets, calls with all they contain, texts, events, faults, totals."""

from collections import Counter
from collections.abc import Mapping

from aiohttp import web

from exchange.exchange import EXCHANGE, Exchange
from exchange.feed import Event
from exchange.refusals import Refusal
from exchange.rest.resources import Json
from exchange.voice.call import Call

NOT_FOUND = 20404
LONGEST_WAIT = 60.0


async def numbers(request: web.Request) -> web.StreamResponse:
    """GET /exchange/numbers"""
    shown = {
        number.number: {"sid": number.sid, "voice_url": number.voice_url, "sms_url": number.sms_url}
        for number in request.app[EXCHANGE].desk.numbers
    }
    return web.json_response(shown)


async def handsets(request: web.Request) -> web.StreamResponse:
    """GET /exchange/handsets"""
    return web.json_response(request.app[EXCHANGE].desk.directory.written())


async def calls(request: web.Request) -> web.StreamResponse:
    """GET /exchange/calls"""
    exchange = request.app[EXCHANGE]
    shown = [call_in_full(exchange, call) for call in exchange.switchboard.calls]
    return web.json_response({"calls": [call for call in shown if _fits(call, request.query)]})


async def call(request: web.Request) -> web.StreamResponse:
    """GET /exchange/calls/{sid}"""
    exchange = request.app[EXCHANGE]
    if not (found := exchange.switchboard.calls.get(request.match_info["sid"])):
        raise Refusal(NOT_FOUND, request.path)
    return web.json_response(call_in_full(exchange, found))


async def texts(request: web.Request) -> web.StreamResponse:
    """GET /exchange/texts"""
    exchange = request.app[EXCHANGE]
    shown = [
        {**message.as_json(), "callbacks": exchange.desk.courier.as_json(message.sid)}
        for message in exchange.post.messages
    ]
    return web.json_response({"texts": [text for text in shown if _fits(text, request.query)]})


async def events(request: web.Request) -> web.StreamResponse:
    """GET /exchange/events"""
    feed, query = request.app[EXCHANGE].desk.feed, request.query

    def wanted(event: Event) -> bool:
        return str(event["kind"]).startswith(query.get("kind", "")) and query.get("sid") in (None, event["sid"])

    wait = min(LONGEST_WAIT, float(query.get("wait", 0)))
    found = await feed.wait_since(int(query.get("since", 0)), wanted, wait)
    return web.json_response({"events": found, "last": feed.last})


async def faults(request: web.Request) -> web.StreamResponse:
    """GET /exchange/faults"""
    return web.json_response({"faults": request.app[EXCHANGE].desk.faults.as_json()})


async def state(request: web.Request) -> web.StreamResponse:
    """GET /exchange/state"""
    exchange = request.app[EXCHANGE]
    board = exchange.switchboard
    return web.json_response(
        {
            "calls": Counter(call.status.value for call in board.calls),
            "texts": Counter(message.status.value for message in exchange.post.messages),
            "live": board.live,
            "peak": board.peak,
            "speed": exchange.desk.time.speed,
        }
    )


def call_in_full(exchange: Exchange, call: Call) -> Json:
    """Everything about a call."""
    return {
        "sid": call.sid,
        "from": call.order.caller,
        "to": call.order.to,
        "direction": call.order.direction,
        "status": call.status.value,
        "answered_by": call.answered_by,
        "duration": call.duration,
        "ended_by": call.ended_by,
        **call.transcript.as_json(),
        "callbacks": exchange.desk.courier.as_json(call.sid),
    }


def _fits(shown: Json, query: Mapping[str, str]) -> bool:
    names = ("to", "from", "status", "direction")
    return all(query.get(name) in (None, shown[name]) for name in names)
