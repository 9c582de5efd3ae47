"""A message may stay open for weeks: whatever holds for the others holds for it too, to its last day."""

from __future__ import annotations

from datetime import timedelta

from plp.alert import Kind
from plp.cascade import Cascade, Final
from plp.member import Hours, Source
from plp.outcome import By
from services.change_settings import change_settings
from services.contacts_of import contacts_of
from services.leave_partnership import leave_partnership
from tests.fakes.town import Town, zone_of_town

ANA = "+3222000001"


def waits_for_weeks(town: Town, kind: Kind = Kind.URGENT) -> Cascade:
    """Launched for three months, and for six weeks nobody is rung: nothing ran."""
    town.has("Ana", ANA)
    cascade = town.launches(kind, expires=timedelta(days=90), placing=False)
    town.clock.moment += timedelta(days=45)
    return cascade


def test_whoever_leaves_is_not_rung_any_more(any_town: Town) -> None:
    waits_for_weeks(any_town)

    leave_partnership(any_town.ports, "member-Ana", source=Source.KEYBOARD)
    any_town.works()

    assert any_town.delivery("Ana").final is Final.EXCLUDED
    assert any_town.rung() == []


def test_hours_chosen_since_hold_for_it(any_town: Town) -> None:
    waits_for_weeks(any_town, Kind.PREVENTION)

    change_settings(any_town.ports, "member-Ana", hours=Hours.EVENINGS, source=Source.PHONE)
    any_town.works()

    assert any_town.rung() == []


def test_whoever_doubts_a_call_weeks_later_is_told_of_it(any_town: Town) -> None:
    cascade = waits_for_weeks(any_town)
    any_town.works()
    any_town.phone(ANA).does_not_answer()

    with any_town.ports.store.read() as book:
        found = contacts_of(any_town.ports, book, zone_of_town().name, [ANA])

    assert [(each.by, each.alert) for each in found] == [(By.VOICE, cascade.alert)]
