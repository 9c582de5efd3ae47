"""What a crossroads sees in a call of a member, or of whoever may be one."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.menu import Look
from plp.book import Book
from plp.call import Call, Party, RecordingState
from plp.member import Standing
from plp.ports import Ports
from services.check_card import card_allowed
from services.members_word import report_of
from services.messages_for import is_open, messages_for
from webhooks.call_in import as_member, behind, members_of_line, messages_begun, served, with_message
from webhooks.choices import remembering
from webhooks.pressed import Done, LookAt

MOST_IN_A_ROW = 4
"""So many open messages are read one after the other; the rest are among the earlier ones."""


def _newest_message(ports: Ports, book: Book, call: Call) -> Done:
    members = served(book, call)
    if not members:
        waits = any(member.standing is Standing.CANDIDATE for member in behind(book, call))
        return ("candidate" if waits else "left"), call
    newest = messages_for(ports, book, members)[:1]
    if newest:
        return "some", with_message(call, newest[0])
    return "none", remembering(call, dict.fromkeys(("alert", "attempts")))


def _other_message(ports: Ports, book: Book, call: Call) -> Done:
    begun = messages_begun(call)
    if len(begun) >= MOST_IN_A_ROW:
        return "none", call
    for message in messages_for(ports, book, served(book, call)):
        if message.cascade.alert not in begun and is_open(ports, book, message):
            return "some", with_message(call, message)
    return "none", call


def _earlier_message(ports: Ports, book: Book, call: Call) -> Done:
    """The newest is none of them; the call remembers how far back it has gone."""
    earlier = messages_for(ports, book, served(book, call))[1:]
    alerts = [message.cascade.alert for message in earlier]
    last = call.memory.get("earlier")
    following = earlier[alerts.index(last) + 1 :] if last in alerts else earlier
    if not following:
        return "none", remembering(call, {"earlier": None})
    return "some", remembering(with_message(call, following[0]), {"earlier": following[0].cascade.alert})


def _message_said(ports: Ports, book: Book, call: Call) -> Done:
    """Whether there is a message to be understood: one read in this call and not withdrawn since."""
    del ports
    alert = call.memory.get("alert")
    if alert not in messages_begun(call):
        return "none", call
    return ("none" if book.cascades.get(call.memory["cascade"]).is_withdrawn else "some"), call


def _report_kept(ports: Ports, book: Book, call: Call) -> Done:
    del ports
    sid = call.memory["recording"]
    takes = book.conversations.recordings(call_sid=call.sid)
    take = next((take for take in takes if take.sid == sid), None)
    if report := report_of(book, call, sid):
        media = take.media if take else None
        return ("kept" if media else "unplayable"), remembering(call, {"receipt": str(report.number), "take": media})
    refused = take is not None and take.state is RecordingState.REFUSED
    return ("silent" if refused else "waiting"), call


def _card_allowed(ports: Ports, book: Book, call: Call) -> Done:
    return ("yes" if card_allowed(ports, book, zone=call.zone, number=call.number) else "no"), call


def _as_member(ports: Ports, book: Book, call: Call) -> Done:
    """An officer who called us, or who has proved that it is he; whom we rang and who says nothing hangs up."""
    del ports
    called_us = call.party is Party.OFFICER and (call.proven or call.errand is None)
    if called_us and (members := members_of_line(book, call.zone, call.number)):
        return "member", as_member(call, members)
    return ("officer" if call.proven else "nobody"), call


LOOKS: Mapping[Look, LookAt] = {
    Look.NEWEST_MESSAGE: _newest_message,
    Look.OTHER_MESSAGE: _other_message,
    Look.EARLIER_MESSAGE: _earlier_message,
    Look.MESSAGE_SAID: _message_said,
    Look.REPORT_KEPT: _report_kept,
    Look.CARD_ALLOWED: _card_allowed,
    Look.AS_MEMBER: _as_member,
}
