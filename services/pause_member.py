"""A member goes on holiday: nothing reaches him until the pause ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from plp.errors import BadInput, WrongMove
from plp.member import Member, Source, Standing
from plp.movement import Move
from plp.ports import Ports
from services.confirm_by_notice import confirm_by_notice
from services.let_go import let_go
from services.note_movement import note_movement
from services.say_day import say_day

LONGEST_PAUSE = timedelta(days=366)


def pause_member(ports: Ports, member_id: str, until: datetime, *, source: Source) -> Member:
    """Pause him until then (aware): no message reaches him, not even an urgent one, and what rings falls silent.

    Said by telephone, it is confirmed at his registered number, since a caller ID can be forged.
    Raises NotFound, BadInput for an end that is not ahead or more than a year away, WrongMove unless he is a member.
    """
    now = ports.clock.now()
    if not now < until <= now + LONGEST_PAUSE:
        raise BadInput("a pause ends in the future, within a year")
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if member.standing is not Standing.ACTIVE:
            raise WrongMove(f"member {member.id} is {member.standing}; only a member can pause")
        paused = replace(member, paused_until=until)
        book.people.save_members([paused])
        if not (member.paused_until and member.paused_until > now):
            note_movement(book, paused, Move.PAUSED, now)
        day = book.people.zone(book.people.partnership(member.partnership).zone).day_of(until)
        let_go(ports, book, member.id, f"paused until {day}")
        if source is Source.PHONE and until != member.paused_until:
            confirm_by_notice(ports, book, paused, "paused", {"day": say_day(day, member.language)})
    return paused
