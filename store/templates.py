"""The ready-made messages of a zone and the streets of its partnerships, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select

from plp.template import Street, Template
from store.rows import Repository, columns_for, row_of
from store.schema import partnerships, streets, templates

_TEMPLATE = select(*columns_for(Template, templates))
_STREET = select(*columns_for(Street, streets))


class Templates(Repository):
    """The part of the book about ready-made messages."""

    def save(self, zone: str, given: Sequence[Template], named: Mapping[str, Sequence[Street]]) -> bool:
        """See the port."""
        if self._is_stored(zone, given, named):
            return False
        ours = select(partnerships.c.slug).where(partnerships.c.zone == zone)
        self._on.execute(delete(templates).where(templates.c.zone == zone))
        self._on.execute(delete(streets).where(streets.c.partnership.in_(ours)))
        if given:
            self._on.execute(insert(templates), [row_of(each, zone=zone) | {"name": dict(each.name)} for each in given])
        if rows := [_street_row(each, slug) for slug, there in named.items() for each in there]:
            self._on.execute(insert(streets), rows)
        return True

    def of_zone(self, zone: str) -> list[Template]:
        """See the port."""
        return self._all(Template, _TEMPLATE.where(templates.c.zone == zone).order_by(templates.c.number))

    def streets(self, partnership: str) -> list[Street]:
        """See the port."""
        return self._all(Street, _STREET.where(streets.c.partnership == partnership).order_by(streets.c.number))

    def _is_stored(self, zone: str, given: Sequence[Template], named: Mapping[str, Sequence[Street]]) -> bool:
        of_zone = select(partnerships.c.slug).where(partnerships.c.zone == zone)
        known = {slug: self.streets(slug) for slug in self._on.execute(of_zone).scalars()}
        wanted = {slug: list(there) for slug, there in named.items() if there}
        return (
            self.of_zone(zone) == sorted(given, key=lambda each: each.number)
            and {slug: there for slug, there in known.items() if there} == wanted
        )


def _street_row(street: Street, partnership: str) -> dict[str, object]:
    return row_of(street, partnership=partnership) | {"name": dict(street.name)}
