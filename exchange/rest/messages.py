"""Messages: create, list, fetch."""

from collections.abc import Mapping

from aiohttp import web

from exchange.exchange import EXCHANGE, Exchange
from exchange.messages.message import Message
from exchange.prices import price_of_text
from exchange.refusals import Refusal
from exchange.rest import checks
from exchange.rest.answering import answered, form_of
from exchange.rest.dates import within
from exchange.rest.paging import page_of
from exchange.rest.resources import Json, message_json

NOT_FOUND = 20404


async def create(request: web.Request) -> web.StreamResponse:
    """POST Messages.json"""
    exchange, form = request.app[EXCHANGE], await form_of(request)
    callback = form.get("StatusCallback")
    message = Message(
        to=checks.textable_number(form),
        sender=checks.sender(form, exchange.desk.numbers),
        body=checks.body(form),
        callback=checks.address(callback, code=checks.BAD_CALLBACK) if callback else None,
    )
    exchange.post.accept(message)
    written = _write(exchange, message)
    return answered(request, written, created=message, begin=lambda: exchange.post.begin(message))


async def listing(request: web.Request) -> web.StreamResponse:
    """GET Messages.json"""
    exchange, query = request.app[EXCHANGE], request.query
    found = [text for text in reversed(list(exchange.post.messages)) if text.listed and _wanted(text, query)]
    return page_of(request, "messages", found, lambda text: _write(exchange, text))


async def fetch(request: web.Request) -> web.StreamResponse:
    """GET Messages/{sid}.json"""
    exchange = request.app[EXCHANGE]
    if not (message := exchange.post.messages.get(request.match_info["sid"])):
        raise Refusal(NOT_FOUND, request.path)
    return web.json_response(_write(exchange, message))


def _wanted(message: Message, query: Mapping[str, str]) -> bool:
    asked = {"To": message.to, "From": message.sender}
    if any(query.get(name, value) != value for name, value in asked.items()):
        return False
    return within(query, "DateSent", message.sent_at)


def _write(exchange: Exchange, message: Message) -> Json:
    settings = exchange.desk.settings
    return message_json(settings.account, message, price_of_text(message, settings.speed))
