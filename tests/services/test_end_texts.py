"""A member wants no texts any more: he is rung instead, at once, and somebody who knows him is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.cascade import Final
from plp.errors import CarrierThrottled, CarrierUnclear
from plp.member import Channel, Member, Role, Source, Wish
from plp.outcome import By
from services.begin_texts import begin_texts
from services.deliver import place_calls
from services.end_texts import end_texts
from services.launch_alert import launch_alert
from services.leave_partnership import leave_partnership
from services.validate_alert import validate_alert
from tests.fakes.town import CLAES_PHONE, Town

ANA, EVA, HOME = "+32479000001", "+32479000009", "+3222000001"


def ends_by(town: Town, source: Source) -> Member:
    return end_texts(town.ports, "member-Ana", source=source)


def test_the_next_text_becomes_a_call_at_the_same_moment(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    alert = any_town.drafts()
    validate_alert(any_town.ports, alert.id, by="claes")
    launch_alert(any_town.ports, alert.id, by="claes", cancel_window=timedelta(seconds=15))
    due = any_town.delivery("Ana").due_at

    ends_by(any_town, Source.TEXT)

    owed = any_town.delivery("Ana")
    assert (owed.next_by, owed.due_at) == (By.VOICE, due)
    any_town.works()
    assert any_town.rung() == []
    any_town.passes(seconds=15)
    assert any_town.rung() == [ANA]
    assert ANA not in any_town.texted()


def test_a_text_the_carrier_put_off_is_not_sent_later(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    any_town.carrier.fails(ANA, CarrierThrottled(60.0))
    any_town.launches()

    ends_by(any_town, Source.PHONE)
    any_town.passes(seconds=61)

    assert any_town.outcomes("Ana") == ["cancelled", "submitted"]
    assert any_town.texted() == [ANA]
    assert any_town.rung() == [ANA]


def test_a_call_that_fails_is_followed_by_calls_alone(town: Town) -> None:
    town.has("Ana", ANA, wish=Wish.VOICE)
    town.launches()
    town.phone(ANA).is_busy()

    ends_by(town, Source.CARRIER)
    town.passes(minutes=2)
    town.phone(ANA).is_busy()
    town.passes(minutes=30)

    assert ANA not in town.texted()
    assert len(town.rung()) >= 3


def test_the_coordinator_is_told_once_and_by_name_only_where_the_zone_allows_it(town: Town) -> None:
    town.has("Ana", ANA)
    town.has("Eva", EVA, role=Role.COORDINATOR)

    ends_by(town, Source.TEXT)
    ends_by(town, Source.CARRIER)
    town.works()

    assert town.texted() == [EVA]
    assert "un membre" in town.phone(EVA).letter.body


def test_without_a_coordinator_the_officer_is_told(town: Town) -> None:
    town.has("Ana", ANA)

    ends_by(town, Source.TEXT)
    town.works()

    assert town.texted() == [CLAES_PHONE]


@pytest.mark.parametrize("source", [Source.PHONE, Source.KEYBOARD])
def test_whoever_chose_it_himself_worries_nobody(town: Town, source: Source) -> None:
    town.has("Ana", ANA)
    town.has("Eva", EVA, role=Role.COORDINATOR)

    ends_by(town, source)
    town.works()

    assert town.texted() == []


def test_each_end_and_beginning_is_kept_with_its_source(town: Town) -> None:
    town.has("Ana", ANA)

    ends_by(town, Source.TEXT)
    begin_texts(town.ports, "member-Ana", source=Source.TEXT)
    begin_texts(town.ports, "member-Ana", source=Source.TEXT)

    with town.ports.store.read() as book:
        said = [(each.channel, each.given, each.source) for each in book.reports.consents("member-Ana")]
    assert said == [(Channel.SMS, False, Source.TEXT), (Channel.SMS, True, Source.TEXT)]
    town.launches()
    assert ANA in town.texted()


def test_who_leaves_while_his_telephone_rings_hears_it_fall_silent(town: Town) -> None:
    town.has("Ana", "+3222000001")
    cascade = town.launches()
    ringing = town.phone("+3222000001").takes_up().reports("ringing")

    leave_partnership(town.ports, "member-Ana", source=Source.KEYBOARD)

    assert town.delivery("Ana", cascade).final is Final.EXCLUDED
    assert ringing.sid in town.carrier.ended
    town.passes(minutes=30)
    assert len(town.rung()) == 1


def test_who_leaves_while_the_carrier_is_asked_to_ring_him_is_not_rung_on(any_town: Town) -> None:
    town = any_town
    town.has("Ana", HOME)
    town.launches(placing=False)
    town.carrier.before_answering = lambda *_: leave_partnership(town.ports, "member-Ana", source=Source.KEYBOARD)

    place_calls(town.ports)

    [order] = town.carrier.call_orders
    assert town.carrier.ended == [town.carrier.sid_of(order.id)]


def test_a_carrier_that_does_not_end_the_call_to_who_left_is_asked_again(any_town: Town) -> None:
    town = any_town
    town.has("Ana", HOME)
    town.launches()
    ringing = town.phone(HOME).takes_up().reports("ringing")
    town.carrier.down = CarrierUnclear("away")
    leave_partnership(town.ports, "member-Ana", source=Source.KEYBOARD)

    town.carrier.down = None
    town.sweeps()

    assert town.carrier.ended == [ringing.sid]
