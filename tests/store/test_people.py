"""Zones, officers, partnerships and members come back as they went in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plp.errors import BadInput, NotFound
from plp.phone import Line, Phone
from store import SqlStore
from tests.store.town import ANA, CLAES, HOME, LINDENS, MARKET, PEETERS, TRADERS, ZONE, neighbour, settle_town


def test_a_zone_comes_back_whole(store: SqlStore) -> None:
    with store.read() as book:
        assert book.people.zones() == [book.people.zone(ZONE.name)] == [ZONE]
        assert book.people.officers(ZONE.name) == [CLAES, PEETERS]
        assert book.people.partnerships(ZONE.name) == [LINDENS, TRADERS]
        assert book.people.partnership(HOME) == book.people.partnership_by_number(ZONE.name, 12) == LINDENS


def test_a_zone_and_its_officers_are_found_by_number(store: SqlStore) -> None:
    with store.read() as book:
        people = book.people
        assert people.zone_by_number(ZONE.voice_number) == people.zone_by_number(ZONE.sms_number) == ZONE
        assert people.zone_by_number("+3220000000") is None
        assert people.officer_by_phone(ZONE.name, CLAES.phone) == people.officer_by_number(ZONE.name, 7) == CLAES
        assert people.officer_by_phone(ZONE.name, ANA.phone.e164) is None
        assert people.officer_by_number(ZONE.name, 99) is None
        assert people.partnership_by_number(ZONE.name, 99) is None


def test_the_same_zone_twice_changes_nothing(store: SqlStore) -> None:
    with store.write() as book:
        assert not book.people.save_zone(ZONE, [PEETERS, CLAES], [TRADERS, LINDENS])
        assert book.people.save_zone(replace(ZONE, desk_code_hash="another"), [CLAES, PEETERS], [LINDENS, TRADERS])


def test_a_lock_outlives_the_file(store: SqlStore) -> None:
    with store.write() as book:
        book.people.set_lock("claes", locked=True)

        assert not book.people.save_zone(ZONE, [CLAES, PEETERS], [LINDENS, TRADERS])
        assert book.people.save_zone(ZONE, [replace(CLAES, name="Commissaire Claes"), PEETERS], [LINDENS, TRADERS])

        assert book.people.officer("claes") == replace(CLAES, name="Commissaire Claes", locked=True)
        book.people.set_lock("claes", locked=False)
        assert not book.people.officer("claes").locked


def test_who_is_no_longer_named_keeps_his_row_and_loses_his_mandate_and_number(store: SqlStore) -> None:
    successor = replace(CLAES, id="maes", name="Inspecteur Maes")
    with store.write() as book:
        book.people.save_zone(ZONE, [successor], [replace(LINDENS, officers=("maes",))])

        assert book.people.officer("claes") == CLAES
        assert book.people.officers(ZONE.name) == [successor]
        assert book.people.officer_by_number(ZONE.name, 7) == successor
        assert book.people.partnership(MARKET) == replace(TRADERS, officers=())
        assert [each.slug for each in book.people.partnerships(ZONE.name)] == [HOME]
        assert book.people.partnership_by_number(ZONE.name, TRADERS.number) is None


def test_two_officers_may_exchange_their_numbers(store: SqlStore) -> None:
    swapped = [replace(CLAES, number=8), replace(PEETERS, number=7)]
    with store.write() as book:
        assert book.people.save_zone(ZONE, swapped, [LINDENS, TRADERS])
        assert book.people.officer_by_number(ZONE.name, 8) == swapped[0]


@pytest.mark.parametrize(
    ("officers", "partnerships"),
    [
        pytest.param([replace(CLAES, zone="elsewhere")], [], id="an officer of another zone"),
        pytest.param([], [replace(LINDENS, zone="elsewhere", officers=())], id="a partnership of another zone"),
        pytest.param([], [], id="the number of another zone"),
    ],
)
def test_what_belongs_to_another_zone_is_refused(
    store: SqlStore, officers: list[object], partnerships: list[object]
) -> None:
    elsewhere = replace(ZONE, name="elsewhere")
    if officers or partnerships:
        elsewhere = replace(elsewhere, voice_number="+3226100200", sms_number="+32460100200")

    with store.write() as book:
        with pytest.raises(BadInput):
            book.people.save_zone(elsewhere, officers, partnerships)  # type: ignore[arg-type]  # of either kind

        assert book.people.zones() == [ZONE]


def test_members_come_back_in_the_lists_order(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([neighbour(3), ANA, neighbour(2)])
        book.people.save_members([])

        assert book.people.members(HOME) == [ANA, neighbour(2), neighbour(3)]
        assert book.people.member(ANA.id) == ANA
        assert book.people.members(MARKET) == []


def test_a_member_is_updated_by_id(store: SqlStore) -> None:
    moved = replace(ANA, name="Ana Lund", second_phone=None, position=9, consent_on=None)
    with store.write() as book:
        book.people.save_members([ANA])
        book.people.save_members([moved, neighbour(2)])

        assert book.people.members(HOME) == [neighbour(2), moved]


def test_members_are_found_by_either_phone(store: SqlStore) -> None:
    housemate = neighbour(2, phone=ANA.phone)
    trader = neighbour(3, partnership=MARKET, phone=Phone("+32479000001", Line.MOBILE))
    with store.write() as book:
        book.people.save_members([ANA, housemate, trader])

        assert book.people.members_by_phone("+3226200001") == [ANA, housemate]
        assert book.people.members_by_phone("+32479000001") == [trader, ANA]


def test_two_members_with_the_same_phone_and_name_are_refused(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([ANA])
        with pytest.raises(BadInput):
            book.people.save_members([neighbour(2), replace(ANA, id="again")])

        assert book.people.members(HOME) == [ANA]


def test_ten_thousand_members_are_saved_at_once(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([neighbour(number) for number in range(10_000)])
        assert len(book.people.members(HOME)) == 10_000


def test_what_nobody_wrote_is_not_found(empty: SqlStore) -> None:
    with empty.write() as book:
        for ask in (
            book.people.zone,
            book.people.officer,
            book.people.partnership,
            book.people.member,
            book.alerts.get,
            book.cascades.get,
            book.cascades.delivery,
        ):
            with pytest.raises(NotFound):
                ask("nobody")
        with pytest.raises(NotFound):
            book.people.set_lock("nobody", locked=True)


def test_a_zone_may_be_saved_again_after_it_was_refused(empty: SqlStore) -> None:
    with empty.write() as book, pytest.raises(BadInput):
        book.people.save_zone(ZONE, [CLAES, replace(PEETERS, number=7)], [LINDENS])

    settle_town(empty)

    with empty.read() as book:
        assert book.people.officers(ZONE.name) == [CLAES, PEETERS]


def test_many_names_are_asked_for_at_once(store: SqlStore) -> None:
    with store.write() as book:
        book.people.save_members([neighbour(number) for number in range(1, 1203)])

        names = book.people.names({*(f"{HOME}-{number}" for number in range(1, 1203)), "nobody"})

    assert len(names) == 1202
    assert names[f"{HOME}-1202"] == "Neighbour 1202"
