"""Hand a member everything that is written of him, as values a JSON file can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum

from plp.book import Book
from plp.member import Member
from plp.phone import Phone
from plp.ports import Ports
from services.show_cascade import iso


def export_member(ports: Ports, member_id: str) -> dict[str, object]:
    """His row, what he agreed to, and every delivery, attempt, text, report, call and notice.  Raises NotFound."""
    with ports.store.read() as book:
        member = book.people.member(member_id)
        partnership = book.people.partnership(member.partnership)
        records = book.records.everything_about(member.id, own_numbers(book, member))
    row = {field.name: _plain(getattr(member, field.name)) for field in fields(Member)}
    return {
        "exported_at": iso(ports.clock.now()),
        "zone": partnership.zone,
        "member": row | {"state": member.state_at(ports.clock.now()).value},
        **{name: [_plain_row(each) for each in rows] for name, rows in records.items()},
    }


def own_numbers(book: Book, member: Member) -> list[str]:
    """His telephones that no other member lists: what came from there came from him."""
    phones = [phone.e164 for phone in (member.phone, member.second_phone) if phone and phone.e164]
    return [each for each in phones if {other.id for other in book.people.members_by_phone(each)} == {member.id}]


def _plain_row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    match value:
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case Phone():
            return {"number": value.e164, "line": value.line.value}
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case _:
            return value
