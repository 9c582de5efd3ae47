"""A member leaves: whoever wants out is out, at once, and knows how to come back."""

from __future__ import annotations

from dataclasses import replace

from plp.errors import WrongMove
from plp.member import Channel, Consent, Member, Source, Standing
from plp.movement import Move
from plp.ports import Ports
from services.confirm_by_notice import confirm_by_notice
from services.let_go import let_go
from services.note_movement import note_movement
from services.tell_coordinators import tell_coordinators


def leave_partnership(ports: Ports, member_id: str, *, source: Source) -> Member:
    """End his membership: nothing more is sent, what rings falls silent, the coordinator is told.

    Said by telephone, it is confirmed at his registered number, since a caller ID can be forged.
    Asked again, nothing changes.  Raises NotFound, WrongMove for a candidate (refuse him instead).
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if member.standing is Standing.LEFT:
            return member
        if member.standing is Standing.CANDIDATE:
            raise WrongMove(f"member {member.id} is a candidate; he has not been accepted yet")
        left = replace(member, standing=Standing.LEFT, consent_on=None, paused_until=None)
        book.people.save_members([left])
        note_movement(book, left, Move.LEFT, now)
        book.reports.add_consent(Consent(member.id, Channel.MEMBERSHIP, False, now, source))
        let_go(ports, book, member.id, "has left the partnership")
        subject = f"left:{member.id}:{now:%Y-%m-%dT%H:%M:%S}"
        tell_coordinators(ports, book, member.partnership, "member_left", subject, about=member)
        if source is Source.PHONE:
            confirm_by_notice(ports, book, left, "left", {})
    return left
