"""What an officer's keys do while he makes a message from a ready-made one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from ivr.menu import Effect
from plp.alert import AlertState
from plp.book import Book
from plp.call import Call
from plp.errors import BadInput, NotFound, Refused
from plp.ports import Ports
from plp.template import ANSWERING, Street, Template
from services.draft_from_template import draft_from_template
from services.reject_alert import reject_alert
from services.templates_of import template_named
from webhooks.choices import remembering
from webhooks.pressed import Done, Perform, Pressed
from webhooks.ready_choices import offered_templates

_NO_STREET = 0
"""Typed for the whole neighbourhood."""


def _choose_template(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    partnership = book.people.partnership(call.memory["partnership"])
    offered = {each.number: each for each in offered_templates(ports, book, call)}
    template = offered.get(pressed.number) if pressed.number is not None else None
    if template is None:
        return "unknown", call
    if template.asks_street and book.templates.streets(partnership.slug):
        return "street", remembering(call, {"template": template.id})
    try:
        return _drafted(ports, book, call, template, None)
    except Refused:
        return "unknown", call
    except BadInput:  # what fills its blanks makes it too long
        return "unusable", call


def _choose_street(ports: Ports, book: Book, call: Call, pressed: Pressed) -> Done:
    try:
        template = template_named(book, call.zone, call.memory["template"])
        streets = {each.number: each for each in book.templates.streets(call.memory["partnership"])}
        for_all = pressed.number == _NO_STREET and not template.needs_street
        street = streets.get(pressed.number) if pressed.number is not None else None
        if street is None and not for_all:
            return "unknown", call
        return _drafted(ports, book, call, template, street)
    except (NotFound, Refused):  # the zone's file was loaded again meanwhile, or a colleague has answered the message
        return "gone", call
    except BadInput:  # too long with this street, or loaded again meanwhile and asking for none
        return "unusable", call


def _drafted(ports: Ports, book: Book, call: Call, template: Template, street: Street | None) -> Done:
    alert = draft_from_template(
        ports,
        template,
        partnership=call.memory["partnership"],
        by=call.officer or "",
        street=street.name if street else None,
        answers=call.memory.get("answers") if template.kind in ANSWERING else None,
    )
    _drop_earlier(ports, book, call)
    if report := call.memory.get("for_report"):
        book.reports.link(report, alert.id)
    return "drafted", remembering(call, {"alert": alert.id, "ready_made": alert.id, "template": None})


def _drop_earlier(ports: Ports, book: Book, call: Call) -> None:
    """What he made before in this call and did not launch tells another street or an earlier time."""
    earlier = call.memory.get("ready_made", "")
    with suppress(NotFound, Refused):
        if book.alerts.get(earlier).state is AlertState.DRAFTED:
            reject_alert(ports, earlier, by=call.officer or "")


EFFECTS: Mapping[Effect, Perform] = {
    Effect.CHOOSE_TEMPLATE: _choose_template,
    Effect.CHOOSE_STREET: _choose_street,
}
