"""Erase a member: no name, number, word or voice of his remains; the cascades still add up."""

from __future__ import annotations

import logging
from dataclasses import replace

from plp.alert import AlertState, Happening
from plp.book import Book
from plp.errors import Refused
from plp.member import Member, Standing
from plp.movement import Move
from plp.ports import Ports
from services.export_member import own_numbers
from services.let_go import let_go
from services.note_movement import note_movement
from services.propose_message import proposer_of
from services.words import password_phrase

_GOES = {Standing.ACTIVE: Move.LEFT, Standing.CANDIDATE: Move.REFUSED}
_log = logging.getLogger(__name__)


def erase_member(ports: Ports, member_id: str) -> None:
    """Take him out of every cascade under way, and leave of him only what the counts need; his voice leaves the shelf.

    Asked again, nothing changes.  Raises NotFound, Refused while a call to him is under way.
    """
    with ports.store.write() as book:
        member = book.people.member(member_id, hold=True)
        if not member.phone.e164:
            return
        phones = [phone.e164 for phone in (member.phone, member.second_phone) if phone]
        let_go(ports, book, member.id, "erased")
        # Only now: what was being claimed is known, nothing more is claimed, and a refusal undoes it all.
        if book.cascades.live_calls_to(phones):
            raise Refused(f"a call to member {member.id} is under way; try again in a few minutes")
        if member.standing in _GOES:
            note_movement(book, member, _GOES[member.standing], ports.clock.now())
        _reject_proposals(ports, book, member)
        voice = book.records.erase(member.id, own_numbers(book, member))
        book.after_commit(lambda: _clear_the_shelf(ports, member, voice))
    _log.info("member_erased member=%s", member.id)


def _reject_proposals(ports: Ports, book: Book, member: Member) -> None:
    """What the police did not make its own message goes with its voice: nobody could hear it any more."""
    for alert in book.alerts.of_partnership(member.partnership, {AlertState.DRAFTED}):
        proposer = proposer_of(book, alert)
        if proposer and proposer.id == member.id:
            book.alerts.save(replace(alert, state=AlertState.REJECTED), was=AlertState.DRAFTED)
            book.alerts.note(Happening(alert.id, ports.clock.now(), "tocsin", "rejected", "its voice was erased"))


def _clear_the_shelf(ports: Ports, member: Member, voice: list[str]) -> None:
    for media in voice:
        ports.speech.remove(media)
    if member.password:
        ports.speech.forget(password_phrase(member.password, member.language), member.language)
