"""A caller who is both officer and member: his code opens the officer's menu, silence his message as a member."""

from __future__ import annotations

import pytest

from plp.cascade import Final
from services.errands import place_errands
from tests.fakes.town import CLAES_PHONE, CODES, Handset, Town


@pytest.fixture
def claes(town: Town) -> Handset:
    town.has("Claes at home", CLAES_PHONE, wish="voice")
    return town.phone(CLAES_PHONE)


def test_with_his_code_he_is_an_officer(town: Town, claes: Handset) -> None:
    town.launches()

    claes.dials().hears("Votre code").types(f"{CODES['claes']}#").hears("Pour lancer un message")

    assert not town.delivery("Claes at home").heard


def test_silence_at_the_code_reads_his_message_to_him(town: Town, claes: Handset) -> None:
    town.launches()

    claes.dials().waits().waits().hears("Votre code").waits().hears("Ici la police", "camionnette")
    claes.presses("1").hears("Merci")

    assert town.delivery("Claes at home").final is Final.ACKNOWLEDGED


def test_as_a_member_he_is_proven_nothing(town: Town, claes: Handset) -> None:
    town.launches()
    claes.dials().waits().waits().waits()

    call = town.conversation(claes.sid)
    assert (call.officer, call.proven, call.party.value) == (None, False, "member")
    assert town.posts("/voice/steps/officer.menu/4", CallSid=claes.sid, Digits="1").status_code == 404


def test_an_officer_who_is_no_member_is_bidden_goodbye(town: Town) -> None:
    claes = town.phone(CLAES_PHONE).dials().waits().waits().waits()

    assert claes.hears("Au revoir").has_been_hung_up


def test_rung_back_and_silent_he_hears_nothing_of_his_own(town: Town, claes: Handset) -> None:
    town.launches(placing=False)
    town.phone("+32479999999").dials().presses("*").types("7#")
    place_errands(town.ports)

    claes.answers().hears("Votre code").waits().waits().waits().hears("Au revoir").does_not_hear("camionnette")


def test_from_his_menu_a_key_reads_his_message_as_a_member(town: Town, claes: Handset) -> None:
    town.launches()

    claes.dials().types(f"{CODES['claes']}#").presses("4").hears("Ici la police", "camionnette").presses("1")

    assert town.delivery("Claes at home").final is Final.ACKNOWLEDGED
    assert not town.conversation(claes.sid).proven


def test_from_his_menu_an_officer_who_is_no_member_comes_back_to_it(town: Town) -> None:
    claes = town.phone(CLAES_PHONE).dials().types(f"{CODES['claes']}#")

    claes.presses("4").hears("Pour lancer un message")
