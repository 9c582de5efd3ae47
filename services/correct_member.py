"""What only the keyboard changes of a member: his name, his password, and the buddy who is rung in his place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plp.book import Book
from plp.errors import BadInput
from plp.member import Channel, Consent, Member, Source, Standing
from plp.ports import Ports
from services.member_cells import name as read_name
from services.member_cells import password as read_password
from services.member_cells import tidy
from services.words import password_phrase


def correct_member(
    ports: Ports,
    member_id: str,
    *,
    name: str | None = None,
    password: str | None = None,
    buddy: str | None = None,
    buddy_agreed_on: date | None = None,
) -> Member:
    """Write what is given; `buddy` is a member's id, or empty for none.

    The buddy is rung only once he has agreed; then both consents are written with their time.  A password that
    changed leaves the shelf.  Raises NotFound, BadInput.
    """
    with ports.store.write() as book:
        before = book.people.member(member_id, hold=True)
        now = before
        if name is not None:
            now = replace(now, name=read_name(tidy(name)))
        if password is not None:
            now = replace(now, password=_new_password(password))
        if buddy is not None:
            now = replace(now, buddy_phone=_buddys_phone(book, before, buddy) if buddy else None, buddy_agreed_on=None)
        if buddy_agreed_on is not None:
            now = _agreed(ports, book, now, buddy_agreed_on)
        if now != before:
            book.people.save_members([now])
        if before.password not in {"", now.password}:
            phrase = password_phrase(before.password, before.language)
            book.after_commit(lambda: ports.speech.forget(phrase, before.language))
    return now


def _new_password(text: str) -> str:
    word = read_password(tidy(text))
    if not word:
        raise BadInput("a password has at least one letter")
    return word


def _buddys_phone(book: Book, member: Member, buddy_id: str) -> str:
    buddy = book.people.member(buddy_id)
    if buddy.standing is not Standing.ACTIVE:
        raise BadInput(f"member {buddy.id} is {buddy.standing}; a buddy is a member")
    if _zone_of(book, buddy) != _zone_of(book, member):
        raise BadInput("a buddy belongs to a partnership of the same zone")
    behind = {phone.e164 for phone in (member.phone, member.second_phone) if phone}
    if buddy.phone.e164 in behind:
        raise BadInput("a buddy has another telephone; this one is the member's own")
    return buddy.phone.e164


def _zone_of(book: Book, member: Member) -> str:
    return book.people.partnership(member.partnership).zone


def _agreed(ports: Ports, book: Book, member: Member, day: date) -> Member:
    now = ports.clock.now()
    tz = book.people.zone(_zone_of(book, member)).tz
    if member.buddy_phone is None:
        raise BadInput("there is no buddy who could have agreed")
    if day > now.astimezone(tz).date():
        raise BadInput("the day on which the buddy agreed lies in the future")
    buddies = [each for each in book.people.members_by_phone(member.buddy_phone) if each.id != member.id]
    for each in (member, *buddies[:1]):
        book.reports.add_consent(Consent(each.id, Channel.BUDDY, True, now, Source.KEYBOARD))
    return replace(member, buddy_agreed_on=day)
