"""What stands before every REST request: the password, the faults on demand, and errors in the provider's form."""

import asyncio
import base64
import hmac
import socket
import struct
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from exchange.exchange import EXCHANGE, Exchange
from exchange.faults import ROUTES, WELL, Effect
from exchange.refusals import Refusal
from exchange.rest.answering import Newborn, newborn_of, send

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
UNAUTHENTICATED, THROTTLED, BROKEN, NOT_FOUND = 20003, 20429, 20500, 20404
REST = "/2010-04-01/"


@web.middleware
async def speak_of_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal becomes JSON with its code."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response(refusal.as_json(), status=refusal.status)
    except web.HTTPNotFound:
        return web.json_response(Refusal(NOT_FOUND, request.path).as_json(), status=404)


@web.middleware
async def ask_for_the_password(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only the account and its token may use its resources."""
    if request.path.startswith(REST) and not _known(request):
        raise Refusal(UNAUTHENTICATED)
    return await handler(request)


def _known(request: web.Request) -> bool:
    settings = request.app[EXCHANGE].desk.settings
    _, _, written = request.headers.get("Authorization", "").partition("Basic ")
    try:
        given = base64.b64decode(written, validate=True)
    except ValueError:
        return False
    right = hmac.compare_digest(given, f"{settings.account}:{settings.token}".encode())
    return right and request.match_info.get("account", settings.account) == settings.account


@web.middleware
async def let_faults_bite(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serves the request as the faults in force will have it."""
    exchange, route = request.app[EXCHANGE], (request.match_info.route.name or "").partition(":")[0]
    effect = exchange.desk.faults.effect_on(route, await _to(request)) if route in ROUTES else WELL
    if effect is not WELL:
        exchange.desk.feed.tell("fault", "", route=route, effect=str(effect))
    await asyncio.sleep(effect.slow)
    if _spoils(effect):
        return await _spoil(request, handler, effect)
    response = await handler(request)
    if newborn := newborn_of(request):
        await _bring_to_life(exchange, newborn, effect, request, response)
    return response


def _spoils(effect: Effect) -> bool:
    return bool(effect.status or effect.hang or effect.reset)


async def _spoil(request: web.Request, handler: Handler, effect: Effect) -> web.StreamResponse:
    """The call may be taken, but its answer never comes, or comes wrong."""
    response: web.StreamResponse | None = None
    if effect.taken:
        response = await handler(request)
        if newborn := newborn_of(request):
            _hide(newborn, effect)
            newborn.begin()
    await asyncio.sleep(effect.hang)
    if effect.status:
        return _error(effect)
    if effect.hang and response:
        return response
    _cut(request)
    return web.Response(status=500)


def _error(effect: Effect) -> web.Response:
    code = effect.code or {429: THROTTLED}.get(effect.status or 0, BROKEN)
    refusal = Refusal(code, status=effect.status)
    headers = {} if effect.retry_after is None else {"Retry-After": f"{effect.retry_after:g}"}
    return web.json_response(refusal.as_json(), status=refusal.status, headers=headers)


def _cut(request: web.Request) -> None:
    """Resets the connection: a socket that may not linger is closed with RST."""
    if request.transport is None:
        return
    if (connection := request.transport.get_extra_info("socket")) is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


def _hide(newborn: Newborn, effect: Effect) -> None:
    if effect.hidden_for:
        newborn.created.hidden_until = time.monotonic() + effect.hidden_for


async def _bring_to_life(
    exchange: Exchange, newborn: Newborn, effect: Effect, request: web.Request, response: web.StreamResponse
) -> None:
    _hide(newborn, effect)
    if effect.early:
        newborn.begin()
        await exchange.desk.courier.first_was_delivered(newborn.created.sid, effect.early)
        return
    try:
        await send(request, response)
    finally:  # whoever ordered it may have left; it was taken all the same
        newborn.begin()


async def _to(request: web.Request) -> str:
    """The number this request is about."""
    exchange = request.app[EXCHANGE]
    if sid := request.match_info.get("sid"):
        call, message = exchange.switchboard.calls.get(sid), exchange.post.messages.get(sid)
        return call.order.to if call else message.to if message else ""
    said = (await request.post()).get("To") if request.method == "POST" else request.query.get("To")
    return str(said or "")
