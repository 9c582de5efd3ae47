"""What a crossroads sees; looking changes nothing but what the call remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.menu import Look
from plp.book import Book
from plp.call import Call, RecordingState
from plp.cascade import UNFINISHED
from plp.ports import Ports
from services.note_call import PERSON
from services.own_voice import latest_take
from webhooks import coordinator_effects, joining_effects, member_looks, report_looks, self_tests, settings_effects
from webhooks.choices import cascade_in_view, mandated_partnerships, prepared_alerts, remembering

Seen = tuple[str, Call]


def look(ports: Ports, book: Book, call: Call, what: Look) -> Seen:
    """Tell which way leads on, and the call as it goes on."""
    return _LOOKS[what](ports, book, call)


def _is_it_a_person(ports: Ports, book: Book, call: Call) -> Seen:
    """The password is said only when a person is certain, and only to the one it belongs to."""
    del ports
    attempt = book.cascades.attempt(call.attempt or "")
    certain = attempt is not None and attempt.answered_by in {"human", PERSON}
    has_one = bool(call.member and book.people.member(call.member).password)
    return ("yes" if certain and has_one else "no"), call


def _prepared_message(ports: Ports, book: Book, call: Call) -> Seen:
    prepared = prepared_alerts(ports, book, call)
    if not prepared:
        return "none", remembering(call, {"alert": None})
    if call.memory.get("alert") in {alert.id for alert in prepared}:
        return "some", call
    return "some", remembering(call, {"alert": prepared[0].id})


def _running_cascade(ports: Ports, book: Book, call: Call) -> Seen:
    del ports
    theirs = {each.slug for each in mandated_partnerships(book, call)}
    running = [each for each in book.cascades.all(UNFINISHED) if each.partnership in theirs]
    if running:
        return "running", remembering(call, {"cascade": running[0].id})
    last = cascade_in_view(book, remembering(call, {"cascade": None}))
    return ("ended" if last else "none"), remembering(call, {"cascade": last.id if last else None})


def _take_ready(ports: Ports, book: Book, call: Call) -> Seen:
    del book
    take = latest_take(ports, call, call.memory.get("take_sid", ""))
    if take is None or take.state is RecordingState.WAITING:
        return "waiting", call
    if take.state is RecordingState.REFUSED or not take.media:
        return "refused", remembering(call, {"flaw": take.flaw})
    return "ready", remembering(call, {"take": take.media})


_LOOKS: Mapping[Look, Callable[[Ports, Book, Call], Seen]] = {
    Look.IS_IT_A_PERSON: _is_it_a_person,
    Look.PREPARED_MESSAGE: _prepared_message,
    Look.RUNNING_CASCADE: _running_cascade,
    Look.TAKE_READY: _take_ready,
    **member_looks.LOOKS,
    **report_looks.LOOKS,
    **settings_effects.LOOKS,
    **joining_effects.LOOKS,
    **coordinator_effects.LOOKS,
    **self_tests.LOOKS,
}
