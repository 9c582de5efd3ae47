"""The signature guard: every route is shut to whoever did not sign with our token, unless it is named open here."""

from __future__ import annotations

import logging

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import Forbidden

from gateway.metrics import REFUSED_REQUESTS
from plp.ports import Ports

_log = logging.getLogger(__name__)

OPEN = frozenset({"media", "health", "api"})
"""Blueprints that carry their own protection, or need none: names of clips are keyed hashes, health tells no secret,
the API asks for a token."""


def install_guard(app: Flask) -> None:
    """Check every request before its route is looked at twice: a new route is guarded without a word."""
    app.before_request(_check)


def _check() -> None:
    if request.blueprint in OPEN:
        return
    if request.url_rule is None:
        return  # no such address: 404 or 405 follows, and nothing was done
    ports: Ports = current_app.config["PORTS"]
    signature = request.headers.get("X-Twilio-Signature")
    if not ports.carrier.is_genuine(_signed_url(ports.public_url), request.form.to_dict(flat=False), signature):
        REFUSED_REQUESTS.labels("signature").inc()
        _log.warning("forged_request route=%s", request.url_rule.rule)
        abort(Forbidden.code)
    if "\x00" in request.path:  # nothing has such a name, and PostgreSQL refuses to look for it
        abort(404)


def _signed_url(public_url: str) -> str:
    """The address as the carrier signed it: our configured base and the raw target, never what a proxy claims."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")
    path = str(raw)
    if "://" in path.split("?", 1)[0]:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    return f"{public_url}{path}"
