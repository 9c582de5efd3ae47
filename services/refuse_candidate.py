"""The coordinator, or an officer, refuses a candidate: he gets nothing, and what we knew of him is not kept."""

from __future__ import annotations

import logging
from dataclasses import replace

from plp.errors import WrongMove
from plp.member import Channel, Consent, Member, Source, Standing
from plp.movement import Move
from plp.ports import Ports
from services.accept_candidate import check_may_accept
from services.note_movement import note_movement

_log = logging.getLogger(__name__)


def refuse_candidate(ports: Ports, member_id: str, *, by: str, source: Source) -> Member:
    """Take a candidate off the list; nothing is sent to him, as nothing was.  By his own id, he thought better of it.

    Refused before, nothing changes.  Raises NotFound, NotAllowed, WrongMove for whoever is a member.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if by != member.id:
            check_may_accept(book, member, by)
        if member.standing is Standing.LEFT:
            return member
        if member.standing is Standing.ACTIVE:
            raise WrongMove(f"member {member.id} was accepted already")
        refused = replace(member, standing=Standing.LEFT, consent_on=None, name="")
        book.people.save_members([refused])
        note_movement(book, refused, Move.REFUSED, now)
        book.reports.add_consent(Consent(member.id, Channel.MEMBERSHIP, False, now, source))
        _log.info("candidate_refused member=%s by=%s source=%s", member.id, by, source)
    return refused
