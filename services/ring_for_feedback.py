"""Remind an officer by telephone that feedback is owed: each working day, the substitutes after the mandated one."""

from __future__ import annotations

from plp.alert import Alert
from plp.book import Book
from plp.errand import OPEN, ErrandKind
from plp.ports import Ports
from services.owe_errand import owe_officer
from services.working_days import is_office_hour, next_working_morning, working_days_since

_NOBODY = "nobody"


def ring_for_feedback(ports: Ports, book: Book, alert: Alert) -> bool:
    """Owe today's next call; False out of office hours, while one is owed, when all were rung, or it was put off.

    The first working day after the launch is the first on which anybody is rung.  The caller has made sure that
    feedback is owed.
    """
    now = ports.clock.now()
    cascade = book.cascades.of_alert(alert.id)
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    if cascade is None or not is_office_hour(now, zone.tz):
        return False
    today = working_days_since(cascade.started_at, now, zone.tz)
    rung = book.errands.about(ErrandKind.FEEDBACK, alert.id)
    if not today or any(each.state in OPEN for each in rung) or _is_put_off(ports, book, alert):
        return False
    done = {(each.round, each.officer) for each in rung}
    officers = [book.people.officer(each) for each in partnership.officers]
    for officer in officers:
        if not officer.locked and (today, officer.id) not in done:
            return owe_officer(ports, book, officer, ErrandKind.FEEDBACK, alert.id, round_=today)
    return False


def put_feedback_off(ports: Ports, book: Book, alert: Alert, *, by: str) -> None:
    """The officer gives it later: nobody is rung for it before the next working morning."""
    now = ports.clock.now()
    zone = book.people.zone(book.people.partnership(alert.partnership).zone)
    book.conversations.hold(_name(alert), holder=by, now=now, until=next_working_morning(now, zone.tz))


def _is_put_off(ports: Ports, book: Book, alert: Alert) -> bool:
    now = ports.clock.now()
    return book.conversations.hold(_name(alert), holder=_NOBODY, now=now, until=now) != _NOBODY


def _name(alert: Alert) -> str:
    return f"feedback:{alert.id}"
