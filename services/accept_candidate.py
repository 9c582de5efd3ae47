"""The coordinator, or an officer, accepts a candidate: from now on he is a member."""

from __future__ import annotations

import logging
from dataclasses import replace

from plp.book import Book
from plp.errors import NotAllowed, WrongMove
from plp.member import Member, Source, Standing
from plp.movement import Move
from plp.phone import in_groups
from plp.ports import Ports
from services.note_movement import note_movement
from services.owe_errand import owe_member
from services.tell_coordinators import coordinators_of

_log = logging.getLogger(__name__)


def accept_candidate(ports: Ports, member_id: str, *, by: str, name: str | None = None, source: Source) -> Member:
    """Make a candidate a member and tell him; `by` is an officer mandated there or the coordinator's member id.

    Accepted before, nothing changes but a name that is given.
    Raises NotFound, NotAllowed, WrongMove for whoever has left or was refused, BadInput for a name taken.
    """
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        check_may_accept(book, member, by)
        if member.standing is Standing.LEFT:
            raise WrongMove(f"member {member.id} has left or was refused; he must ask again")
        accepted = replace(member, standing=Standing.ACTIVE, name=" ".join(name.split()) if name else member.name)
        if accepted == member:
            return member
        book.people.save_members([accepted])
        if member.standing is Standing.CANDIDATE:
            note_movement(book, accepted, Move.JOINED, ports.clock.now())
            _log.info("candidate_accepted member=%s by=%s source=%s", member.id, by, source)
            _welcome(ports, book, accepted)
    return accepted


def check_may_accept(book: Book, member: Member, by: str) -> None:
    """Raise NotAllowed unless `by` is an officer mandated for the member's partnership, or its coordinator."""
    mandated = book.people.partnership(member.partnership).officers
    if by not in mandated and by not in {each.id for each in coordinators_of(book, member.partnership)}:
        raise NotAllowed(f"{by} is neither an officer nor a coordinator of partnership {member.partnership}")


def _welcome(ports: Ports, book: Book, member: Member) -> None:
    partnership = book.people.partnership(member.partnership)
    number = book.people.zone(partnership.zone).voice_number
    blanks = {
        "partnership": partnership.name_in(member.language),
        "number": number,
        "number_in_groups": in_groups(number),
    }
    owe_member(ports, book, member, "accepted", blanks, f"accepted:{member.id}:{member.consent_on}")
