"""The Flask application: guarded routes, and a clear answer to whatever goes wrong."""

from __future__ import annotations

import logging
from functools import partial

from flask import Flask, Response, current_app
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from gateway.allowance import Allowance
from plp.errors import NotFound, StoreBusy, TocsinError
from plp.ports import Ports
from services.note_call import note_call, note_calls
from webhooks.api import api
from webhooks.api.description import open_application
from webhooks.api.problems import concerns_api, of_error, of_http, of_invalid, unexpected
from webhooks.gathered import Gathered
from webhooks.guard import install_guard
from webhooks.health import Checks, health
from webhooks.media import Shelf, media
from webhooks.one_moment import one_moment
from webhooks.status import status
from webhooks.texts import texts
from webhooks.voice import voice

_log = logging.getLogger(__name__)
_LARGEST_BODY = 64 * 1024


def create_app(ports: Ports, *, shelf: Shelf, checks: Checks, allowance: Allowance | None = None) -> Flask:
    """Build the application around these ports; nothing is opened or asked while it is built.

    Without an `allowance` that processes share, this one counts by itself what each token asks.
    """
    app = open_application()
    app.config.update(
        PORTS=ports,
        CALLS=Gathered(partial(note_calls, ports), partial(note_call, ports)),
        SHELF=shelf,
        CHECKS=checks,
        ALLOWANCE=allowance or Allowance(),
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=_LARGEST_BODY,
        MAX_FORM_PARTS=200,
    )
    for blueprint in (voice, texts, status, media, health):
        app.register_blueprint(blueprint)
    app.register_api(api)
    install_guard(app)
    app.register_error_handler(HTTPException, _plainly)
    app.register_error_handler(NotFound, _gone)
    app.register_error_handler(StoreBusy, _one_moment)
    app.register_error_handler(TocsinError, _refused)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(Exception, _try_again)
    return app


def _plainly(error: HTTPException) -> Response:
    if concerns_api():
        return of_http(error)
    return Response(f"{error.code} {error.name}\n", status=error.code or 500, mimetype="text/plain")


def _refused(error: TocsinError) -> Response:
    return of_error(error) if concerns_api() else _try_again(error)


def _invalid(error: ValidationError) -> Response:
    return of_invalid(error) if concerns_api() else _try_again(error)


def _gone(error: NotFound) -> Response:
    if concerns_api():
        return of_error(error)
    _log.warning("nothing_there what=%s", error)
    return Response("404 Not Found\n", status=404, mimetype="text/plain")


def _try_again(error: Exception) -> Response:
    """Whatever broke is ours, not the caller's: he hears `one moment`, or 503 makes the carrier ask again."""
    _log.error("unexpected_error kind=%s", type(error).__name__, exc_info=error)
    return unexpected() if concerns_api() else _come_again()


def _one_moment(busy: StoreBusy) -> Response:
    _log.warning("database_away why=%s", busy)
    return of_error(busy) if concerns_api() else _come_again()


def _come_again() -> Response:
    ports: Ports = current_app.config["PORTS"]
    return one_moment(ports.public_url) or Response("503 Service Unavailable\n", status=503, mimetype="text/plain")
