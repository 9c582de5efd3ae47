"""Somebody asks by SMS to join: he becomes a candidate, and is asked for his consent before anything else."""

from __future__ import annotations

from plp.book import Book
from plp.errors import BadInput, Refused
from plp.language import Language
from plp.member import Member, Source, Standing, Wish
from plp.phone import Line, read_phone
from plp.ports import Ports
from plp.sms_words import Joining
from plp.zone import Partnership, Zone
from services.ask_to_join import ask_to_join
from services.letter import Letter, Reply
from texts.catalogue import say

ANSWERS_TO_STRANGERS = 3
"""A day: whoever tries numbers, or writes in another's name, costs no more than this."""


def join_by_text(ports: Ports, book: Book, letter: Letter, zone: Zone, joining: Joining) -> Reply:
    """Make whoever writes `PLP 12` from a mobile a candidate, and ask him to consent; a candidate is asked again."""
    sender = letter.sender or ""
    partnership = book.people.partnership_by_number(zone.name, joining.partnership)
    if not _can_be_texted(sender, zone) or _has_had_enough(book, letter):
        return Reply()
    if partnership is None:
        return Reply(say("sms.join_unknown", joining.language, number=joining.partnership))
    if member := _member_of(book, sender, partnership):
        return Reply(_says("sms.join_member", zone, partnership, member.language), member.id)
    try:
        candidate = ask_to_join(
            ports,
            zone.name,
            partnership.number,
            number=sender,
            language=joining.language,
            channel=Wish.BOTH,
            source=Source.TEXT,
            consents=False,
        )
    except Refused:
        return Reply()
    key = "sms.join_waits" if candidate.consent_on else "sms.join_asks"
    return Reply(_says(key, zone, partnership, candidate.language), candidate.id)


def _can_be_texted(number: str, zone: Zone) -> bool:
    try:
        return read_phone(number, allowed_prefixes=zone.allowed_prefixes).line is Line.MOBILE
    except BadInput:
        return False


def _has_had_enough(book: Book, letter: Letter) -> bool:
    if letter.sender is None or book.people.members_by_phone(letter.sender):
        return False  # the common bound holds for whoever is known
    since = letter.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return book.conversations.answers_since(letter.sender, since) >= ANSWERS_TO_STRANGERS


def _member_of(book: Book, number: str, partnership: Partnership) -> Member | None:
    mine = (each for each in book.people.members_by_phone(number) if each.partnership == partnership.slug)
    return next((each for each in mine if each.standing is Standing.ACTIVE), None)


def _says(key: str, zone: Zone, partnership: Partnership, language: Language) -> str:
    return say(key, language, partnership=partnership.name_in(language), emergency=zone.emergency)
