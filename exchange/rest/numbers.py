"""The account and its numbers: fetch, list, change the addresses."""

from aiohttp import web

from exchange.exchange import EXCHANGE, Exchange
from exchange.numbers import OwnNumber
from exchange.refusals import Refusal
from exchange.rest import checks
from exchange.rest.answering import form_of
from exchange.rest.paging import page_of
from exchange.rest.resources import Json, account_json, number_json

NOT_FOUND = 20404
ADDRESSES = {"VoiceUrl": "voice_url", "SmsUrl": "sms_url", "StatusCallback": "status_callback"}
METHODS = {"VoiceMethod": "voice_method", "SmsMethod": "sms_method"}


async def account(request: web.Request) -> web.StreamResponse:
    """GET Accounts/{sid}.json"""
    return web.json_response(account_json(request.app[EXCHANGE].desk.settings.account))


async def listing(request: web.Request) -> web.StreamResponse:
    """GET IncomingPhoneNumbers.json"""
    exchange, wanted = request.app[EXCHANGE], request.query.get("PhoneNumber", "")
    found = [number for number in exchange.desk.numbers if wanted in number.number]
    return page_of(request, "incoming_phone_numbers", found, lambda number: _write(exchange, number))


async def fetch(request: web.Request) -> web.StreamResponse:
    """GET IncomingPhoneNumbers/{sid}.json"""
    return web.json_response(_write(request.app[EXCHANGE], _number(request)))


async def update(request: web.Request) -> web.StreamResponse:
    """POST IncomingPhoneNumbers/{sid}.json"""
    exchange, number, form = request.app[EXCHANGE], _number(request), await form_of(request)
    changes = {ours: checks.address(form[theirs]) for theirs, ours in ADDRESSES.items() if form.get(theirs)}
    changes |= {ours: checks.method(form, theirs) for theirs, ours in METHODS.items() if form.get(theirs)}
    return web.json_response(_write(exchange, exchange.desk.numbers.configure(number.number, **changes)))


def _number(request: web.Request) -> OwnNumber:
    sid = request.match_info["sid"]
    for number in request.app[EXCHANGE].desk.numbers:
        if number.sid == sid:
            return number
    raise Refusal(NOT_FOUND, request.path)


def _write(exchange: Exchange, number: OwnNumber) -> Json:
    return number_json(exchange.desk.settings.account, number)
