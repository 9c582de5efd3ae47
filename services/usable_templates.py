"""The ready-made messages an officer can use in a partnership at this moment."""

from __future__ import annotations

from plp.alert import Alert, AlertState, Kind
from plp.book import Book
from plp.ports import Ports
from plp.template import ANSWERING, Template
from plp.zone import Partnership
from services.message_to_answer import message_to_answer
from services.templates_of import templates_of


def usable_templates(
    ports: Ports, book: Book, partnership: Partnership, *, answering: Alert | None = None
) -> list[Template]:
    """By number, without those that could not be launched: no charter, no street to name, nothing to answer.

    With `answering` those only that answer it: a correction what was stopped, feedback or an all-clear the rest.
    """
    has_streets = bool(book.templates.streets(partnership.slug))
    nameable = [each for each in templates_of(book, partnership.zone) if has_streets or not each.needs_street]
    if answering:
        stopped = answering.state is AlertState.CANCELLED
        kinds = {Kind.CORRECTION} if stopped else ANSWERING - {Kind.CORRECTION}
        return [each for each in nameable if each.kind in kinds]
    chartered = partnership.is_chartered(book.people.zone(partnership.zone).day_of(ports.clock.now()))
    answers = {kind: message_to_answer(book, partnership.slug, kind) is not None for kind in sorted(ANSWERING)}
    return [each for each in nameable if (chartered or each.kind is Kind.TEST) and answers.get(each.kind, True)]
