"""Whoever doubts a call rings the number and hears, in so many words, whether it came from us."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from plp.errand import Errand, ErrandKind, ErrandState
from plp.member import Standing
from plp.outcome import By
from services.erase_member import erase_member
from services.stop_cascade import stop_cascade
from tests.fakes.town import FR, NL, ZONE_LINE, Handset, Town, zone_of_town

HOME, MOBILE, STRANGER = "+3222000001", "+32479000001", "+32479999999"
YES, NO = "Oui, c'était nous", "Non. Ces trente derniers jours"


def doubts(phone: Handset) -> Handset:
    """A member asks, in his own menu."""
    return phone.dials().presses("4").hears("si un appel venait de nous").presses("4")


@pytest.fixture
def home(any_town: Town) -> Handset:
    any_town.has("Ana", HOME)
    return any_town.phone(HOME)


def test_a_call_of_yesterday_is_owned_with_its_time_and_its_number(any_town: Town, home: Handset) -> None:
    any_town.launches()
    home.does_not_answer()
    any_town.clock.sleep(timedelta(days=1))

    doubts(home).hears(YES, "Nous avons appelé le 2 mars, à 10 heures.", "message numéro 1 du PLP Les Tilleuls")
    home.hears("Tout autre appel", "jamais de code", "0 2, 6 1 0, 0 1, 0 1").does_not_hear(NO)


def test_several_calls_about_one_message_are_told_at_once(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).is_busy()
    town.passes(minutes=2)

    doubts(town.phone(HOME)).hears("appelé 2 fois, la dernière fois à 10 heures 2.")


def test_a_text_is_owned_too(town: Town) -> None:
    town.has("Ana", MOBILE, wish="sms")
    town.launches()

    doubts(town.phone(MOBILE)).hears(YES, "Nous avons écrit à 10 heures.", "message numéro 1")


def test_who_was_never_called_hears_no_at_once(town: Town) -> None:
    town.has("Ana", HOME)

    town.phone(HOME).dials().hears("pas de message", NO).presses("4").presses("4").hears(NO).does_not_hear(YES)


def test_the_right_number_shown_by_somebody_else_is_not_ours(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).does_not_answer()
    town.clock.sleep(timedelta(days=31))

    town.phone(HOME).dials().hears(NO)


def test_who_is_excluded_gets_an_answer(town: Town) -> None:
    town.has("Cid", HOME, consent_on=None)
    town.launches()

    town.phone(HOME).dials().hears("pas de message", NO)


def test_a_call_about_a_message_withdrawn_since_was_ours(town: Town) -> None:
    town.has("Ana", HOME)
    cascade = town.launches()
    stop_cascade(town.ports, cascade.id, by="claes")

    town.phone(HOME).dials().hears("pas de message", YES, "message numéro 1", "retiré ce message depuis")


def test_a_message_that_is_over_was_ours(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).answers().listens_to_the_end()
    town.passes(days=3)

    doubts(town.phone(HOME)).hears(YES, "le 2 mars")


@pytest.mark.parametrize(("standing", "told"), [(Standing.LEFT, "plus partie"), (Standing.CANDIDATE, "attend encore")])
def test_who_is_no_member_any_more_or_not_yet_is_answered(town: Town, standing: Standing, told: str) -> None:
    ana = town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).does_not_answer()
    town.has("Ana", HOME, id=ana.id, standing=standing)

    town.phone(HOME).dials().hears(told, "appuyez sur le 4").presses("4").hears(YES, "message numéro 1")


def test_a_stranger_hears_no_in_each_language_of_the_zone(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()

    stranger = town.phone(STRANGER).dials().hears("venait de nous, appuyez sur le 4").presses("4")
    stranger.hears(NO, "Neen. Deze dienst").does_not_hear(YES, "Tilleuls", "camionnette")
    stranger.presses("2").hears(NO).presses("*").hears("carte de membre")


def test_a_hidden_number_is_told_that_nothing_can_be_checked(town: Town) -> None:
    town.phone(STRANGER).dials(showing="anonymous").presses("4").hears("Votre numéro est caché").does_not_hear(NO)


def test_by_card_from_elsewhere_his_own_telephone_is_what_counts(town: Town) -> None:
    town.has("Ana", HOME, card="31415926")
    town.launches()
    town.phone(HOME).does_not_answer()

    by_card = town.phone(STRANGER).dials(showing="anonymous").presses("1").presses("31415926")

    by_card.presses("4").presses("4").hears(YES, "message numéro 1")


def test_a_notice_is_ours_although_it_is_no_message(town: Town) -> None:
    ana = town.has("Ana", MOBILE)
    now = town.clock.now()
    with town.ports.store.write() as book:
        book.errands.add(
            Errand(
                uuid4().hex, ErrandKind.NOTICE, By.VOICE, zone_of_town().name, MOBILE, FR, "s", ErrandState.ENDED,
                now, now, member=ana.id, says="accepted",
            )
        )  # fmt: skip

    town.phone(MOBILE).dials().hears(YES, "Nous avons appelé à 10 heures.", "une information ou une réponse")


def test_what_the_carrier_never_took_was_no_call(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches(placing=False)

    doubts(town.phone(HOME)).hears(NO)


def test_a_house_of_two_languages_hears_the_answer_in_both(town: Town) -> None:
    town.has("Ana", HOME)
    town.has("Bram", HOME, language=NL)

    town.phone(HOME).dials().hears(NO, "Neen. Deze dienst")


def test_to_ask_is_to_hear_nothing_and_to_acknowledge_nothing(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).does_not_answer()

    doubts(town.phone(HOME)).presses("2").hears(YES).presses("*").hears("réglages").presses("9")

    assert not town.delivery("Ana").acknowledged
    assert not town.delivery("Ana").heard


def test_who_was_erased_since_is_in_no_answer(town: Town) -> None:
    ana = town.has("Ana", HOME)
    town.launches()
    town.phone(HOME).answers().listens_to_the_end()
    erase_member(town.ports, ana.id)

    assert town.phone(HOME).dials(to=ZONE_LINE).presses("4").hears(NO)
