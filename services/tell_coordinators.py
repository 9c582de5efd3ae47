"""Tell whoever looks after a partnership: its coordinators, or its mandated officer where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from plp.book import Book
from plp.errand import Errand, ErrandKind, ErrandState
from plp.language import Language
from plp.member import Member, Role, Standing
from plp.outcome import By
from plp.phone import Line, read_phone
from plp.ports import Ports
from services.owe_errand import owe, owe_member
from texts.catalogue import say


def coordinators_of(book: Book, partnership: str) -> list[Member]:
    """The coordinators of a partnership, in the order of its list."""
    return [
        member
        for member in book.people.members(partnership)
        if member.role is Role.COORDINATOR and member.standing is Standing.ACTIVE
    ]


def tell_coordinators(
    ports: Ports,
    book: Book,
    partnership: str,
    says: str,
    subject: str,
    *,
    about: Member | None = None,
    blanks: Mapping[str, str] | None = None,
) -> int:
    """Owe every coordinator a notice, or the mandated officer where there is no coordinator; returns how many.

    Each blank is filled by language: `partnership`, and `who` when it is `about` a member: his name where the zone
    lets the coordinator know names, else "a member".  The same subject is told once.
    """
    told = [each for each in coordinators_of(book, partnership) if about is None or each.id != about.id]
    for coordinator in told:
        words = _blanks(book, partnership, coordinator.language, about) | dict(blanks or {})
        owe_member(ports, book, coordinator, says, words, subject)
    return len(told) or tell_officer(ports, book, partnership, says, subject, about=about, blanks=blanks)


def tell_officer(
    ports: Ports,
    book: Book,
    partnership: str,
    says: str,
    subject: str,
    *,
    about: Member | None = None,
    blanks: Mapping[str, str] | None = None,
) -> int:
    """Owe the mandated officer a notice at his registered number; returns 1, or 0 where nobody is mandated."""
    mandated = book.people.partnership(partnership).officers
    if not mandated:
        return 0
    officer = book.people.officer(mandated[0])
    zone = book.people.zone(officer.zone)
    words = _blanks(book, partnership, officer.language, about) | dict(blanks or {})
    line = read_phone(officer.phone, allowed_prefixes=zone.allowed_prefixes).line
    by = By.SMS if line is Line.MOBILE else By.VOICE
    now = ports.clock.now()
    owe(
        ports,
        book,
        Errand(
            uuid4().hex, ErrandKind.NOTICE, by, zone.name, officer.phone, officer.language, subject,
            ErrandState.OWED, now, now, officer=officer.id, says=says, blanks=words,
        ),
    )  # fmt: skip
    return 1


def _blanks(book: Book, partnership: str, language: Language, about: Member | None) -> dict[str, str]:
    there = book.people.partnership(partnership)
    blanks = {"partnership": there.name_in(language)}
    if about is None:
        return blanks
    named = book.people.zone(there.zone).names_to_coordinator and about.name
    return blanks | {"who": about.name if named else say("somebody", language)}
