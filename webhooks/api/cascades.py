"""Cascades over the API, as `tocsin cascade show --json` shows them."""

from __future__ import annotations

from flask import Response, jsonify

from services.show_cascade import show_cascade, summaries
from services.within_reach import cascade_reached, partnerships_reached
from webhooks.api.door import api, ports, token
from webhooks.api.paging import CASCADES, moment, page, read_cursor
from webhooks.api.shapes import ByPartnership, CascadePage, CascadePath, CascadeShown


@api.get("/cascades", responses={200: CascadePage})
def list_cascades(query: ByPartnership) -> Response:
    """List cascades in numbers, newest first."""
    after = read_cursor(query.cursor, CASCADES)
    with ports().store.read() as book:
        slugs = partnerships_reached(book, token(), query.partnership)
        rows = book.pages.cascades(slugs, after=after, most=query.limit + 1)
        return page(
            query,
            CASCADES,
            rows,
            lambda items: summaries(book, items),
            lambda each: moment(each.started_at, each.id),
        )


@api.get("/cascades/<string:cascade_id>", responses={200: CascadeShown})
def show_one_cascade(path: CascadePath) -> Response:
    """Show one cascade: every delivery, every attempt."""
    there = ports()
    with there.store.read() as book:
        cascade = cascade_reached(book, token(), path.cascade_id)
        return jsonify(show_cascade(there, cascade.id))
