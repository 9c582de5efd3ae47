"""A member comes back from holiday before the end of his pause."""

from __future__ import annotations

from dataclasses import replace

from plp.member import Member, Source
from plp.ports import Ports


def resume_member(ports: Ports, member_id: str, *, source: Source) -> Member:
    """End his pause: the next message reaches him.  Asked again, nothing changes.  Raises NotFound."""
    del source  # an end of a pause takes nothing from anybody; whoever asks, it is the same
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if member.paused_until is None:
            return member
        resumed = replace(member, paused_until=None)
        book.people.save_members([resumed])
    return resumed
