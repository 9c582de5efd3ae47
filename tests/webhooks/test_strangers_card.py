"""From a telephone we do not know: the card tells who calls, three wrong ones close the way in, and advice is free."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from plp.cascade import Final
from plp.member import Standing
from services.check_card import MOST_WRONG_IN_A_ZONE
from tests.fakes.town import Handset, Town

HOME, STRANGER, CARD = "+3222000001", "+32479999999", "31415926"


@pytest.fixture
def stranger(town: Town) -> Handset:
    town.has("Ana", HOME, card=CARD)
    town.has("Ben", "+3222000002", card="27182818")
    return town.phone(STRANGER)


def types(phone: Handset, card: str) -> Handset:
    """Dial and type a card number."""
    return phone.dials().presses("1").hears("huit chiffres").presses(card)


def test_the_card_opens_his_own_messages_from_any_telephone(town: Town, stranger: Handset) -> None:
    town.launches()

    types(stranger, CARD).hears("camionnette").waits().hears("appuyez sur le 1").presses("1").hears("Merci")

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    assert not town.delivery("Ben").acknowledged
    assert town.conversation(stranger.sid).memory["card"] == "proven"


def test_with_a_withheld_number_as_well(town: Town, stranger: Handset) -> None:
    town.launches()

    stranger.dials(showing="anonymous").presses("1").presses(CARD).hears("camionnette").waits()

    assert town.delivery("Ana").heard


def test_eight_digits_are_taken_without_a_hash(stranger: Handset) -> None:
    gather = stranger.dials().presses("1").twiml.find("Gather")

    assert gather is not None
    assert (gather.attrib["numDigits"], gather.attrib["finishOnKey"]) == ("8", "")


@pytest.mark.parametrize("card", ["", "00000000", "1", "3141592", "31415926#", "********", "#", "99999999", "31415927"])
def test_other_digits_open_nothing(town: Town, stranger: Handset, card: str) -> None:
    town.launches()

    types(stranger, card).does_not_hear("camionnette")

    assert town.conversation(stranger.sid).member is None


def test_nobody_without_a_card_is_found_by_no_digits(town: Town) -> None:
    town.has("Ana", HOME)

    types(town.phone(STRANGER), "00000000").hears("pas le bon")


def test_three_wrong_cards_close_the_way_in_for_a_quarter_of_an_hour(town: Town, stranger: Handset) -> None:
    types(stranger, "11111111").hears("pas le bon", "huit chiffres").presses("22222222").hears("pas le bon")
    stranger.presses("33333333").hears("Trois numéros faux", "0 2, 6 1 0, 0 1, 0 1")
    assert stranger.has_been_hung_up

    stranger.dials().presses("1").hears("fermé pour quinze minutes")
    town.clock.sleep(timedelta(minutes=15, seconds=1))
    types(stranger, CARD).hears("pas de message")


def test_the_quarter_of_an_hour_begins_with_the_third_wrong_card(town: Town, stranger: Handset) -> None:
    for card in ("11111111", "22222222"):
        types(stranger, card).hears("pas le bon").hangs_up()
        town.clock.sleep(timedelta(minutes=7))
    types(stranger, "33333333").hears("Trois numéros faux")

    town.clock.sleep(timedelta(minutes=14, seconds=59))
    stranger.dials().presses("1").hears("fermé pour quinze minutes")
    town.clock.sleep(timedelta(seconds=1))
    types(stranger, CARD).hears("pas de message")


def test_a_right_card_does_not_open_the_count_anew(town: Town, stranger: Handset) -> None:
    types(stranger, "11111111").presses("22222222").presses(CARD).hears("pas de message").hangs_up()

    types(stranger, "33333333").hears("Trois numéros faux")


def test_the_right_card_opens_nothing_once_the_way_in_is_shut(town: Town, stranger: Handset) -> None:
    waiting = stranger.dials().presses("1")
    other = Handset(town, STRANGER)
    types(other, "11111111").presses("22222222").presses("33333333")

    waiting.presses(CARD).hears("Trois numéros faux")


def test_all_withheld_numbers_share_one_way_in(town: Town, stranger: Handset) -> None:
    for card in ("11111111", "22222222", "33333333"):
        stranger.dials(showing="anonymous").presses("1").presses(card)

    stranger.dials(showing="").presses("1").hears("fermé pour quinze minutes")
    types(stranger, CARD).hears("pas de message")


def test_who_guesses_from_many_numbers_is_stopped_too(town: Town, stranger: Handset) -> None:
    for number in range(MOST_WRONG_IN_A_ZONE):
        types(town.phone(f"+324799{number:05d}"), "11111111").hangs_up()

    town.phone(STRANGER).dials().presses("1").hears("fermé pour quinze minutes")


@pytest.mark.parametrize(
    ("standing", "told"),
    [(Standing.LEFT, "ne faites plus partie"), (Standing.CANDIDATE, "attend encore une réponse")],
)
def test_the_card_of_who_is_no_member_opens_only_advice(town: Town, standing: Standing, told: str) -> None:
    town.has("Cid", HOME, card=CARD, standing=standing)

    types(town.phone(STRANGER), CARD).hears(told, "Fermez portes").does_not_hear("signaler")


def test_public_advice_is_all_that_a_stranger_hears(town: Town, stranger: Handset) -> None:
    town.launches()

    stranger.dials().presses("2").hears("Fermez portes et fenêtres", "Sluit deuren").does_not_hear("camionnette")
    stranger.presses("2").hears("Fermez").presses("*").hears("carte de membre").presses("9").hears("Au revoir")


def test_an_officer_still_finds_his_star(stranger: Handset) -> None:
    stranger.dials().hears("Pour les policiers, appuyez sur étoile").presses("*").hears("numéro de policier")
    stranger.dials().presses("1").presses("*").hears("carte de membre")


def test_silence_and_hanging_up_cost_no_try(town: Town, stranger: Handset) -> None:
    for _ in range(4):
        stranger.dials().presses("1").hangs_up()
        stranger.dials().presses("1").listens_to_the_end()

    types(stranger, CARD).hears("pas de message")


def test_the_card_told_five_times_counts_once(town: Town, stranger: Handset) -> None:
    types(stranger, "11111111")
    assert len({stranger.asks_again() for _ in range(5)}) == 1

    stranger.presses("22222222").hears("pas le bon").presses(CARD).hears("pas de message")


def test_the_card_is_in_no_log_and_in_no_conversation(
    town: Town, stranger: Handset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    types(stranger, "11111111").presses(CARD)

    with town.ports.store.read() as book:
        kept = repr(book.conversations.call(stranger.sid))
        said = " ".join(book.conversations.said(stranger.sid, turn) or "" for turn in range(6))
    for card in ("11111111", CARD):
        assert card not in caplog.text + kept + said
