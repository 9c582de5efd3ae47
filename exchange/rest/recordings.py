"""Recordings: list, fetch, download, delete."""

from aiohttp import web

from exchange.exchange import EXCHANGE, Exchange
from exchange.refusals import Refusal
from exchange.rest.paging import page_of
from exchange.rest.resources import Json, recording_json
from exchange.voice.recordings import Recording

NOT_FOUND = 20404


async def listing(request: web.Request) -> web.StreamResponse:
    """GET Recordings.json, or those of one call"""
    exchange = request.app[EXCHANGE]
    call_sid = request.match_info.get("sid") or request.query.get("CallSid")
    found = [one for one in reversed(list(exchange.desk.recordings)) if call_sid in (None, one.call_sid)]
    return page_of(request, "recordings", found, lambda one: _write(exchange, one))


async def fetch(request: web.Request) -> web.StreamResponse:
    """GET Recordings/{sid}.json"""
    return web.json_response(_write(request.app[EXCHANGE], _recording(request)))


async def download(request: web.Request) -> web.StreamResponse:
    """GET Recordings/{sid}.wav, or without an ending"""
    recording = _recording(request)
    if not recording.ready:
        raise Refusal(NOT_FOUND, "the recording is still being processed")
    return web.Response(body=recording.wav, content_type="audio/x-wav")


async def delete(request: web.Request) -> web.StreamResponse:
    """DELETE Recordings/{sid}.json"""
    request.app[EXCHANGE].desk.recordings.remove(_recording(request).sid)
    return web.Response(status=204)


def _recording(request: web.Request) -> Recording:
    recording = request.app[EXCHANGE].desk.recordings.get(request.match_info["sid"])
    if not recording:
        raise Refusal(NOT_FOUND, request.path)
    return recording


def _write(exchange: Exchange, recording: Recording) -> Json:
    settings = exchange.desk.settings
    return recording_json(settings.account, settings.address, recording)
