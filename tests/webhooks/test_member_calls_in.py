"""A member rings the zone's number to hear the message again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.cascade import CascadeState, Final
from services.launch_alert import launch_alert
from services.stop_cascade import stop_cascade
from services.validate_alert import validate_alert
from tests.fakes.town import Handset, Town

HOME = "+3222000001"


@pytest.fixture
def home(town: Town) -> Handset:
    town.has("Ana", HOME)
    return town.phone(HOME)


def test_whoever_calls_in_hears_the_newest_message_and_may_acknowledge(town: Town, home: Handset) -> None:
    town.launches()
    home.is_busy()

    home.dials().hears("En danger", "message numéro 1", "camionnette").presses("1").hears("Merci")

    assert home.has_been_hung_up
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    assert town.outcomes("Ana") == ["busy", "acknowledged"]
    town.passes(hours=1)
    assert town.rung() == [HOME]


def test_a_message_heard_by_calling_in_is_not_rung_again(town: Town, home: Handset) -> None:
    town.launches()
    home.is_busy()

    home.dials().waits().hears("appuyez sur le 1").hangs_up()

    assert (town.delivery("Ana").final, town.delivery("Ana").heard) == (Final.INFORMED, True)
    town.passes(minutes=11)
    assert town.rung() == [HOME]
    assert town.outcomes("Ana") == ["busy", "heard"]


def test_hanging_up_in_the_middle_of_it_leaves_the_plan_as_it_was(town: Town, home: Handset) -> None:
    town.launches()
    home.is_busy()

    home.dials().hangs_up()

    town.passes(minutes=2)
    assert town.rung() == [HOME, HOME]
    town.phone(HOME).answers().listens_to_the_end()
    town.passes(minutes=10)
    assert town.outcomes("Ana") == ["busy", "cut-short", "heard"]


def test_everybody_behind_one_line_is_served_by_one_call(town: Town, home: Handset) -> None:
    town.has("Ben", HOME)
    cascade = town.launches()
    home.is_busy()

    home.dials().presses("1").hears("Merci")

    assert {town.delivery(name).final for name in ("Ana", "Ben")} == {Final.ACKNOWLEDGED}
    assert town.cascade(cascade).state is CascadeState.FINISHED


def test_a_call_in_that_nobody_ended_holds_no_cascade_open(town: Town, home: Handset) -> None:
    town.has("Ben", HOME)
    cascade = town.launches(expires=timedelta(minutes=30))
    home.is_busy()
    home.dials()

    town.passes(minutes=11)
    home.is_busy()
    town.passes(minutes=30)

    assert town.tally(cascade).under_way == 0
    assert town.tally(cascade).pending == 0


def test_after_a_stop_there_is_no_message_and_a_listener_is_told(town: Town, home: Handset) -> None:
    cascade = town.launches()
    home.is_busy()
    home.dials().hears("camionnette")
    stop_cascade(town.ports, cascade.id, by="claes")

    home.presses("2").hears("retiré par la police").does_not_hear("camionnette")
    home.dials().hears("pas de message")


def test_nothing_is_told_while_the_officer_may_still_cancel(town: Town, home: Handset) -> None:
    alert = town.drafts()
    validate_alert(town.ports, alert.id, by="claes")
    launch_alert(town.ports, alert.id, by="claes", cancel_window=timedelta(seconds=15))

    home.dials().hears("pas de message").does_not_hear("camionnette")


def test_whoever_was_excluded_hears_no_message(town: Town) -> None:
    town.has("Cid", HOME, consent_on=None)
    town.launches()

    town.phone(HOME).dials().hears("pas de message")


def test_without_a_message_the_desk_is_named(home: Handset) -> None:
    home.dials().hears("pas de message", "0 2, 6 1 0, 0 1, 0 1").presses("9").hears("Au revoir")


def test_a_stranger_learns_nothing_and_costs_nothing_more(town: Town, home: Handset) -> None:
    town.launches()

    stranger = town.phone("+32479999999").dials().hears("En danger").does_not_hear("camionnette")
    assert stranger.waits().waits().has_been_hung_up


@pytest.mark.parametrize(
    "shown", ["", "anonymous", "Restricted", "+266696687", "<script>", "0470100001", "+" + "1" * 60]
)
def test_a_caller_without_a_number_is_a_stranger(town: Town, home: Handset, shown: str) -> None:
    home.dials(showing=shown).hears("service d'appel").does_not_hear("code")


def test_a_number_of_no_zone_is_refused_at_no_cost(town: Town, home: Handset) -> None:
    home.dials(to="+3229999999")

    reject = home.twiml.find("Reject")
    assert reject is not None


def test_two_repeats_and_nine_ends(home: Handset, town: Town) -> None:
    town.launches()

    home.dials().presses("2").hears("camionnette").presses("9").hears("Au revoir")

    assert home.has_been_hung_up
