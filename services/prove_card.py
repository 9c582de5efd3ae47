"""Prove who calls by the number on his paper card; three wrong ones close the way in, as with officers' codes."""

from __future__ import annotations

from plp.call import Call
from plp.member import Member, Standing
from plp.ports import Ports
from services.prove_code import CLOSED_FOR, TRIES, Proof


def prove_card(ports: Ports, call: Call, digits: str) -> tuple[Proof, Member | None]:
    """Find the member of this zone whose card has these digits, and count the wrong ones.

    The third wrong number in fifteen minutes closes the calling number's way in, also to right ones; a right one
    does not open the count anew, else whoever has a card could try all others.
    """
    with ports.store.write() as book:
        if is_card_shut(ports, call):
            return Proof.SHUT, None
        member = book.people.member_by_card(digits)
        if member and _belongs(member) and book.people.partnership(member.partnership).zone == call.zone:
            return Proof.RIGHT, member
        book.conversations.note_code(_way_in(call), right=False, at=ports.clock.now())
        return (Proof.SHUT if is_card_shut(ports, call) else Proof.WRONG), None


def is_card_shut(ports: Ports, call: Call) -> bool:
    """Tell whether three wrong card numbers closed this number's way in during the last fifteen minutes."""
    since = ports.clock.now() - CLOSED_FOR
    with ports.store.read() as book:
        return book.conversations.wrong_codes(_way_in(call), since=since) >= TRIES


def _way_in(call: Call) -> str:
    """All who withhold their number share one way in: it cannot be told who tried."""
    return f"card:{call.zone}:{call.number}"


def _belongs(member: Member) -> bool:
    return member.standing is Standing.ACTIVE
