"""What a caller's call is about right now: his alert, his cascade, his partnerships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from plp.alert import Alert, AlertState
from plp.book import Book
from plp.call import Call
from plp.cascade import UNFINISHED, Cascade
from plp.ports import Ports
from plp.zone import Partnership

LAUNCH_HELD_FOR = timedelta(seconds=90)
"""While an officer is launching in a partnership, another one is told so; each key he presses prolongs it."""
_ABOUT_A_MESSAGE = ("alert", "takes", "take", "recording_in", "cascade", "answers", "kind", "for_report")
_READY = frozenset({AlertState.DRAFTED, AlertState.VALIDATED})


def remembering(call: Call, changes: Mapping[str, str | None]) -> Call:
    """The same call with these things remembered; None forgets."""
    memory = {**call.memory, **{key: value for key, value in changes.items() if value is not None}}
    for key, value in changes.items():
        if value is None:
            memory.pop(key, None)
    return replace(call, memory=memory)


def with_new_message(call: Call, about: Mapping[str, str | None]) -> Call:
    """The same call at the beginning of another message: it inherits nothing from the one he thought of before."""
    return remembering(call, {**dict.fromkeys(_ABOUT_A_MESSAGE), **about})


def hold_launch(ports: Ports, book: Book, officer: str, partnership: str) -> str:
    """Hold the launching in a partnership, if nobody else does; returns who holds it now."""
    now = ports.clock.now()
    return book.conversations.hold(f"launch:{partnership}", holder=officer, now=now, until=now + LAUNCH_HELD_FOR)


def chosen_alert(book: Book, call: Call) -> Alert:
    """The alert this call has chosen.  Raises NotFound when it has chosen none."""
    return book.alerts.get(call.memory.get("alert", ""))


def prepared_alerts(ports: Ports, book: Book, call: Call) -> list[Alert]:
    """Messages ready for this partnership: drafted or validated, not expired, newest first."""
    now = ports.clock.now()
    ready = book.alerts.of_partnership(call.memory["partnership"], _READY)
    return [alert for alert in ready if alert.expires_at > now]


def mandated_partnerships(book: Book, call: Call) -> list[Partnership]:
    """The partnerships this officer may launch in."""
    officer = book.people.officer(call.officer or "")
    return [each for each in book.people.partnerships(call.zone) if each.mandates(officer)]


def cascade_in_view(book: Book, call: Call) -> Cascade | None:
    """The cascade he just launched or looked at, else the newest under way in his partnerships, else the last one."""
    if known := call.memory.get("cascade"):
        return book.cascades.get(known)
    theirs = {each.slug for each in mandated_partnerships(book, call)}
    running = [each for each in book.cascades.all(UNFINISHED) if each.partnership in theirs]
    if running:
        return running[0]
    return next((each for each in book.cascades.all() if each.partnership in theirs), None)
