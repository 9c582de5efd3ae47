"""A member wants no texts any more: by STOP, by telephone, or as the carrier tells."""

from __future__ import annotations

from dataclasses import replace

from plp.book import Book
from plp.member import Channel, Consent, Member, Source, Standing
from plp.ports import Door, Ports
from services.tell_coordinators import tell_coordinators

_PERHAPS_BY_MISTAKE = frozenset({Source.TEXT, Source.CARRIER})
"""Whoever answers "END" may only have wished to end a talk: somebody who knows him is told."""


def end_texts(ports: Ports, member_id: str, *, source: Source) -> Member:
    """Move a member to voice: no text is sent to him, what he is owed goes on by calls.

    The coordinator is told unless it was chosen by telephone or at the keyboard.  Asked again, nothing changes.
    Raises NotFound.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if member.texts_ended_at:
            return member
        ended = replace(member, texts_ended_at=now)
        book.people.save_members([ended])
        book.reports.add_consent(Consent(member.id, Channel.SMS, False, now, source))
        _ring_instead(ports, book, member)
        if source in _PERHAPS_BY_MISTAKE and member.standing is Standing.ACTIVE:
            subject = f"texts-ended:{member.id}:{now:%Y-%m-%dT%H:%M:%S}"
            tell_coordinators(ports, book, member.partnership, "texts_ended", subject, about=member)
    return ended


def _ring_instead(ports: Ports, book: Book, member: Member) -> None:
    if book.cascades.ring_instead(member.id):
        book.after_commit(lambda: ports.bell.ring(Door.CALLS))
