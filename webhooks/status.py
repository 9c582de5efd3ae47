"""What the carrier reports of calls and texts: taken in any order, any number of times, and never refused."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from gateway.metrics import ATTEMPTS, CALLBACKS
from plp.ports import Ports
from services.errands import note_errand
from services.note_call import ENDED, Told, note_guess
from services.note_text import TOLD, note_text
from webhooks import form

status = Blueprint("status", __name__, url_prefix="/status")
_TAKEN = 204


def _ports() -> Ports:
    ports: Ports = current_app.config["PORTS"]
    return ports


def _taken(kind: str, *, known: bool) -> Response:
    """An unknown id is answered like a known one: the carrier need not try again, and nobody learns anything."""
    CALLBACKS.labels(kind if known else "unknown").inc()
    return Response(status=_TAKEN)


@status.post("/calls/<attempt>")
def call(attempt: str) -> Response:
    """How a member's call goes."""
    status_now = form.word_of("CallStatus")
    told = Told(
        attempt,
        status_now,
        form.required_sid("CallSid"),
        sequence=form.number_of("SequenceNumber"),
        error_code=form.number_of("ErrorCode"),
        answered_by=form.word_of("AnsweredBy"),
    )
    known = current_app.config["CALLS"].take(told)
    if known and status_now in ENDED:
        ATTEMPTS.labels("voice", status_now).inc()
    return _taken("call", known=known)


@status.post("/machines/<attempt>")
def machine(attempt: str) -> Response:
    """Who detection believes answered."""
    guess = form.word_of("AnsweredBy")
    known = note_guess(_ports(), attempt, guess, sid=form.required_sid("CallSid"))
    return _taken("machine", known=known)


@status.post("/texts/<attempt>")
def text(attempt: str) -> Response:
    """How a text goes."""
    status_now = form.word_of("MessageStatus", "SmsStatus")
    sid = form.required_text_sid()
    known = note_text(_ports(), attempt, status_now, sid=sid, error_code=form.number_of("ErrorCode"))
    if known and status_now in TOLD:
        ATTEMPTS.labels("sms", status_now).inc()
    return _taken("text", known=known)


@status.post("/errands/<errand>")
def errand(errand: str) -> Response:
    """How a call owed to an officer, the desk or somebody else goes."""
    status_now = form.word_of("CallStatus")
    sid = form.required_sid("CallSid")
    known = note_errand(_ports(), errand, status_now, sid=sid, error_code=form.number_of("ErrorCode"))
    return _taken("errand", known=known)


@status.post("/errand-texts/<errand>")
def errand_text(errand: str) -> Response:
    """How a text owed to somebody goes."""
    status_now = form.word_of("MessageStatus", "SmsStatus")
    sid = form.required_text_sid()
    known = note_errand(_ports(), errand, status_now, sid=sid, error_code=form.number_of("ErrorCode"))
    return _taken("errand", known=known)
