"""Confirm what somebody asked by telephone at the registered number: whoever did not ask it learns of it there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from plp.book import Book
from plp.member import Member
from plp.phone import in_groups
from plp.ports import Ports
from services.owe_errand import owe_member

_AFTER_THE_CALL = timedelta(minutes=5)


def confirm_by_notice(ports: Ports, book: Book, member: Member, says: str, blanks: Mapping[str, str]) -> None:
    """Owe him this sentence in five minutes, when he has hung up; the zone's number to call is filled in."""
    now = ports.clock.now()
    partnership = book.people.partnership(member.partnership)
    zone = book.people.zone(partnership.zone)
    words = {
        "partnership": partnership.name_in(member.language),
        "number": zone.voice_number,
        "number_in_groups": in_groups(zone.voice_number),
        **blanks,
    }
    subject = f"{says}:{member.id}:{now:%Y-%m-%dT%H:%M:%S}"
    owe_member(ports, book, member, says, words, subject, due_at=now + _AFTER_THE_CALL)
