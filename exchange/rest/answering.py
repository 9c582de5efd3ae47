"""Answering requests: a call or text begins to live only after its answer has left, unless a fault turns that round."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDictProxy

from exchange.messages.message import Message
from exchange.refusals import Refusal
from exchange.rest.resources import Json
from exchange.voice.call import Call

CREATED = 201
NOT_A_FORM = 20001


@dataclass(frozen=True)
class Newborn:
    """What a request has created, and how it begins to live."""

    created: Call | Message
    begin: Callable[[], None]


NEWBORN = web.RequestKey("newborn", Newborn)


def answered(
    request: web.Request, written: Json, *, created: Call | Message, begin: Callable[[], None]
) -> web.Response:
    """The answer to a create request."""
    request[NEWBORN] = Newborn(created, begin)
    return web.json_response(written, status=CREATED)


def newborn_of(request: web.Request) -> Newborn | None:
    """What this request has created, if anything."""
    return request.get(NEWBORN)


async def form_of(request: web.Request) -> MultiDictProxy[str]:
    """The form that was posted. Raises Refusal for files."""
    form = await request.post()
    if any(not isinstance(said, str) for said in form.values()):
        raise Refusal(NOT_A_FORM, "files are not taken")
    return form  # type: ignore[return-value]


async def send(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Sends the answer now, so that what it created can begin."""
    if not response.prepared:
        await response.prepare(request)
        await response.write_eof()
    return response
