"""A zone's ready-made messages and streets come back as they went in."""

from __future__ import annotations

from dataclasses import replace

from plp.alert import Kind
from plp.language import Language
from plp.template import Street, Template
from store import SqlStore
from tests.store.town import HOME, LINDENS, MARKET, PEETERS, ZONE

FIRE = Template("fire", 5, Kind.URGENT, {Language.FR: "Feu, {street}.", Language.NL: "Brand."}, {"fr": "feu"}, True)
FLOOD = Template("flood", 11, Kind.URGENT, {Language.FR: "Eau.", Language.NL: "Water."})
STREETS = (Street(1, {"fr": "rue du Marché", "nl": "Marktstraat"}), Street(2, {"fr": "Quai", "nl": "Kaai"}))


def test_they_come_back_whole_and_in_the_order_of_their_numbers(store: SqlStore) -> None:
    with store.write() as book:
        assert book.templates.save(ZONE.name, [FLOOD, FIRE], {HOME: STREETS, MARKET: ()})

    with store.read() as book:
        assert book.templates.of_zone(ZONE.name) == [FIRE, FLOOD]
        assert book.templates.of_zone("Elsewhere") == []
        assert tuple(book.templates.streets(HOME)) == STREETS
        assert book.templates.streets(MARKET) == []


def test_the_same_again_changes_nothing(store: SqlStore) -> None:
    with store.write() as book:
        assert not book.templates.save(ZONE.name, [], {HOME: (), MARKET: ()})
        book.templates.save(ZONE.name, [FIRE, FLOOD], {HOME: STREETS})

        assert not book.templates.save(ZONE.name, [FLOOD, FIRE], {HOME: STREETS, MARKET: ()})
        assert book.templates.save(ZONE.name, [replace(FIRE, needs_street=False), FLOOD], {HOME: STREETS})


def test_what_is_no_longer_named_is_gone_and_numbers_may_be_exchanged(store: SqlStore) -> None:
    with store.write() as book:
        book.templates.save(ZONE.name, [FIRE, FLOOD], {HOME: STREETS, MARKET: STREETS})

        assert book.templates.save(ZONE.name, [replace(FIRE, number=11), replace(FLOOD, number=5)], {HOME: STREETS[:1]})

        assert [each.id for each in book.templates.of_zone(ZONE.name)] == ["flood", "fire"]
        assert book.templates.streets(HOME) == [STREETS[0]]
        assert book.templates.streets(MARKET) == []


def test_a_partnership_that_leaves_the_file_leaves_its_streets(store: SqlStore) -> None:
    with store.write() as book:
        book.templates.save(ZONE.name, [], {HOME: STREETS, MARKET: STREETS})
        book.people.save_zone(ZONE, [PEETERS], [replace(LINDENS, officers=("peeters",))])

        assert book.templates.save(ZONE.name, [], {HOME: STREETS})

        assert book.templates.streets(MARKET) == []
