"""Members as rows, and everybody the book knows."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select, update
from sqlalchemy.exc import IntegrityError

from plp.errors import BadInput, NotFound
from plp.member import Member
from plp.phone import Phone
from store.fan_out import Kinds
from store.rows import Repository, by_key, row_of
from store.schema import members
from store.zones import Zones

_BY_ID = by_key(select(members), members.c.id)
# Weaker than a lock for a change of keys: a launch that names these members waits for nobody.
_HELD = by_key(select(members).with_for_update(key_share=True), members.c.id)


_Row = namedtuple("_Row", members.c.keys())  # type: ignore[misc]  # the columns stand in the schema


class Members(Repository):
    """The part of `People` that a members' file describes."""

    def member(self, member: str, *, hold: bool = False) -> Member:
        """See the port; on SQLite there is one writer anyway."""
        if row := (_HELD if hold else _BY_ID).first(self._on, its_key=member):
            return _member(_Row(*row))
        raise NotFound(f"there is no member {member!r}")

    def members(self, partnership: str, *, hold: bool = False) -> list[Member]:
        """See the port."""
        listed = select(members).where(members.c.partnership == partnership)
        listed = listed.order_by(members.c.position, members.c.id)
        return self._members(listed.with_for_update(key_share=True) if hold else listed)

    def members_by_phone(self, phone: str) -> list[Member]:
        """See the port."""
        return self._members(
            select(members)
            .where(or_(members.c.phone == phone, members.c.second_phone == phone))
            .order_by(members.c.partnership, members.c.position, members.c.id)
        )

    def cards_taken(self, cards: Collection[str]) -> set[str]:
        """See the port."""
        taken: set[str] = set()
        for some in batched(cards, 500):
            taken.update(self._on.execute(select(members.c.card).where(members.c.card.in_(some))).scalars())
        return taken

    def member_by_card(self, card: str) -> Member | None:
        """See the port."""
        return next(iter(self._members(select(members).where(members.c.card == card))), None) if card else None

    def save_members(self, members_: Sequence[Member]) -> None:
        """See the port.  Raises BadInput when another member of the partnership has this phone and name."""
        if not members_:
            return
        known = self.names([member.id for member in members_])
        changed = [_row(member) for member in members_ if member.id in known]
        new = [_row(member) for member in members_ if member.id not in known]
        try:
            with self._on.begin_nested():
                # A change holds nobody up who only names the member, as an upsert would on PostgreSQL.
                if changed:
                    its = update(members).where(members.c.id == bindparam("its_id"))
                    self._on.execute(its, [{"its_id": row.pop("id"), **row} for row in changed])
                if new:
                    self._on.execute(self._upsert(members, "id"), new)
        except IntegrityError as conflict:
            raise BadInput("two members have the same phone and name in a partnership, or the same card") from conflict

    def names(self, members_: Collection[str]) -> dict[str, str]:
        """See the port."""
        found: dict[str, str] = {}
        for some in batched(members_, 500):
            named = select(members.c.id, members.c.name).where(members.c.id.in_(some))
            found.update((id_, name) for id_, name in self._on.execute(named))
        return found

    def _members(self, found: Select[Any]) -> list[Member]:
        return read_members(self._on, found)


def read_members(on: Connection, found: Select[Any]) -> list[Member]:
    """The members whose rows a statement finds, in its order."""
    return [_member(row) for row in on.execute(found)]


def batched(values: Collection[str], size: int) -> Iterator[list[str]]:
    """So many at a time: a statement holds a limited number of parameters."""
    listed = list(values)
    return (listed[start : start + size] for start in range(0, len(listed), size))


class SqlPeople(Zones, Members, Kinds):
    """Everybody the book knows."""


def _row(member: Member) -> dict[str, Any]:
    second = member.second_phone
    return row_of(
        member,
        phone=member.phone.e164,
        line=member.phone.line,
        second_phone=second.e164 if second else None,
        second_line=second.line if second else None,
    )


def _member(row: Any) -> Member:
    return Member(
        id=row.id,
        partnership=row.partnership,
        position=row.position,
        name=row.name,
        phone=Phone(row.phone, row.line),
        language=row.language,
        wish=row.wish,
        second_phone=Phone(row.second_phone, row.second_line) if row.second_phone else None,
        street=row.street,
        house_number=row.house_number,
        role=row.role,
        password=row.password,
        vulnerable=row.vulnerable,
        buddy_phone=row.buddy_phone,
        consent_on=row.consent_on,
        standing=row.standing,
        card=row.card,
        hours=row.hours,
        paused_until=row.paused_until,
        texts_ended_at=row.texts_ended_at,
        buddy_agreed_on=row.buddy_agreed_on,
    )
