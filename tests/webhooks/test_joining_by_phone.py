"""Somebody asks to join by telephone: until the coordinator has heard his name and accepted, he gets nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plp.errors import NotAllowed
from plp.language import Language
from plp.member import Channel, Member, MemberState, Role, Source, Standing, Wish
from services.accept_candidate import accept_candidate
from services.refuse_candidate import refuse_candidate
from tests.fakes.town import Handset, Town

EVA, NEWCOMER, LANDLINE = "+32479000009", "+32479000021", "+3222000021"
EVAS_CARD = "48219357"


@pytest.fixture
def eva(town: Town) -> Handset:
    town.has("Eva", EVA, card=EVAS_CARD, role=Role.COORDINATOR)
    return town.phone(EVA)


@pytest.fixture
def newcomer(town: Town, eva: Handset) -> Handset:
    return town.phone(NEWCOMER)


def behind(town: Town, number: str) -> list[Member]:
    with town.ports.store.read() as book:
        return book.people.members_by_phone(number)


def asks_to_join(phone: Handset) -> Handset:
    return phone.dials().hears("devenir membre").presses("3").types("12#").hears("PLP Les Tilleuls").presses("1")


def joins(phone: Handset, *, name: bytes = b"voice") -> Handset:
    asks_to_join(phone).hears("d'accord").presses("1").presses("3").hears("votre nom")
    return phone.speaks("REname", name).hears("est notée")


def as_coordinator(phone: Handset, card: str = EVAS_CARD) -> Handset:
    return phone.dials().presses("4").presses("3").hears("huit chiffres de votre carte").presses(card)


# --------------------------------------------------------------------------------------- asking


def test_who_asks_is_a_candidate_with_card_password_and_consent(town: Town, newcomer: Handset) -> None:
    joins(newcomer)

    [candidate] = behind(town, NEWCOMER)
    assert (candidate.standing, candidate.partnership, candidate.wish) == (Standing.CANDIDATE, "tilleuls", Wish.BOTH)
    assert (len(candidate.card), bool(candidate.password)) == (8, True)
    with town.ports.store.read() as book:
        said = [(each.channel, each.given, each.source) for each in book.reports.consents(candidate.id)]
    assert said == [(channel, True, Source.PHONE) for channel in (Channel.MEMBERSHIP, Channel.VOICE, Channel.SMS)]


def test_a_candidate_gets_nothing_and_only_the_coordinator_is_told(town: Town, newcomer: Handset) -> None:
    joins(newcomer)
    town.works()
    assert town.texted() == [EVA]

    town.launches()

    assert town.texted() == [EVA, EVA]
    assert town.rung() == []


def test_a_newcomer_is_spoken_to_in_the_language_he_chose(town: Town, newcomer: Handset) -> None:
    newcomer.dials().presses("3").types("12#").hears("Pour le français", "For English, press 4")

    newcomer.presses("2").hears("akkoord").does_not_hear("d'accord").presses("1").presses("1").waits()

    [candidate] = behind(town, NEWCOMER)
    assert (candidate.language, candidate.wish) == (Language.NL, Wish.VOICE)
    newcomer.hears("Dank u")


def test_a_landline_is_not_asked_about_texts(town: Town, eva: Handset) -> None:
    asks_to_join(town.phone(LANDLINE)).presses("1").hears("votre nom").does_not_hear("message écrit")

    assert behind(town, LANDLINE)[0].wish is Wish.VOICE


def test_without_his_yes_nothing_is_kept(town: Town, newcomer: Handset) -> None:
    asks_to_join(newcomer).presses("2").hears("Rien n'est noté")

    assert behind(town, NEWCOMER) == []


@pytest.mark.parametrize("keys", [[], ["3"], ["3", "12#"], ["3", "12#", "1"], ["3", "12#", "1", "1"]])
def test_hanging_up_before_all_is_said_leaves_nothing(town: Town, newcomer: Handset, keys: list[str]) -> None:
    newcomer.dials()
    for key in keys:
        newcomer.presses(key.removesuffix("#"))
    newcomer.hangs_up()

    assert behind(town, NEWCOMER) == []


def test_hanging_up_instead_of_his_name_leaves_a_candidate(town: Town, newcomer: Handset) -> None:
    asks_to_join(newcomer).presses("1").presses("1").hangs_up()

    assert [each.standing for each in behind(town, NEWCOMER)] == [Standing.CANDIDATE]


def test_silence_at_every_step_leaves_nothing(town: Town, newcomer: Handset) -> None:
    newcomer.dials().presses("3").listens_to_the_end()
    asks_to_join(newcomer).listens_to_the_end()

    assert behind(town, NEWCOMER) == []


@pytest.mark.parametrize("typed", ["99", "0", "123456789", "1*2"])
def test_a_partnership_that_does_not_exist_is_asked_again(newcomer: Handset, typed: str) -> None:
    newcomer.dials().presses("3").types(typed).hears("Aucun partenariat").types("12").hears("PLP Les Tilleuls")


def test_a_hidden_number_is_told_why_it_cannot_join(town: Town, newcomer: Handset) -> None:
    newcomer.dials(showing="anonymous").presses("3").hears("numéro est caché")


def test_a_number_that_cannot_be_rung_is_refused(town: Town, eva: Handset) -> None:
    asks_to_join(town.phone("+33612345678")).presses("1").hears("ne pouvons pas noter")

    assert behind(town, "+33612345678") == []


def test_asked_again_it_is_the_same_candidate_and_the_coordinator_is_told_once(town: Town, newcomer: Handset) -> None:
    joins(newcomer)
    [first] = behind(town, NEWCOMER)

    with town.ports.store.read() as book:
        assert book.people.members("tilleuls")[-1].id == first.id
    newcomer.dials().hears("attend encore une réponse")

    assert behind(town, NEWCOMER) == [first]


def test_the_same_key_five_times_makes_one_candidate(town: Town, newcomer: Handset) -> None:
    asks_to_join(newcomer).presses("1").presses("3")

    assert len({newcomer.asks_again() for _ in range(5)}) == 1
    assert len(behind(town, NEWCOMER)) == 1


# ------------------------------------------------------------------------------------ answering


def test_the_coordinator_hears_number_and_name_and_accepts(town: Town, eva: Handset, newcomer: Handset) -> None:
    joins(newcomer)
    town.works()

    as_coordinator(eva).hears("Candidats qui attendent : 1").presses("1")
    eva.hears("0 4 7 9, 0 0, 0 0, 2 1", "Il a dit son nom", "voice-REname").presses("1").hears("Accepté")

    [member] = behind(town, NEWCOMER)
    assert member.state_at(town.clock.now()) is MemberState.ACTIVE
    town.works()
    assert "bienvenue" in newcomer.letter.body
    town.launches()
    assert town.texted().count(NEWCOMER) == 2


def test_a_candidate_who_is_refused_gets_nothing(town: Town, eva: Handset, newcomer: Handset) -> None:
    joins(newcomer)
    as_coordinator(eva).presses("1").presses("2").hears("Refusé").waits().hears("Aucun candidat")

    town.works()
    town.launches()

    assert NEWCOMER not in town.texted() + town.rung()
    assert [each.standing for each in behind(town, NEWCOMER)] == [Standing.LEFT]


def test_the_next_candidate_comes_with_three(town: Town, eva: Handset, newcomer: Handset) -> None:
    joins(newcomer)
    asks_to_join(town.phone(LANDLINE)).presses("1").waits()

    as_coordinator(eva).presses("1").hears("Candidat 1").presses("3").hears("Candidat 2", "n'a pas dit son nom")

    eva.presses("3").hears("Candidat 1")


def test_whoever_is_no_coordinator_is_led_back(town: Town) -> None:
    town.has("Ana", "+32479000001", card="73650184")

    town.phone("+32479000001").dials().presses("4").presses("3").hears("réglages").does_not_hear("Candidats")


def test_the_coordinators_number_alone_proves_nothing(town: Town, eva: Handset) -> None:
    as_coordinator(eva, "11111111").hears("pas le bon").presses("22222222").presses("33333333")

    eva.hears("fermé pour quinze minutes").does_not_hear("Candidats")


def test_another_members_card_does_not_make_a_coordinator(town: Town, eva: Handset) -> None:
    town.has("Ana", "+32479000001", card="73650184")

    as_coordinator(eva, "73650184").hears("pas le bon")


def test_a_candidate_answered_meanwhile_is_left_alone(town: Town, eva: Handset, newcomer: Handset) -> None:
    joins(newcomer)
    as_coordinator(eva).presses("1")
    [candidate] = behind(town, NEWCOMER)
    accept_candidate(town.ports, candidate.id, by="claes", name="Fien", source=Source.KEYBOARD)

    eva.presses("2").hears("déjà répondu")

    [member] = behind(town, NEWCOMER)
    assert (member.standing, member.name) == (Standing.ACTIVE, "Fien")


def test_nobody_else_may_accept_or_refuse(town: Town, eva: Handset, newcomer: Handset) -> None:
    joins(newcomer)
    [candidate] = behind(town, NEWCOMER)

    for by in ("wouters", "member-Nobody"):
        with pytest.raises(NotAllowed):
            accept_candidate(town.ports, candidate.id, by=by, source=Source.KEYBOARD)
        with pytest.raises(NotAllowed):
            refuse_candidate(town.ports, candidate.id, by=by, source=Source.KEYBOARD)


def test_who_left_may_ask_to_come_back(town: Town, newcomer: Handset) -> None:
    joins(newcomer)
    [candidate] = behind(town, NEWCOMER)
    with town.ports.store.write() as book:
        book.people.save_members([replace(candidate, standing=Standing.LEFT, consent_on=None)])

    newcomer.dials().presses("3").types("12").presses("1").presses("1").presses("2")

    [again] = behind(town, NEWCOMER)
    assert (again.id, again.standing, again.wish) == (candidate.id, Standing.CANDIDATE, Wish.SMS)


def test_a_number_that_asks_too_often_is_refused_for_the_day(town: Town, newcomer: Handset) -> None:
    for _ in range(4):
        newcomer.dials().presses("3").types("12").presses("1").presses("1").presses("2")
        for each in behind(town, NEWCOMER):
            refuse_candidate(town.ports, each.id, by="claes", source=Source.KEYBOARD)

    newcomer.hears("ne pouvons pas noter")
