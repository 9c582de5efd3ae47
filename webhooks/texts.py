"""SMS from members."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from ivr import twiml
from plp.phone import called_number, caller_number
from plp.ports import Ports
from services.receive_text import receive_text
from webhooks import form

texts = Blueprint("texts", __name__, url_prefix="/sms")


@texts.post("/incoming")
def incoming() -> Response:
    """A text arrives; it is kept before anything is answered."""
    ports: Ports = current_app.config["PORTS"]
    answer = receive_text(
        ports,
        sid=form.required_text_sid(),
        sender=caller_number(form.text_of("From", longest=200)),
        body=form.text_of("Body", longest=5000),
        to=called_number(form.text_of("To", longest=200)),
        pictures=form.number_of("NumMedia") or 0,
    )
    return Response(twiml.message(answer or None), mimetype="text/xml")
