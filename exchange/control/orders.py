"""What the control API is told to change or to do."""

from aiohttp import web

from exchange.control.asking import object_in, words
from exchange.control.furnishing import add_faults, put_clips, put_handsets, put_numbers, written_character
from exchange.exchange import EXCHANGE
from exchange.messages.message import INBOUND, Message
from exchange.voice.call import Callback, CallOrder, Source

DONE = {"ok": True}


async def numbers(request: web.Request) -> web.StreamResponse:
    """PUT /exchange/numbers"""
    put_numbers(request.app[EXCHANGE], await object_in(request))
    return web.json_response(DONE)


async def handsets(request: web.Request) -> web.StreamResponse:
    """PUT /exchange/handsets"""
    put_handsets(request.app[EXCHANGE], await object_in(request))
    return web.json_response(DONE)


async def default(request: web.Request) -> web.StreamResponse:
    """PUT /exchange/default"""
    request.app[EXCHANGE].desk.directory.put_default(written_character(await request.json()))
    return web.json_response(DONE)


async def clips(request: web.Request) -> web.StreamResponse:
    """PUT /exchange/clips"""
    put_clips(request.app[EXCHANGE], await object_in(request))
    return web.json_response(DONE)


async def dial(request: web.Request) -> web.StreamResponse:
    """POST /exchange/dial: a handset calls one of the account's numbers."""
    exchange, told = request.app[EXCHANGE], await object_in(request)
    caller, called = words(told, "from"), words(told, "to")
    number = exchange.desk.numbers.get(called)
    if not number or not number.voice_url:
        raise ValueError(f"{called} has no voice_url")
    directory = exchange.desk.directory
    character = directory.at(words(told, "handset", caller))
    if "character" in told:
        character = directory.read(written_character(told["character"])).usual
    callback = Callback(number.status_callback) if number.status_callback else None
    source = Source(number.voice_url, number.voice_method)
    order = CallOrder(called, caller, source, status_callback=callback, direction="inbound")
    return web.json_response({"sid": exchange.switchboard.take(order, character).call.sid}, status=201)


async def text(request: web.Request) -> web.StreamResponse:
    """POST /exchange/text: a handset writes to one of the account's numbers."""
    told = await object_in(request)
    media = told.get("media") or []
    if not isinstance(media, list):
        raise TypeError("'media' is a list of addresses")
    message = Message(
        to=words(told, "to"),
        sender=words(told, "from"),
        body=words(told, "body", ""),
        direction=INBOUND,
        media=tuple(str(url) for url in media),
    )
    request.app[EXCHANGE].post.receive(message)
    return web.json_response({"sid": message.sid}, status=201)


async def faults(request: web.Request) -> web.StreamResponse:
    """POST /exchange/faults"""
    return web.json_response({"faults": add_faults(request.app[EXCHANGE], await request.json())}, status=201)


async def lift_faults(request: web.Request) -> web.StreamResponse:
    """DELETE /exchange/faults, or one of them"""
    number = request.match_info.get("number")
    request.app[EXCHANGE].desk.faults.drop(int(number) if number else None)
    return web.json_response(DONE)


async def reset(request: web.Request) -> web.StreamResponse:
    """POST /exchange/reset"""
    request.app[EXCHANGE].reset()
    return web.json_response(DONE)
