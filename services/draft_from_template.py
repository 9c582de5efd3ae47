"""Draft a police message from a ready-made one: its blanks filled in every language it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from plp.alert import Alert
from plp.errors import BadInput, Refused
from plp.language import Language, name_in
from plp.ports import Ports
from plp.template import ANSWERING, EMERGENCY, STREET, TIME, Template
from plp.zone import Zone
from services.draft_alert import draft_alert
from services.message_to_answer import message_to_answer
from services.say_moment import say_moment
from texts.catalogue import say


def draft_from_template(
    ports: Ports,
    template: Template,
    *,
    partnership: str,
    by: str,
    street: Mapping[str, str] | None = None,
    at: datetime | None = None,
    answers: str | None = None,
    expires: timedelta | None = None,
) -> Alert:
    """Write a new alert in state drafted.  `street` is its name per language, else it is the whole neighbourhood;
    `at` is the moment it tells, else now.

    A correction, an all-clear or feedback answers `answers`, else the newest message it can answer.
    Raises NotFound, BadInput when a street is missing or not asked for, Refused when there is nothing to answer.
    """
    if street is not None and not template.asks_street:
        raise BadInput(f"the ready-made message {template.id!r} names no street")
    if street is None and template.needs_street:
        raise BadInput(f"the ready-made message {template.id!r} needs a street")
    now = ports.clock.now()
    with ports.store.write() as book:
        zone = book.people.zone(book.people.partnership(partnership).zone)
        if template.kind in ANSWERING and answers is None:
            asked = message_to_answer(book, partnership, template.kind)
            if asked is None:
                raise Refused(
                    f"partnership {partnership} has no open message that {template.kind} could answer; name one"
                )
            answers = asked.id
        texts = {
            language: template.fill(language, _blanks(zone, street, at or now, now, language))
            for language in template.texts
        }
        return draft_alert(
            ports, partnership=partnership, kind=template.kind, texts=texts, by=by, expires=expires, answers=answers
        )


def _blanks(
    zone: Zone, street: Mapping[str, str] | None, at: datetime, now: datetime, language: Language
) -> dict[str, str]:
    where = name_in(street, language) if street else say("ready.everywhere", language)
    return {STREET: where, TIME: say_moment(at, now, zone.tz, language), EMERGENCY: zone.emergency}
