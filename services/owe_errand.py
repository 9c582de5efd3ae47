"""Owe somebody a call or a text beside the cascades: once, however often it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from plp.book import Book
from plp.errand import Errand, ErrandKind, ErrandState
from plp.language import Language
from plp.member import Member
from plp.outcome import By
from plp.phone import Line
from plp.ports import DOOR, Ports
from plp.zone import Officer, Zone


def owe_officer(
    ports: Ports,
    book: Book,
    officer: Officer,
    kind: ErrandKind,
    subject: str,
    *,
    round_: int = 1,
    due_at: datetime | None = None,
) -> bool:
    """Owe an officer a call at his registered number, where he is asked for his code; False when it is owed already."""
    return owe(
        ports,
        book,
        _errand(
            ports, kind, By.VOICE, officer.zone, officer.phone, officer.language, subject, round_, due_at,
            officer=officer.id,
        ),
    )  # fmt: skip


def owe_desk(
    ports: Ports,
    book: Book,
    zone: Zone,
    kind: ErrandKind,
    subject: str,
    *,
    round_: int = 1,
    due_at: datetime | None = None,
) -> bool:
    """Owe the zone's desk a call, where its own code is asked; False when it is owed already."""
    return owe(
        ports,
        book,
        _errand(ports, kind, By.VOICE, zone.name, zone.desk_number, zone.languages[0], subject, round_, due_at),
    )


def owe_member(
    ports: Ports,
    book: Book,
    member: Member,
    says: str,
    blanks: Mapping[str, str],
    subject: str,
    *,
    by: By | None = None,
    number: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Owe a member a notice: the sentence `says` of texts/, under [notice] when spoken, under [sms] when written.

    By the channel given, else by text to whoever can read one.  False when it is owed already.
    """
    zone = book.people.partnership(member.partnership).zone
    errand = _errand(
        ports,
        ErrandKind.NOTICE,
        by or channel_of(member),
        zone,
        number or member.phone.e164,
        member.language,
        subject,
        1,
        due_at,
        member=member.id,
        says=says,
        blanks=blanks,
    )
    return owe(ports, book, errand)


def tell_desk(ports: Ports, book: Book, zone: Zone, says: str, blanks: Mapping[str, str], subject: str) -> bool:
    """Owe the zone's desk a notice by telephone: the sentence `says` of texts/, under [notice]; False when owed."""
    errand = _errand(
        ports,
        ErrandKind.NOTICE,
        By.VOICE,
        zone.name,
        zone.desk_number,
        zone.languages[0],
        subject,
        1,
        None,
        says=says,
        blanks=blanks,
    )
    return owe(ports, book, errand)


def channel_of(member: Member) -> By:
    """How a notice reaches him: a text, unless he has no telephone that reads or wants none."""
    return By.VOICE if member.phone.line is Line.LANDLINE or member.texts_ended_at else By.SMS


def owe(ports: Ports, book: Book, errand: Errand) -> bool:
    """Write it and wake whoever places it; False when the same one is owed already."""
    if not book.errands.add(errand):
        return False
    at = errand.due_at if errand.due_at > ports.clock.now() else None
    book.after_commit(lambda: ports.bell.ring(DOOR[errand.by], at=at))
    return True


def _errand(
    ports: Ports,
    kind: ErrandKind,
    by: By,
    zone: str,
    number: str,
    language: Language,
    subject: str,
    round_: int,
    due_at: datetime | None,
    *,
    officer: str | None = None,
    member: str | None = None,
    says: str = "",
    blanks: Mapping[str, str] | None = None,
) -> Errand:
    now = ports.clock.now()
    return Errand(
        uuid4().hex, kind, by, zone, number, language, subject, ErrandState.OWED, now, due_at or now, round_,
        officer, member, says, blanks or {},
    )  # fmt: skip
