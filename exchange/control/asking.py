"""Reading what the control API is told, with a plain sentence when it cannot be understood."""

import json
from collections.abc import Mapping

from aiohttp import web

from exchange.handsets.directory import NotACharacter
from exchange.rest.guards import Handler


@web.middleware
async def say_what_is_wrong(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A description that cannot be understood is answered with 400 and a sentence."""
    try:
        return await handler(request)
    except NotACharacter as error:
        return web.json_response({"error": str(error)}, status=400)
    except (ValueError, KeyError, TypeError) as error:
        if not request.path.startswith("/exchange/"):
            raise
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


async def object_in(request: web.Request) -> Mapping[str, object]:
    """The JSON object that was sent. Raises TypeError."""
    told = json.loads(await request.text() or "{}")
    if not isinstance(told, dict):
        raise TypeError("a JSON object is wanted")
    return told


def words(told: Mapping[str, object], name: str, default: str | None = None) -> str:
    """A string of the object. Raises TypeError."""
    said = told.get(name, default)
    if not isinstance(said, str):
        raise TypeError(f"{name!r} is wanted, as a string")
    return said
