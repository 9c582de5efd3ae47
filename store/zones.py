"""Zones, officers and partnerships as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from plp.errors import BadInput, NotFound
from plp.zone import Officer, Partnership, Zone
from store.rows import Repository, by_key, columns_for, row_of
from store.schema import mandates, officers, partnerships, zones
from store.worded import Worded

_ZONE = select(*columns_for(Zone, zones))
_OFFICER = select(*columns_for(Officer, officers))
_PARTNERSHIP = select(*(column for column in partnerships.c if column.name != "named"))


_EVERY_ZONE = Worded(_ZONE.order_by(zones.c.name))
_BY_NAME = by_key(_ZONE, zones.c.name)
_BY_SLUG = by_key(
    _PARTNERSHIP.add_columns(mandates.c.officer)
    .outerjoin(mandates, mandates.c.partnership == partnerships.c.slug)
    .order_by(mandates.c.place),
    partnerships.c.slug,
)


class Zones(Repository):
    """The part of `People` that a zone's file describes; within one book a zone or partnership is read once."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._read_zones: dict[str, Zone] = {}
        self._read_partnerships: dict[str, Partnership] = {}

    def save_zone(self, zone: Zone, officers: Sequence[Officer], partnerships: Sequence[Partnership]) -> bool:
        """See the port.  Raises BadInput when an id or a number belongs to another zone."""
        if self._is_stored(zone, officers, partnerships):
            return False
        self._refuse_foreign(zone, officers, partnerships)
        self._read_zones.clear()
        self._read_partnerships.clear()
        try:
            with self._on.begin_nested():
                self._write_zone(zone, officers, partnerships)
        except IntegrityError as conflict:
            raise BadInput(
                f"zone {zone.name!r}: a number stands twice, belongs to another zone, or a mandate names nobody"
            ) from conflict
        return True

    def zones(self) -> list[Zone]:
        """See the port."""
        return [Zone(*row) for row in _EVERY_ZONE.rows(self._on)]

    def zone(self, name: str) -> Zone:
        """See the port."""
        found = self._read_zones.get(name) or self._keyed(Zone, _BY_NAME, name)
        if found is None:
            raise NotFound(f"there is no zone {name!r}")
        self._read_zones[name] = found
        return found

    def zone_by_number(self, number: str) -> Zone | None:
        """See the port."""
        return self._one(Zone, _ZONE.where(or_(zones.c.voice_number == number, zones.c.sms_number == number)))

    def officer(self, officer: str) -> Officer:
        """See the port; also one who is no longer named, since alerts remember him."""
        if found := self._one(Officer, _OFFICER.where(officers.c.id == officer)):
            return found
        raise NotFound(f"there is no officer {officer!r}")

    def officers(self, zone: str) -> list[Officer]:
        """See the port."""
        return self._all(Officer, _named_officer(zone).order_by(officers.c.number))

    def officer_by_phone(self, zone: str, phone: str) -> Officer | None:
        """See the port."""
        return self._one(Officer, _named_officer(zone).where(officers.c.phone == phone))

    def officer_by_number(self, zone: str, number: int) -> Officer | None:
        """See the port."""
        return self._one(Officer, _named_officer(zone).where(officers.c.number == number))

    def set_lock(self, officer: str, *, locked: bool) -> None:
        """See the port.  Raises NotFound."""
        if not self._changed(update(officers).where(officers.c.id == officer).values(locked=locked)):
            raise NotFound(f"there is no officer {officer!r}")

    def partnership(self, slug: str) -> Partnership:
        """See the port; also one that is no longer named, since alerts remember it."""
        if known := self._read_partnerships.get(slug):
            return known
        if rows := _BY_SLUG.rows(self._on, its_key=slug):
            held = tuple(row[-1] for row in rows if row[-1] is not None)
            named = dict(zip(_PARTNERSHIP.selected_columns.keys(), rows[0], strict=False))
            self._read_partnerships[slug] = Partnership(**named, officers=held)
            return self._read_partnerships[slug]
        raise NotFound(f"there is no partnership {slug!r}")

    def partnership_by_number(self, zone: str, number: int) -> Partnership | None:
        """See the port."""
        here = (partnerships.c.zone == zone) & (partnerships.c.number == number) & partnerships.c.named
        return next(iter(self.partnerships_where(here)), None)

    def partnerships(self, zone: str) -> list[Partnership]:
        """See the port."""
        return self.partnerships_where((partnerships.c.zone == zone) & partnerships.c.named)

    def partnerships_where(self, condition: ColumnElement[bool]) -> list[Partnership]:
        """Partnerships by any condition, with their mandates, by number; two queries however many they are."""
        rows = self._on.execute(_PARTNERSHIP.where(condition).order_by(partnerships.c.number)).mappings().all()
        held: dict[str, list[str]] = {}
        for slug, officer in self._on.execute(
            select(mandates.c.partnership, mandates.c.officer)
            .where(mandates.c.partnership.in_([row["slug"] for row in rows]))
            .order_by(mandates.c.place)
        ):
            held.setdefault(slug, []).append(officer)
        return [Partnership(**row, officers=tuple(held.get(row["slug"], ()))) for row in rows]

    def _is_stored(self, zone: Zone, given: Sequence[Officer], named: Sequence[Partnership]) -> bool:
        locks = {officer.id: officer.locked for officer in self.officers(zone.name)}
        kept = [replace(officer, locked=locks.get(officer.id, False)) for officer in given]
        return (
            self._one(Zone, _ZONE.where(zones.c.name == zone.name)) == zone
            and self.officers(zone.name) == sorted(kept, key=lambda each: each.number)
            and self.partnerships(zone.name) == sorted(named, key=lambda each: each.number)
        )

    def _refuse_foreign(self, zone: Zone, given: Sequence[Officer], named: Sequence[Partnership]) -> None:
        taken = (
            select(officers.c.id)
            .where(officers.c.id.in_([each.id for each in given]), officers.c.zone != zone.name)
            .union(
                select(partnerships.c.slug).where(
                    partnerships.c.slug.in_([each.slug for each in named]), partnerships.c.zone != zone.name
                )
            )
        )
        if found := sorted(self._on.execute(taken).scalars()):
            raise BadInput(f"{', '.join(found)}: belongs to another zone already; choose another id")

    def _write_zone(self, zone: Zone, given: Sequence[Officer], named: Sequence[Partnership]) -> None:
        self._on.execute(self._upsert(zones, "name"), row_of(zone))
        # All are struck off before those in the file are written, so that two may exchange their numbers.
        for table in (officers, partnerships):
            self._on.execute(update(table).where(table.c.zone == zone.name).values(named=False))
        ours = select(partnerships.c.slug).where(partnerships.c.zone == zone.name)
        self._on.execute(delete(mandates).where(mandates.c.partnership.in_(ours)))
        if given:
            keeping_locks = self._upsert(officers, "id", keep="locked")
            self._on.execute(keeping_locks, [row_of(each, locked=False, named=True) for each in given])
        if named:
            self._on.execute(self._upsert(partnerships, "slug"), [_partnership_row(each) for each in named])
        if held := [_mandate_row(each, place) for each in named for place in range(len(each.officers))]:
            self._on.execute(insert(mandates), held)


def _named_officer(zone: str) -> Any:
    return _OFFICER.where(officers.c.zone == zone, officers.c.named)


def _partnership_row(partnership: Partnership) -> dict[str, Any]:
    row = row_of(partnership, named=True)
    del row["officers"]
    return row | {"name": dict(partnership.name), "municipality": dict(partnership.municipality)}


def _mandate_row(partnership: Partnership, place: int) -> dict[str, Any]:
    return {"partnership": partnership.slug, "officer": partnership.officers[place], "place": place}
