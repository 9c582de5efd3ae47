"""What a caller hears while the database is away: one moment, please; his key is kept and asked for again."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from ivr import twiml
from ivr.menu import Record
from ivr.menus import SECRET, STEPS
from ivr.twiml import Utterance
from plp.addresses import STUBBORN
from texts.catalogue import say
from webhooks import form

_MOST = 20
_SECONDS = 2
_SPOKEN_IN = ("fr", "nl")
"""Whose language it is stands in the database, which is away: said in both, once."""


def one_moment(public_url: str) -> Response | None:
    """Ask the carrier to come back to this very request in two seconds; None where that cannot be.

    Codes are not kept in an address, they are asked for again; a recording comes back by the carrier's own retry.
    """
    step = (request.view_args or {}).get("step", "")
    tries = request.args.get("again", "0")
    asked = int(tries) if tries.isdigit() else _MOST
    if request.blueprint != "voice" or asked >= _MOST or isinstance(STEPS.get(step), Record):
        return None
    kept = {} if step in SECRET else {"kept": form.keys()}
    query = urlencode({"again": asked + 1} | kept)
    said = [] if asked else [Utterance(say("one_moment", language), language) for language in _SPOKEN_IN]
    document = twiml.wait(said, seconds=_SECONDS, then=f"{public_url}{request.path}?{query}{STUBBORN}")
    return Response(document, mimetype="text/xml")
