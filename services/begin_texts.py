"""A member wants texts again: by START, by telephone, or at the keyboard."""

from __future__ import annotations

from dataclasses import replace

from plp.member import Channel, Consent, Member, Source
from plp.ports import Ports


def begin_texts(ports: Ports, member_id: str, *, source: Source) -> Member:
    """Send a member texts again from the next message on.  Asked again, nothing changes.  Raises NotFound."""
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if not member.texts_ended_at:
            return member
        begun = replace(member, texts_ended_at=None)
        book.people.save_members([begun])
        book.reports.add_consent(Consent(member.id, Channel.SMS, True, ports.clock.now(), source))
    return begun
