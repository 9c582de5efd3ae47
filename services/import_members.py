"""Import a list of members: all or nothing, and again whenever the list has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from plp.book import Book
from plp.member import Member, MemberState, Standing, Wish
from plp.phone import Line
from plp.ports import Ports
from services.cards import new_cards
from services.named_partnership import named_partnership
from services.note_movement import note_newcomers
from services.passwords import a_password
from services.read_members import ListedMember, read_members


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it, in members of the file; `excluded_no_consent` are on the list and in no cascade."""

    new: int
    changed: int
    unchanged: int
    excluded_no_consent: int
    warnings: tuple[str, ...] = ()


def import_members(ports: Ports, partnership_slug: str, raw: bytes, *, dry_run: bool = False) -> Imported:
    """Add and update members of a partnership from a CSV file; the key is phone + name, ids stay.

    What the file does not say stays: a column it lacks, a password once given, members it does not name.
    Raises NotFound for the partnership, Refused where nobody may launch, BadInput and BadRows for the file.
    """
    now = ports.clock.now()
    with ports.store.read() as book:
        zone = book.people.zone(named_partnership(book, partnership_slug).zone)
    listed = read_members(raw, zone=zone, today=zone.day_of(now))
    with ports.store.read() if dry_run else ports.store.write() as book:
        stored = book.people.members(partnership_slug, hold=not dry_run)
        members = _with_cards(book, _merged(partnership_slug, listed, stored))
        before = {member.id: member for member in stored}
        touched = [member for member in members if before.get(member.id) != member]
        if not dry_run:
            book.people.save_members(touched)
            note_newcomers(book, zone, (member for member in members if member.id not in before), now)
    new = sum(member.id not in before for member in members)
    return Imported(
        new=new,
        changed=len(touched) - new,
        unchanged=len(members) - len(touched),
        excluded_no_consent=sum(member.state_at(now) is MemberState.NO_CONSENT for member in members),
        warnings=_warnings(listed),
    )


def _merged(partnership: str, listed: Sequence[ListedMember], stored: Sequence[Member]) -> list[Member]:
    """The file's members as they will be stored, in the file's order."""
    known = {(member.phone.e164, member.name.casefold()): member for member in stored}
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for member in stored:
        taken[member.phone.e164].add(member.password)
    # A file that names everybody sets the order; a partial one leaves places alone and adds at the end.
    belong = {key for key, member in known.items() if member.standing is Standing.ACTIVE}
    whole = belong <= {row.key for row in listed}
    last = max((member.position for member in stored), default=0)
    merged: list[Member] = []
    for place, row in enumerate(listed, start=1):
        before = known.get(row.key)
        if before is None:
            last += 1
        position = place if whole else before.position if before else last
        member = _member(partnership, row, before, position, taken[row.phone.e164])
        taken[row.phone.e164].add(member.password)
        merged.append(member)
    return merged


def _with_cards(book: Book, members: Sequence[Member]) -> list[Member]:
    """Whoever has no card yet gets the number of one."""
    fresh = iter(new_cards(book, sum(not member.card for member in members)))
    return [member if member.card else replace(member, card=next(fresh)) for member in members]


def _member(partnership: str, row: ListedMember, before: Member | None, position: int, taken: set[str]) -> Member:
    base = before or Member(uuid4().hex, partnership, position, row.name, row.phone, row.language)
    given = dict(row.given)
    given["password"] = given.get("password") or base.password or a_password(row.language, taken=taken)
    return replace(
        base,
        position=position,
        name=row.name,
        phone=row.phone,
        language=row.language,
        wish=row.wish,
        **given,  # type: ignore[arg-type]  # each column was read to the type of the field it is named after
    )


def _warnings(listed: Sequence[ListedMember]) -> tuple[str, ...]:
    return tuple(
        f"line {row.line}, channel: a text cannot reach a landline; this member will be rung"
        for row in listed
        if row.wish is Wish.SMS and row.phone.line is Line.LANDLINE
    )
