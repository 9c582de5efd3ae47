"""Calls: create, list, fetch, update."""

from collections.abc import Mapping

from aiohttp import web
from multidict import MultiDictProxy

from exchange.exchange import EXCHANGE, Exchange
from exchange.prices import price_of_call
from exchange.refusals import Refusal
from exchange.rest import checks
from exchange.rest.answering import answered, form_of
from exchange.rest.dates import within
from exchange.rest.paging import page_of
from exchange.rest.resources import Json, call_json
from exchange.voice.call import Call, Callback, CallOrder, DetectionOrder, Source

NOT_FOUND = 20404
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
DETECTIONS = {"Enable": False, "DetectMessageEnd": True}
Form = MultiDictProxy[str]


async def create(request: web.Request) -> web.StreamResponse:
    """POST Calls.json"""
    exchange = request.app[EXCHANGE]
    line = exchange.switchboard.accept(order_of(await form_of(request), exchange))
    written = _write(exchange, line.call)
    return answered(request, written, created=line.call, begin=lambda: exchange.switchboard.begin(line))


async def listing(request: web.Request) -> web.StreamResponse:
    """GET Calls.json"""
    exchange, query = request.app[EXCHANGE], request.query
    found = [call for call in reversed(list(exchange.switchboard.calls)) if call.listed and _wanted(call, query)]
    return page_of(request, "calls", found, lambda call: _write(exchange, call))


async def fetch(request: web.Request) -> web.StreamResponse:
    """GET Calls/{sid}.json"""
    return web.json_response(_write(request.app[EXCHANGE], call_of(request)))


async def update(request: web.Request) -> web.StreamResponse:
    """POST Calls/{sid}.json: another document, or the end."""
    exchange, call, form = request.app[EXCHANGE], call_of(request), await form_of(request)
    board = exchange.switchboard
    if form.get("Url") or form.get("Twiml"):
        board.redirect(call, source_of(form))
    elif form.get("Status") == "canceled":
        board.cancel(call)
    elif form.get("Status") == "completed":
        board.complete(call)
    else:
        raise Refusal(checks.INVALID, "Status, Url or Twiml is required")
    await board.settled(call) if form.get("Status") else None
    return web.json_response(_write(exchange, call))


def call_of(request: web.Request) -> Call:
    """The call named in the path. Raises Refusal (20404)."""
    call = request.app[EXCHANGE].switchboard.calls.get(request.match_info["sid"])
    if not call:
        raise Refusal(NOT_FOUND, request.path)
    return call


def order_of(form: Form, exchange: Exchange) -> CallOrder:
    """What the account asks for, checked."""
    return CallOrder(
        to=checks.callable_number(form),
        caller=checks.caller(form, exchange.desk.numbers),
        source=source_of(form),
        ring_timeout=checks.seconds(form, "Timeout", 60),
        time_limit=checks.seconds(form, "TimeLimit", 14_400),
        status_callback=_callback(form),
        detection=None if form.get("SendDigits") else _detection(form),
        fallback=_fallback(form),
    )


def source_of(form: Form) -> Source:
    """The document, or where it comes from."""
    if url := form.get("Url"):
        return Source(checks.address(url), checks.method(form, "Method"))
    twiml = form.get("Twiml", "")
    if not twiml:
        raise Refusal(checks.BAD_URL)
    if len(twiml) > checks.LONGEST_TWIML:
        raise Refusal(checks.INVALID, "Twiml is longer than 4000 characters")
    return Source(twiml=twiml)


def _fallback(form: Form) -> Source | None:
    url = form.get("FallbackUrl")
    return Source(checks.address(url), checks.method(form, "FallbackMethod")) if url else None


def _callback(form: Form) -> Callback | None:
    if not (url := form.get("StatusCallback")):
        return None
    asked = frozenset(event for said in form.getall("StatusCallbackEvent", []) for event in said.split())
    if not asked <= EVENTS:
        raise Refusal(checks.INVALID, "StatusCallbackEvent")
    address = checks.address(url, code=checks.BAD_CALLBACK)
    return Callback(address, checks.method(form, "StatusCallbackMethod"), asked or frozenset({"completed"}))


def _detection(form: Form) -> DetectionOrder | None:
    asked = form.get("MachineDetection")
    if not asked:
        return None
    if asked not in DETECTIONS:
        raise Refusal(checks.INVALID, f"MachineDetection={asked}")
    url = form.get("AsyncAmdStatusCallback")
    callback = None
    if url:
        callback = Callback(checks.address(url), checks.method(form, "AsyncAmdStatusCallbackMethod"))
    return DetectionOrder(
        until_beep=DETECTIONS[asked],
        callback=callback,
        beside=form.get("AsyncAmd", "").lower() == "true",
        timeout=checks.seconds(form, "MachineDetectionTimeout", 30),
    )


def _wanted(call: Call, query: Mapping[str, str]) -> bool:
    order = call.order
    asked = {"To": order.to, "From": order.caller, "Status": call.status.value}
    if any(query.get(name, value) != value for name, value in asked.items()):
        return False
    return within(query, "StartTime", call.started_at) and within(query, "EndTime", call.ended_at)


def _write(exchange: Exchange, call: Call) -> Json:
    settings = exchange.desk.settings
    return call_json(settings.account, call, price_of_call(call, settings.speed))
