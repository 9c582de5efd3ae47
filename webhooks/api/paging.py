"""Lists page by page: so many rows, and a cursor for those that follow."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from plp.book_of_access import Place
from plp.errors import BadInput

Row = TypeVar("Row")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_TIME = 253_402_300_799_000_000
"""The end of the year 9999, in microseconds."""
_LAST_POSITION = 2**31 - 1
"""The largest number a position's column holds."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list read in pages: its name, which stands in its cursors, and the farthest place in it."""

    name: str
    farthest: int = _END_OF_TIME


ALERTS, CASCADES, REPORTS, REPLIES = map(Listing, ("alerts", "cascades", "reports", "replies"))
MEMBERS = Listing("members", _LAST_POSITION)


class Paged(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200, description="Rows a page.")
    cursor: str = Field("", max_length=200, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the page before.")


def moment(at: datetime, key: str) -> Place:
    """The place of a row in a list that is newest first."""
    return Place((at - _EPOCH) // timedelta(microseconds=1), key)


def read_cursor(cursor: str, listing: Listing) -> Place | None:
    """Where the page before ended.  Raises BadInput for another list's, and for what we never gave out."""
    if not cursor:
        return None
    try:
        name, at, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        name, at, key = None, None, None
    if type(at) is not int or not isinstance(key, str) or not key.isprintable():
        raise BadInput("this cursor is none of ours; begin without one")
    if name != listing.name or not 0 <= at <= listing.farthest:
        raise BadInput(f"this cursor leads nowhere in the list of {listing.name}; begin without one")
    return Place(at, key)


def page(
    query: Paged,
    listing: Listing,
    rows: Sequence[Row],
    shown: Callable[[Sequence[Row]], Sequence[Mapping[str, object]]],
    place: Callable[[Row], Place],
) -> Response:
    """The page, of one row more than it holds: whether any follow is seen by that one; its rows are shown at once."""
    items = rows[: query.limit]
    more = place(items[-1]) if len(rows) > query.limit else None
    cursor = _written(listing, more) if more else None
    answer = Response(
        json.dumps({"items": shown(items), "next": cursor}, ensure_ascii=False),
        mimetype="application/json",
    )
    if cursor:
        asked = {**request.args.to_dict(), "cursor": cursor}
        answer.headers["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return answer


def _written(listing: Listing, place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps([listing.name, place.at, place.id]).encode()).decode().rstrip("=")
