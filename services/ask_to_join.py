"""Somebody who lives there asks to join: he is a candidate, and gets nothing, until he is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from plp.book import Book
from plp.errors import NotFound, Refused
from plp.language import Language
from plp.member import Channel, Consent, Member, Source, Standing, Wish
from plp.movement import Move
from plp.phone import Line, Phone, read_phone
from plp.ports import Ports
from services.cards import new_cards
from services.note_movement import note_movement
from services.passwords import a_password
from services.tell_coordinators import tell_coordinators

MOST_ASKED_A_DAY = 3
"""How often one number may ask within a day, wherever it asks; sent again by the carrier it is asked once."""
MOST_WAITING = 20
"""Candidates a coordinator can look through; numbers can be forged, and each costs him a notice."""
_A_DAY = timedelta(days=1)


def ask_to_join(
    ports: Ports,
    zone: str,
    partnership_number: int,
    *,
    number: str,
    language: Language,
    channel: Wish,
    name: str = "",
    source: Source,
    consents: bool = True,
) -> Member:
    """Write a candidate with a card and a password, his consent with its time, and tell the coordinator.

    Asked again, the same candidate comes back with what he says now; a member of that number, as he is.
    Unless he `consents` he is only noted down, to be asked: nobody is told, and an earlier consent stands.
    Raises NotFound for the partnership, BadInput for a number that cannot be rung, Refused for too many requests.
    """
    now = ports.clock.now()
    with ports.store.write() as book:
        there = book.people.zone(zone)
        partnership = book.people.partnership_by_number(zone, partnership_number)
        if partnership is None:
            raise NotFound(f"zone {zone!r} has no partnership with number {partnership_number}")
        phone = read_phone(number, allowed_prefixes=there.allowed_prefixes)
        known = [each for each in book.people.members_by_phone(phone.e164) if each.partnership == partnership.slug]
        if member := next((each for each in known if each.standing is Standing.ACTIVE), None):
            return member
        _check_patience(book, phone, partnership.slug, known, now)
        before = next(iter(known), None) or _newcomer(book, partnership.slug, phone, language)
        if not consents:
            return _noted(book, before, channel, now)
        candidate = _asking(before, language, channel, name, now.astimezone(there.tz).date(), now)
        book.people.save_members([candidate])
        _count(book, before, candidate, now)
        for consent in _consents(candidate, channel, now, source):
            book.reports.add_consent(consent)
        subject = f"candidate:{candidate.id}:{candidate.consent_on}"
        tell_coordinators(ports, book, partnership.slug, "candidate", subject, about=candidate)
    return candidate


def _noted(book: Book, before: Member, channel: Wish, now: datetime) -> Member:
    """Without consent yet: even if he were accepted, no cascade would count on him."""
    if before.standing is Standing.CANDIDATE:
        return before
    noted = replace(before, wish=channel, standing=Standing.CANDIDATE, consent_on=None)
    book.people.save_members([noted])
    _count(book, before, noted, now)
    return noted


def _count(book: Book, before: Member, candidate: Member, now: datetime) -> None:
    if before.standing is not Standing.CANDIDATE:
        note_movement(book, candidate, Move.ASKED, now)


def _check_patience(book: Book, phone: Phone, partnership: str, known: list[Member], now: datetime) -> None:
    asked = [
        consent
        for member in book.people.members_by_phone(phone.e164)
        for consent in book.reports.consents(member.id)
        if consent.channel is Channel.MEMBERSHIP and consent.given and consent.at > now - _A_DAY
    ]
    if len(asked) >= MOST_ASKED_A_DAY:
        raise Refused("this number has asked too often today")
    waiting = sum(member.standing is Standing.CANDIDATE for member in book.people.members(partnership))
    if waiting >= MOST_WAITING and not any(member.standing is Standing.CANDIDATE for member in known):
        raise Refused("too many candidates wait for this partnership")


def _newcomer(book: Book, partnership: str, phone: Phone, language: Language) -> Member:
    listed = book.people.members(partnership)
    behind_it = {member.password for member in book.people.members_by_phone(phone.e164)}
    return Member(
        uuid4().hex,
        partnership,
        1 + max((member.position for member in listed), default=0),
        "",
        phone,
        language,
        password=a_password(language, taken=behind_it),
        card=new_cards(book, 1)[0],
    )


def _asking(before: Member, language: Language, channel: Wish, name: str, today: date, now: datetime) -> Member:
    """A landline can only be called; whoever wants calls alone gets no text."""
    wish = Wish.VOICE if before.phone.line is Line.LANDLINE else channel
    return replace(
        before,
        name=" ".join(name.split())[:100] or before.name,
        language=language,
        wish=wish,
        standing=Standing.CANDIDATE,
        consent_on=today,
        texts_ended_at=now if wish is Wish.VOICE else None,
    )


def _consents(candidate: Member, channel: Wish, now: datetime, source: Source) -> Iterator[Consent]:
    yield Consent(candidate.id, Channel.MEMBERSHIP, True, now, source)
    yield Consent(candidate.id, Channel.VOICE, True, now, source)
    if candidate.phone.line is Line.MOBILE:
        yield Consent(candidate.id, Channel.SMS, channel is not Wish.VOICE, now, source)
