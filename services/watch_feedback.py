"""Watch over the feedback that is owed: remind who owes it, close what was answered."""

from __future__ import annotations

from plp.ports import Ports
from services.feedback_owed import answered_meanwhile, close_answered, feedback_owed
from services.ring_for_feedback import ring_for_feedback
from services.working_days import is_office_hour


def watch_feedback(ports: Ports) -> int:
    """Close what was answered, and owe the calls of this working day; returns how many messages wait for feedback."""
    now = ports.clock.now()
    with ports.store.read() as book:
        answered = answered_meanwhile(book, now)
        owed = feedback_owed(book)
        zones = {each.name: each for each in book.people.zones()}
        slugs = {each.partnership for each in owed}
        zone_of = {slug: zones[book.people.partnership(slug).zone] for slug in slugs}
    due = [alert for alert in owed if is_office_hour(now, zone_of[alert.partnership].tz)]
    if answered or due:
        with ports.store.write() as book:
            for alert in answered:
                close_answered(book, alert.id, now)
            for alert in due:
                ring_for_feedback(ports, book, alert)
    return len(owed)
