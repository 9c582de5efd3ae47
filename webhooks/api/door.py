"""The door of the API: whoever enters shows a token, and asks only for what it was given."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from flask import Response, current_app, g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from werkzeug.exceptions import NotFound

from gateway.allowance import Allowance
from gateway.metrics import REFUSED_REQUESTS
from plp.access import ApiToken, Scope, check_scope
from plp.ports import Ports
from services.know_token import know_token
from webhooks.api.problems import MEDIA, PREFIX, problem

_log = logging.getLogger(__name__)

_WHY: Mapping[int, str] = {
    400: "Not to be read",
    401: "No token, or one that opens nothing",
    403: "The token, or its officer, may not do this",
    404: "Not there, or out of the token's reach",
    409: "Not in a state for this, or refused by a rule",
    413: "Too large",
    415: "Of a kind that is not read here",
    422: "Not as described",
    429: "Too many requests a minute",
    503: "The database is away; nothing was done",
}


def _problems() -> dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]:
    shape = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": why, "content": {MEDIA: {"schema": shape}}} for status, why in _WHY.items()}


api = APIBlueprint(
    "api",
    __name__,
    url_prefix=PREFIX,
    abp_tags=[Tag(name="v1")],
    abp_security=[{"bearer": []}],
    abp_responses=_problems(),
    operation_id_callback=lambda *, name, path, method: name,
)

NEEDS: Mapping[str, Scope] = {
    "list_alerts": Scope.ALERTS_READ,
    "draft": Scope.ALERTS_WRITE,
    "show": Scope.ALERTS_READ,
    "check": Scope.ALERTS_READ,
    "validate": Scope.ALERTS_VALIDATE,
    "reject": Scope.ALERTS_VALIDATE,
    "launch": Scope.ALERTS_LAUNCH,
    "cancel": Scope.ALERTS_CANCEL,
    "list_cascades": Scope.ALERTS_READ,
    "show_one_cascade": Scope.ALERTS_READ,
    "list_reports": Scope.REPORTS_READ,
    "show_one_report": Scope.REPORTS_READ,
    "list_replies": Scope.REPLIES_READ,
    "list_members": Scope.MEMBERS_READ,
}
"""What each view asks of a token; one that stands neither here nor among the public ones opens to nobody."""
PUBLIC = frozenset({"description"})


def ports() -> Ports:
    """The world, as the application was given it."""
    return cast(Ports, current_app.config["PORTS"])


def token() -> ApiToken:
    """Whose request this is."""
    return cast(ApiToken, g.api_token)


@api.before_request
def _at_the_door() -> Response | None:
    """Look at the token before anything else is looked at.  Raises NotAllowed without the scope."""
    view = str(request.endpoint).rpartition(".")[2]
    if view in PUBLIC:
        return None
    kind, _, words = request.headers.get("Authorization", "").partition(" ")
    known = know_token(ports(), words.strip()) if kind.lower() == "bearer" else None
    if known is None:
        REFUSED_REQUESTS.labels("token").inc()
        _log.warning("token_refused route=%s", request.url_rule)
        why = "show a token that is open, as Authorization: Bearer …"
        return problem(401, "no-token", why, {"WWW-Authenticate": "Bearer"})
    g.api_token = known
    allowance: Allowance = current_app.config["ALLOWANCE"]
    if wait := allowance.used_up(known.id, known.per_minute):
        REFUSED_REQUESTS.labels("allowance").inc()
        why = f"this token may ask {known.per_minute} times a minute; ask again in {wait} s"
        return problem(429, "too-many-requests", why, {"Retry-After": str(wait)})
    check_scope(known, NEEDS[view])
    if "\x00" in request.path:  # nothing has such a name, and PostgreSQL refuses to look for it
        raise NotFound
    return None
