"""Every refusal of the API as application/problem+json (RFC 9457), in the same plain sentences as everywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from plp.errors import AlreadyLaunched, BadInput, NotAllowed, NotFound, Refused, StoreBusy, TocsinError, WrongMove

PREFIX = "/api/v1"
MEDIA = "application/problem+json"
_LONGEST = 500
"""Characters of a sentence; a stranger's own words may stand in it."""


class Fault(BaseModel):
    """One thing wrong in what was sent."""

    at: str = Field(description="Where: a JSON pointer into what was sent")
    detail: str


class Problem(BaseModel):
    """What went wrong, in a plain sentence (RFC 9457)."""

    type: str = Field(description="Which problem, for a program: urn:tocsin:problem:…")
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = Field(None, description="Where the request is wrong, each place")
    cascade: str | None = Field(None, description="already-launched: the cascade of the first launch")


class KeyUsed(TocsinError):
    """An idempotency key came again with another request."""


class NotTaken(TocsinError):
    """The body is of a kind we do not read here."""


_BY_ERROR: Mapping[type[TocsinError], tuple[int, str]] = {
    NotFound: (404, "not-found"),
    AlreadyLaunched: (409, "already-launched"),
    WrongMove: (409, "wrong-state"),
    NotAllowed: (403, "not-allowed"),
    Refused: (409, "refused"),
    NotTaken: (415, "unsupported-media-type"),
    KeyUsed: (422, "idempotency-key-reused"),
    BadInput: (422, "bad-input"),
    StoreBusy: (503, "try-again"),
}
_BUSY = "the database is busy or away; nothing was done, ask again in a moment"
_SLOW: Mapping[str, str] = {"Retry-After": "2"}
_PLAIN: Mapping[str, str] = {}


def concerns_api() -> bool:
    """Whether this request is for the API, whatever became of it."""
    return request.path.startswith(f"{PREFIX}/")


def problem(status: int, kind: str, detail: str, headers: Mapping[str, str] = _PLAIN, **more: object) -> Response:
    """One problem, as it is answered."""
    said = {
        "type": f"urn:tocsin:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail[:_LONGEST],
        **more,
    }
    return Response(json.dumps(said, ensure_ascii=False), status=status, mimetype=MEDIA, headers=dict(headers))


def of_error(error: TocsinError) -> Response:
    """What the product refused; the table is read from the nearest kind of error outwards."""
    status, kind = next((_BY_ERROR[each] for each in type(error).__mro__ if each in _BY_ERROR), (500, "unexpected"))
    if status == 503:
        return problem(status, kind, _BUSY, _SLOW)
    if status == 500:
        return unexpected()
    if isinstance(error, AlreadyLaunched):
        return problem(status, kind, str(error), cascade=error.cascade)
    return problem(status, kind, str(error))


def of_http(error: HTTPException) -> Response:
    """What the web server refused: no such address, no such method, too large."""
    status = error.code or 500
    if status >= 500:
        return unexpected()
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return problem(status, error.name.lower().replace(" ", "-"), _IN_WORDS.get(status, error.name), headers)


_IN_WORDS: Mapping[int, str] = {
    400: "the request cannot be read",
    404: "there is nothing at this address",
    405: "this address does not take that method",
    413: "the body is larger than 64 KiB",
}


def unexpected() -> Response:
    """Whatever broke is ours, and its words stay ours."""
    return problem(500, "unexpected", "something broke on our side and was written down")


def of_invalid(error: ValidationError) -> Response:
    """What does not fit the description: each place, never the value that stood there.

    A path that names nothing we could ever have given out is simply not there.
    """
    if error.title.endswith("Path"):
        return problem(404, "not-found", _IN_WORDS[404])
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in faults):
        return problem(400, "malformed", "the body is not JSON")
    places = [{"at": "/" + "/".join(map(str, each["loc"]))[:_LONGEST], "detail": each["msg"]} for each in faults]
    return problem(422, "invalid", "the request does not fit its description", errors=places)
