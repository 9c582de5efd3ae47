"""The card beside a member's telephone: what stands on it, in his language, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from plp.book import Book
from plp.errors import BadInput
from plp.language import Language
from plp.member import Member, Standing
from plp.phone import on_paper
from plp.ports import Ports
from plp.zone import Partnership, Zone
from services.cards import new_cards
from texts.catalogue import say

AMBULANCE = "112"
"""The European emergency number: fire service and ambulance."""


class Style(StrEnum):
    """How a line is printed."""

    TITLE = "title"
    NAME = "name"
    DANGER = "danger"
    HEADING = "heading"
    TEXT = "text"
    NUMBER = "number"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Line:
    """Some words in one style; they may take several lines on paper."""

    style: Style
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member's card."""

    language: Language
    lines: tuple[Line, ...]


def member_cards(ports: Ports, partnership_slug: str, *, member: str | None = None) -> list[MemberCard]:
    """The cards of all members of a partnership, in the list's order, or of one of them.

    Whoever has no card number yet gets one.  Raises NotFound; BadInput for whoever is no member there.
    """
    with ports.store.write() as book:
        partnership = book.people.partnership(partnership_slug)
        zone = book.people.zone(partnership.zone)
        listed = [each for each in book.people.members(partnership.slug, hold=True) if each.standing is Standing.ACTIVE]
        chosen = [each for each in listed if member in {None, each.id}]
        if not chosen:
            raise BadInput(
                f"{member} is no member of {partnership_slug}" if member else f"{partnership_slug} has no members yet"
            )
        return [_card(zone, partnership, each) for each in _with_numbers(book, chosen)]


def _with_numbers(book: Book, members: list[Member]) -> list[Member]:
    fresh = iter(new_cards(book, sum(not each.card for each in members)))
    numbered = [each if each.card else replace(each, card=next(fresh)) for each in members]
    book.people.save_members([new for new, old in zip(numbered, members, strict=True) if new != old])
    return numbered


def _card(zone: Zone, partnership: Partnership, member: Member) -> MemberCard:
    blanks = {
        "zone": zone.name,
        "partnership": partnership.name_in(member.language),
        "emergency": zone.emergency,
        "ambulance": AMBULANCE,
    }
    return MemberCard(member.language, tuple(_lines(zone, member, blanks)))


def _lines(zone: Zone, member: Member, blanks: Mapping[str, str]) -> Iterator[Line]:
    def words(style: Style, key: str) -> Line:
        return Line(style, say(key, member.language, **blanks))

    yield Line(Style.TITLE, blanks["partnership"])
    yield Line(Style.NAME, member.name)
    yield words(Style.DANGER, "paper.danger")
    yield words(Style.HEADING, "paper.real")
    yield words(Style.TEXT, "paper.from")
    yield Line(Style.NUMBER, on_paper(zone.voice_number))
    yield words(Style.TEXT, "paper.opening")
    if member.password:
        yield words(Style.TEXT, "paper.password")
        yield Line(Style.WORD, member.password)
    yield words(Style.HEADING, "paper.never")
    yield words(Style.TEXT, "paper.nothing")
    yield words(Style.HEADING, "paper.again")
    yield words(Style.TEXT, "paper.call")
    yield Line(Style.NUMBER, f"{member.card[:4]} {member.card[4:]}")
