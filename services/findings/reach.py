"""Whom a launch would reach: channels, landlines, who is left out; when the first and last call leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from plp.finding import Code, Found, Severity
from plp.forecast import last_call_after
from plp.member import CALLED_FIRST, TEXTED_FIRST, Member, MemberState
from plp.night import next_in_hours
from plp.phone import Line
from services.findings.dossier import Dossier


def members(dossier: Dossier) -> Iterable[Found]:
    """How many would be called, how many texted, how many have a landline, how many are left out."""
    active = _active(dossier)
    numbers = {
        "members": sum(number for _, number in active),
        "called": sum(number for like, number in active if like.route in CALLED_FIRST),
        "texted": sum(number for like, number in active if like.route in TEXTED_FIRST),
        "landlines": sum(number for like, number in active if like.phone.line is Line.LANDLINE),
        "excluded": sum(number for like, number in dossier.kinds if not _is_active(dossier, like)),
    }
    yield Found(Code.MEMBERS, Severity.NOTE, blanks=numbers)


def calls(dossier: Dossier) -> Iterable[Found]:
    """When the first and the last call would leave at the allowed rate, if it were launched now."""
    called = [(like, number) for like, number in _active(dossier) if like.route in CALLED_FIRST]
    if not called:
        return
    starts = [_may_be_rung(dossier, like) for like, _ in called]
    calls_to_make = sum(number for _, number in called)
    first, last = min(starts), max(*starts, min(starts) + last_call_after(calls_to_make, dossier.rates))
    yield Found(
        Code.CALLS, Severity.NOTE, blanks={"first": _on_the_wall(dossier, first), "last": _on_the_wall(dossier, last)}
    )


def _active(dossier: Dossier) -> Sequence[tuple[Member, int]]:
    return [(like, number) for like, number in dossier.kinds if _is_active(dossier, like)]


def _is_active(dossier: Dossier, like: Member) -> bool:
    return like.state_at(dossier.now) is MemberState.ACTIVE


def _may_be_rung(dossier: Dossier, member: Member) -> datetime:
    """What is not urgent waits for the hours he chose, and for the end of the quiet hours."""
    if dossier.alert.kind.is_urgent:
        return dossier.now
    wanted = next_in_hours(member.hours, dossier.now, dossier.zone.tz)
    return dossier.zone.quiet_hours.next_open(wanted, dossier.zone.tz)


def _on_the_wall(dossier: Dossier, moment: datetime) -> str:
    local, today = moment.astimezone(dossier.zone.tz), dossier.now.astimezone(dossier.zone.tz)
    whole = local if local.second < 30 else local + timedelta(seconds=30)
    return f"{whole:%H:%M}" if whole.date() == today.date() else f"{whole:%d/%m %H:%M}"
