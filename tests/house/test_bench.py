"""What the measurements hand in is what users hand in."""

from __future__ import annotations

from bench.import_list import members_csv
from services.import_members import import_members
from tests.fakes.town import Town
from tests.fakes.town_fixtures import town

__all__ = ["town"]


def test_the_list_that_is_measured_is_taken(town: Town) -> None:
    import_members(town.ports, "tilleuls", members_csv(3))

    with town.ports.store.read() as book:
        assert len(book.people.members("tilleuls")) == 3
