"""Ring the buddy of a member who was not reached: he hears that, and nothing of the message."""

from __future__ import annotations

from plp.alert import Kind
from plp.book import Book
from plp.cascade import Delivery, Final
from plp.member import Member, MemberState
from plp.outcome import By
from plp.ports import Ports
from services.owe_errand import owe_member

BUDDY = "buddy"
"""The sentence a buddy hears; its subject is the delivery."""


def ring_buddy(ports: Ports, book: Book, delivery: Delivery) -> bool:
    """Owe the buddy a call, once a delivery; False without an urgent message, a buddy, or the consent of both.

    A buddy is an active member of the same zone; that the other named him is his consent, `buddy_agreed_on` the
    buddy's own.
    """
    cascade = book.cascades.get(delivery.cascade)
    member = book.people.member(delivery.member)
    if book.alerts.get(cascade.alert).kind is not Kind.URGENT or not member.buddy_phone or not member.buddy_agreed_on:
        return False
    buddy = _buddy_of(ports, book, member, member.buddy_phone)
    if buddy is None:
        return False
    blanks = {"name": member.name, "partnership": book.people.partnership(member.partnership).name_in(buddy.language)}
    return owe_member(ports, book, buddy, BUDDY, blanks, delivery.id, by=By.VOICE, number=member.buddy_phone)


def _buddy_of(ports: Ports, book: Book, member: Member, phone: str) -> Member | None:
    now = ports.clock.now()
    zone = book.people.partnership(member.partnership).zone
    neighbours = [each for each in book.people.members_by_phone(phone) if each.id != member.id]
    return next(
        (
            each
            for each in neighbours
            if each.state_at(now) is MemberState.ACTIVE and book.people.partnership(each.partnership).zone == zone
        ),
        None,
    )


def is_still_missed(book: Book, delivery_id: str) -> bool:
    """Whether his buddy should be rung yet: nobody has reached him since, and the message was not withdrawn."""
    delivery = book.cascades.delivery(delivery_id)
    return delivery.final is Final.UNREACHED and not book.cascades.get(delivery.cascade).is_withdrawn
