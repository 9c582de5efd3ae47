"""A coordinator proposes a message in his own voice; nothing is sent before an officer has launched it."""

from __future__ import annotations

import pytest

from plp.alert import Alert, AlertState, Kind
from plp.errors import NotAllowed
from plp.language import Language
from plp.member import Role
from services.propose_message import propose_message, proposer_of
from tests.fakes.town import CLAES_PHONE, CODES, Handset, Town

EVA, ANA = "+3222000009", "+32479000001"
CARD = "48219357"


@pytest.fixture
def eva(town: Town) -> Handset:
    town.has("Eva", EVA, card=CARD, role=Role.COORDINATOR)
    town.has("Ana", ANA)
    return town.phone(EVA)


def prepared(town: Town, partnership: str = "tilleuls") -> list[Alert]:
    with town.ports.store.read() as book:
        return book.alerts.of_partnership(partnership, {AlertState.DRAFTED})


def records(phone: Handset, sid: str = "REeva", audio: bytes = b"voice") -> Handset:
    phone.dials().presses("4").presses("3").presses(CARD).presses("2").hears("Après le bip").speaks(sid, audio)
    phone.town.works()
    return phone.waits()


def test_what_he_says_is_played_back_and_waits_for_the_officer(town: Town, eva: Handset) -> None:
    records(eva).hears("Vous avez dit", "voice-REeva").presses("1").hears("attend l'accord de la police")

    [alert] = prepared(town)
    assert (alert.kind, alert.recordings) == (Kind.PREVENTION, {Language.FR: "voice-REeva"})
    assert town.history(alert.id) == ["drafted", "proposed by the coordinator"]
    with town.ports.store.read() as book:
        proposer = proposer_of(book, alert)
    assert proposer
    assert proposer.id == "member-Eva"


def test_nothing_leaves_but_a_word_to_the_officer(town: Town, eva: Handset) -> None:
    records(eva).presses("1")
    town.passes(hours=3)

    assert town.texted() == [CLAES_PHONE]
    assert "propose un message" in town.phone(CLAES_PHONE).letter.body
    assert town.cascades() == []


def test_the_officer_finds_it_among_his_prepared_messages_and_launches_it(town: Town, eva: Handset) -> None:
    records(eva).presses("1")

    officer = town.phone(CLAES_PHONE).dials().types(CODES["claes"]).presses("1").types("12").hears("Message préparé 1")
    officer.hears("Le coordinateur propose un message").presses("1").hears("prévention", "voice-REeva")
    officer.presses(officer.pair).hears("C'est lancé")
    town.passes(seconds=15)

    assert ANA in town.texted()
    assert prepared(town) == []


def test_he_may_say_it_again(town: Town, eva: Handset) -> None:
    records(eva).presses("2").speaks("REagain")
    town.works()

    eva.waits().hears("voice-REagain").presses("1")

    assert prepared(town)[0].recordings == {Language.FR: "voice-REagain"}


@pytest.mark.parametrize("lasting", [0])
def test_silence_is_no_message(town: Town, eva: Handset, lasting: int) -> None:
    eva.dials().presses("4").presses("3").presses(CARD).presses("2").speaks("REnone", lasting=lasting)

    eva.hears("rien entendu").waits().waits()

    assert prepared(town) == []


def test_noise_is_refused(town: Town, eva: Handset) -> None:
    records(eva, audio=b"noise").hears("trop de bruit", "appuyez sur le 2")

    assert prepared(town) == []


def test_hanging_up_before_the_key_proposes_nothing(town: Town, eva: Handset) -> None:
    records(eva).hangs_up()

    assert prepared(town) == []


def test_the_key_sent_five_times_proposes_once(town: Town, eva: Handset) -> None:
    records(eva).presses("1")

    assert len({eva.asks_again() for _ in range(5)}) == 1
    assert len(prepared(town)) == 1


def test_three_proposals_are_enough_to_wait_for_an_answer(town: Town, eva: Handset) -> None:
    for number in range(3):
        records(eva, f"RE{number}").presses("1")

    records(eva, "RE4").presses("1").hears("Trois de vos messages")

    assert len(prepared(town)) == 3


def test_without_a_charter_it_can_only_be_a_test(town: Town) -> None:
    town.has("Eva", EVA, card=CARD, role=Role.COORDINATOR, partnership="verger")

    records(town.phone(EVA)).presses("1")

    assert prepared(town, "verger")[0].kind is Kind.TEST


def test_a_member_who_is_no_coordinator_cannot_propose(town: Town, eva: Handset) -> None:
    with pytest.raises(NotAllowed):
        propose_message(town.ports, {Language.FR: "voice"}, by="member-Ana")
