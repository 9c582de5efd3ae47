"""Ring somebody of the police for a member's report, one after the other, until one takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plp.book import Book
from plp.errand import OPEN, ErrandKind
from plp.ports import Ports
from plp.report import DESK, Decision, Report
from plp.zone import Officer
from services.hold_report import heard_by
from services.owe_errand import owe_desk, owe_officer

ROUNDS = 3
_BETWEEN_ROUNDS = timedelta(seconds=20)
_A_COLLEAGUE_HEARS_IT = timedelta(minutes=1)
_TO_LAUNCH = ROUNDS + 1
"""The round in which officers are rung for a report that the desk validated: the desk itself launches nothing."""


def ring_for_report(ports: Ports, book: Book, report: Report) -> bool:
    """Owe the next call for it; False when somebody is being rung, all were rung in all rounds, or none is wanted.

    First the mandated officer, then the substitutes, then the zone's desk; a locked officer is passed over.
    """
    rung = book.errands.about(ErrandKind.REPORT, report.id)
    if any(each.state in OPEN for each in rung):
        return False
    done = {(each.round, each.number) for each in rung}
    for round_, officer in _turns(book, report):
        number = officer.phone if officer else book.people.zone(report.zone).desk_number
        if (round_, number) in done:
            continue
        due_at = _due_at(ports, book, report, begins=bool(done) and not any(each[0] == round_ for each in done))
        if officer:
            return owe_officer(ports, book, officer, ErrandKind.REPORT, report.id, round_=round_, due_at=due_at)
        zone = book.people.zone(report.zone)
        return owe_desk(ports, book, zone, ErrandKind.REPORT, report.id, round_=round_, due_at=due_at)
    return False


def _turns(book: Book, report: Report) -> Iterator[tuple[int, Officer | None]]:
    """Who is rung, in order, each with his round; None is the desk."""
    mandated = [book.people.officer(each) for each in book.people.partnership(report.partnership).officers]
    officers = [each for each in mandated if not each.locked]
    if report.decision is None:
        for round_ in range(1, ROUNDS + 1):
            yield from ((round_, officer) for officer in [*officers, None])
    elif waits_for_a_launch(report):
        yield from ((_TO_LAUNCH, officer) for officer in officers)


def waits_for_a_launch(report: Report) -> bool:
    """Whether the desk validated it and no officer has made a message of it yet."""
    return report.decision is Decision.VALIDATED and report.decided_by == DESK and report.alert is None


def _due_at(ports: Ports, book: Book, report: Report, *, begins: bool) -> datetime:
    now = ports.clock.now()
    if report.decision is None and heard_by(ports, book, report.id):
        return now + _A_COLLEAGUE_HEARS_IT
    return now + _BETWEEN_ROUNDS if begins else now
