"""What members say, and who they are, over the API; telephone numbers are always masked."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify

from plp.book import Book
from plp.book_of_access import Place
from plp.call import IncomingText
from plp.phone import masked
from services.show_cascade import iso
from services.show_member import show_member
from services.show_report import briefs, show_report
from services.within_reach import alert_reached, partnership_reached, partnerships_reached, report_reached
from webhooks.api.door import api, ports, token
from webhooks.api.paging import MEMBERS, REPLIES, REPORTS, moment, page, read_cursor
from webhooks.api.shapes import (
    MemberPage,
    MembersAsked,
    RepliesAsked,
    ReplyPage,
    ReportPage,
    ReportPath,
    ReportsAsked,
    ReportShown,
)


@api.get("/reports", responses={200: ReportPage})
def list_reports(query: ReportsAsked) -> Response:
    """List members' reports, newest first; never their words."""
    after = read_cursor(query.cursor, REPORTS)
    with ports().store.read() as book:
        slugs = partnerships_reached(book, token(), query.partnership)
        rows = book.pages.reports(slugs, waiting=query.waiting, after=after, most=query.limit + 1)
        return page(query, REPORTS, rows, lambda items: briefs(book, items), lambda each: moment(each.at, each.id))


@api.get("/reports/<string:report_id>", operation_id="show_report", responses={200: ReportShown})
def show_one_report(path: ReportPath) -> Response:
    """Show one report with its words, or that it was spoken."""
    there = ports()
    with there.store.read() as book:
        return jsonify(show_report(there, report_reached(book, token(), path.report_id).id))


@api.get("/replies", responses={200: ReplyPage})
def list_replies(query: RepliesAsked) -> Response:
    """List what members wrote about alerts, newest first."""
    after = read_cursor(query.cursor, REPLIES)
    with ports().store.read() as book:
        alert = alert_reached(book, token(), query.alert).id if query.alert else None
        slugs = partnerships_reached(book, token(), query.partnership)
        rows = book.pages.replies(slugs, alert, after=after, most=query.limit + 1)
        return page(query, REPLIES, rows, lambda items: _replies(book, items), lambda each: moment(each.at, each.sid))


@api.get("/members", responses={200: MemberPage})
def list_members(query: MembersAsked) -> Response:
    """List a partnership's members, in the list's order."""
    after = read_cursor(query.cursor, MEMBERS)
    there = ports()
    with there.store.read() as book:
        slug = partnership_reached(book, token(), query.partnership)
        rows = book.pages.members(slug, after=after, most=query.limit + 1)
    return page(
        query,
        MEMBERS,
        rows,
        lambda items: [show_member(there, each) for each in items],
        lambda each: Place(each.position, each.id),
    )


def _replies(book: Book, texts: Sequence[IncomingText]) -> list[dict[str, object]]:
    names = book.people.names({each.member for each in texts if each.member})
    return [_reply(each, names[each.member] if each.member else None) for each in texts]


def _reply(text: IncomingText, member: str | None) -> dict[str, object]:
    return {
        "id": text.sid,
        "at": iso(text.at),
        "alert": text.alert,
        "member": member,
        "sender": masked(text.sender),
        "text": text.body,
    }
