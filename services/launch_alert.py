"""Launch a validated message: its cascade and everything it owes, written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from plp.alert import (
    Alert,
    AlertState,
    Happening,
    Kind,
    check_charter,
    check_expiry,
    check_languages,
    check_mandate,
    check_move,
    check_seal,
)
from plp.book import Book
from plp.cascade import Cascade, CascadeState, Final, Owing
from plp.charge import Expected, Outlay
from plp.errors import AlreadyLaunched, Refused, StoreBusy, WrongMove
from plp.member import Member, MemberState, Route
from plp.night import next_in_hours
from plp.outcome import By
from plp.ports import Door, Ports
from plp.zone import Zone
from services.check_budget import check_budget
from services.findings.rules import look_over
from services.pass_over import dossier_of, pass_over, refuse
from services.plan_next import end_cascade
from services.stop_cascade import stop_cascade
from services.validate_alert import validate_alert
from services.words import language_for

_LOOKS = 10
_FIRST_BY = {
    Route.VOICE: By.VOICE,
    Route.VOICE_THEN_TEXT: By.VOICE,
    Route.TEXT_THEN_VOICE: By.SMS,
    Route.TEXT_AND_VOICE: By.SMS,
}


def launch_alert(
    ports: Ports,
    alert_id: str,
    *,
    by: str,
    cancel_window: timedelta = timedelta(0),
    validating: bool = False,
    at_night: bool = False,
) -> Cascade:
    """Write the cascade, everything in it due after `cancel_window`, and ring the bell once it is safe.

    `validating` validates a draft first (an officer's two digits do both); `at_night` is his word that somebody is
    caught in the act or a life is in danger.  Other warnings of the check are passed over in his name.
    A correction stops what it corrects, within the same transaction.
    Raises AlreadyLaunched with the first cascade's id; NotFound, NotAllowed, WrongMove (not validated, expired),
    Refused (no charter, a language missing, not what was validated, beyond the budget of what can wait, a sample zone
    on a real carrier), FailsCheck.
    """
    now = ports.clock.now()
    dossier = dossier_of(ports, alert_id)
    found = look_over(dossier)
    with ports.store.write() as book:
        if first := book.cascades.of_alert(alert_id):
            raise AlreadyLaunched(first.id)
        if validating and book.alerts.get(alert_id).state is AlertState.DRAFTED:
            validate_alert(ports, alert_id, by=by, found=found)
        alert, zone = _checked(ports, book, alert_id, by, now)
        _withdraw_what_was_wrong(ports, book, alert, by)
        _hold_budget(ports, book, alert, dossier.outlay)
        refuse(alert_id, found)
        pass_over(book, alert_id, found, by=by, at=now, at_night=at_night)
        cascade = Cascade(
            id=uuid4().hex,
            alert=alert.id,
            partnership=alert.partnership,
            state=CascadeState.WAITING if cancel_window else CascadeState.RUNNING,
            urgent=alert.kind.is_urgent,
            fence=0,
            launched_by=by,
            started_at=now,
            due_from=now + cancel_window,
        )
        _owe_everybody(book, cascade, alert, zone)
        if only := _only(book, alert):
            book.cascades.exclude(cascade.id, but=only[0], why=only[1])
        book.ledger.expect(_expected(cascade, dossier.outlay))
        _mark_launched(book, alert, zone, by, now)
        _finish_an_empty_one(ports, book, cascade)
        book.after_commit(lambda: _ring(ports, cascade))
    return cascade


def _checked(ports: Ports, book: Book, alert_id: str, by: str, now: datetime) -> tuple[Alert, Zone]:
    alert = book.alerts.get(alert_id)
    officer = book.people.officer(by)
    partnership = book.people.partnership(alert.partnership)
    zone = book.people.zone(partnership.zone)
    check_mandate(officer, partnership)
    check_move(alert, AlertState.LAUNCHED)
    check_expiry(alert, now)
    check_charter(alert, partnership, zone.day_of(now))
    check_languages(alert, zone)
    check_seal(alert)
    if zone.sample and not ports.carrier.on_loopback:
        raise Refused(f"zone {zone.name!r} is a sample: it rings only an exchange on loopback")
    return alert, zone


def _withdraw_what_was_wrong(ports: Ports, book: Book, alert: Alert, by: str) -> None:
    """Nobody hears any more what is being corrected: it is stopped, and once it has ended nothing revives it.

    Before anybody asks whom it reached: whoever is told meanwhile is written before, or not told at all.
    """
    wrong = book.cascades.of_alert(alert.answers) if alert.answers and alert.kind is Kind.CORRECTION else None
    while wrong and wrong.state is not CascadeState.CANCELLED and not book.cascades.raise_fence(wrong.id):
        with suppress(WrongMove):  # it ended in this very moment: then the fence is raised
            stop_cascade(ports, wrong.id, by=by)
        wrong = book.cascades.get(wrong.id)


def _owe_everybody(book: Book, cascade: Cascade, alert: Alert, zone: Zone) -> None:
    """Whoever changes his channel or language in this moment is of no kind that was known: he is looked for again.

    Raises StoreBusy when the list does not come to rest: rather no launch than one without somebody.
    """
    for look in range(_LOOKS):
        if book.cascades.fan_out(cascade, list(_owing(book, cascade, alert, zone)), again=look > 0):
            return
    raise StoreBusy("the list of members changes faster than it can be launched to; try again")


def _owing(book: Book, cascade: Cascade, alert: Alert, zone: Zone) -> Iterator[Owing]:
    """What is owed to each kind of member; whom it concerns beyond that is told by `_only`."""
    for like in book.people.kinds_of_members(alert.partnership, cascade.started_at):
        why = _why_excluded(like, cascade.started_at, zone)
        yield Owing(
            like=like,
            language=language_for(alert, like, zone),
            due_at=None if why else _first_due(cascade, like, zone),
            next_by=None if why else _FIRST_BY[like.route],
            final=Final.EXCLUDED if why else None,
            why=why,
        )


def _only(book: Book, alert: Alert) -> tuple[frozenset[str], str] | None:
    """Whom an answer to another message concerns, and why not the others; None is everybody.

    A correction: those the corrected message may have reached.  Feedback and all-clear: those it was owed to.
    """
    first = book.cascades.of_alert(alert.answers) if alert.answers else None
    if first is None:
        return None
    owed = book.cascades.deliveries(first.id)
    if alert.kind in {Kind.FEEDBACK, Kind.ALL_CLEAR}:
        members = (each.member for each in owed if each.final is not Final.EXCLUDED)
        return frozenset(members), "was not owed what this answers"
    if alert.kind is not Kind.CORRECTION:
        return None
    attempts = book.cascades.attempts(first.id)
    tried = {delivery for delivery, made in attempts.items() if any(each.may_have_told for each in made)}
    told = frozenset(each.member for each in owed if each.id in tried or each.reached)
    return told, "was not told what this corrects"


def _why_excluded(member: Member, now: datetime, zone: Zone) -> str:
    state = member.state_at(now)
    until = zone.day_of(member.paused_until) if member.paused_until else None
    return "" if state is MemberState.ACTIVE else _WHY_NOT[state].format(until=until)


_WHY_NOT = {
    MemberState.NO_CONSENT: "no consent on record",
    MemberState.CANDIDATE: "not yet accepted by the coordinator or an officer",
    MemberState.PAUSED: "paused until {until}",
    MemberState.LEFT: "has left the partnership",
}


def _first_due(cascade: Cascade, member: Member, zone: Zone) -> datetime:
    """When a member's delivery falls due first: what is not urgent waits for the hours he chose."""
    if cascade.urgent:
        return cascade.due_from
    return next_in_hours(member.hours, cascade.due_from, zone.tz)


def _mark_launched(book: Book, alert: Alert, zone: Zone, by: str, now: datetime) -> None:
    year = now.astimezone(zone.tz).year
    number = book.alerts.next_number(alert.partnership, year)
    launched = replace(alert, state=AlertState.LAUNCHED, number=number, year=year)
    if not book.alerts.save(launched, was=AlertState.VALIDATED):
        raise WrongMove(f"alert {alert.id} was changed by somebody else at this moment")
    book.alerts.note(Happening(alert.id, now, by, "launched", f"message {number} of {year}"))


def _hold_budget(ports: Ports, book: Book, alert: Alert, outlay: Outlay) -> None:
    """Two launches at once do not spend the same rest of a budget."""
    if book.people.partnership(alert.partnership).budget and not alert.kind.is_urgent:
        book.ledger.hold_budget(alert.partnership)
        check_budget(ports, book, alert, outlay)


def _expected(cascade: Cascade, forecast: Outlay) -> Expected:
    return Expected(
        cascade=cascade.id,
        alert=cascade.alert,
        partnership=cascade.partnership,
        urgent=cascade.urgent,
        at=cascade.started_at,
        amount=forecast.amount,
        currency=forecast.currency,
        calls=forecast.calls,
        texts=forecast.texts,
        minutes=forecast.minutes,
    )


def _finish_an_empty_one(ports: Ports, book: Book, cascade: Cascade) -> None:
    if book.cascades.is_done(cascade.id):
        end_cascade(ports, book, cascade)


def _ring(ports: Ports, cascade: Cascade) -> None:
    at = cascade.due_from if cascade.state is CascadeState.WAITING else None
    ports.bell.ring(Door.SPEECH)
    ports.bell.ring(Door.CALLS, at=at)
    ports.bell.ring(Door.TEXTS, at=at)
