"""Whoever lives there asks to join by SMS: consent first, then language and channel; nothing is sent until accepted."""

from __future__ import annotations

import pytest

from plp.cascade import Final
from plp.member import Channel, Member, MemberState, Role, Source, Standing, Wish
from services.accept_candidate import accept_candidate
from services.join_by_text import ANSWERS_TO_STRANGERS
from tests.fakes.town import FR, NL, Handset, Town

EVA, COORDINATOR = "+32479000001", "+32479000009"


@pytest.fixture
def eva(town: Town) -> Handset:
    return town.phone(EVA)


def candidates(town: Town) -> list[Member]:
    with town.ports.store.read() as book:
        return book.people.members_by_phone(EVA)


def test_from_the_first_word_to_the_first_message(town: Town, eva: Handset) -> None:
    town.has("Cor", COORDINATOR, role=Role.COORDINATOR)

    asked = eva.sends("BIN 12") or ""
    [noted] = candidates(town)
    assert (noted.standing, noted.language, noted.consent_on) == (Standing.CANDIDATE, NL, None)
    assert "BIN De Linden" in asked
    assert "antwoord JA en uw naam" in asked
    town.works()
    assert town.texted() == []

    settings = eva.sends("Ja, Eva Peeters") or ""
    assert "NL SMS" in settings
    noted_down = eva.sends("FR sms") or ""
    assert noted_down.startswith("Police: c'est noté, FR SMS.")
    town.works()
    assert town.texted() == [COORDINATOR]

    [candidate] = candidates(town)
    assert (candidate.name, candidate.language, candidate.wish) == ("Eva Peeters", FR, Wish.SMS)
    assert candidate.state_at(town.clock.now()) is MemberState.CANDIDATE
    assert len(candidate.card) == 8
    assert candidate.password
    with town.ports.store.read() as book:
        consents = book.reports.consents(candidate.id)
    assert {each.channel for each in consents if each.given} == {Channel.MEMBERSHIP, Channel.VOICE, Channel.SMS}
    assert {(each.source, each.at) for each in consents} == {(Source.TEXT, town.clock.now())}

    town.launches()
    assert EVA not in town.texted() + town.rung()
    accept_candidate(town.ports, candidate.id, by="claes", source=Source.KEYBOARD)
    town.launches()
    assert EVA in town.texted()


@pytest.mark.parametrize(("body", "language"), [("plp 12", "fr"), ("Bin.12", "nl"), ("NIN 12.", "de")])
def test_the_word_tells_the_language(town: Town, eva: Handset, body: str, language: str) -> None:
    eva.sends(body)

    assert [each.language for each in candidates(town)] == [language]


def test_asked_again_it_is_the_same_candidate_and_the_same_question(town: Town, eva: Handset) -> None:
    answers = {eva.sends("PLP 12", sid="SMsame") for _ in range(5)}

    assert len(answers) == 1
    assert eva.sends("plp12") in answers
    assert len(candidates(town)) == 1
    eva.sends("OUI")
    assert "attend un accord" in (eva.sends("PLP 12") or "")
    assert [each.consent_on is not None for each in candidates(town)] == [True]


def test_anything_but_a_yes_asks_again_and_nothing_is_written(town: Town, eva: Handset) -> None:
    eva.sends("PLP 12")

    assert "OUI et votre nom" in (eva.sends("C'est quoi?") or "")
    assert "JA en uw naam" in (eva.sends("NL SMS") or "")
    assert candidates(town)[0].consent_on is None


@pytest.mark.parametrize("word", ["NON", "stop", "nee", "Nein."])
def test_a_no_takes_the_request_back(town: Town, eva: Handset, word: str) -> None:
    eva.sends("PLP 12")
    eva.sends("OUI Eva")

    assert "retirée" in (eva.sends(word) or "")
    [gone] = candidates(town)
    assert (gone.standing, gone.name, gone.consent_on) == (Standing.LEFT, "", None)
    assert eva.sends("OUI Eva") is None


def test_an_unknown_partnership_is_answered_and_soon_no_more(town: Town, eva: Handset) -> None:
    answers = [eva.sends(f"PLP {number}") for number in range(90, 96)]

    assert [answer is not None for answer in answers] == [True] * ANSWERS_TO_STRANGERS + [False] * 3
    assert answers[0] == "Police: aucun partenariat n'a le numéro 90. Vérifiez-le et réessayez."
    assert candidates(town) == []


@pytest.mark.parametrize("sender", ["+3222000001", "+447700900123", "anonymous", "+32800"])
def test_a_number_that_cannot_get_texts_here_gets_nothing(town: Town, sender: str) -> None:
    assert Handset(town, sender).sends("PLP 12") is None

    with town.ports.store.read() as book:
        assert book.people.members("tilleuls") == []


def test_a_member_is_told_that_he_is_one_and_may_ask_elsewhere(town: Town, eva: Handset) -> None:
    town.has("Eva", EVA)

    assert eva.sends("PLP 12") == "Police: ce numéro fait déjà partie de PLP Les Tilleuls."
    assert "PLP Le Verger" in (eva.sends("PLP 13") or "")
    assert {(each.partnership, each.standing) for each in candidates(town)} == {
        ("tilleuls", Standing.ACTIVE),
        ("verger", Standing.CANDIDATE),
    }


def test_a_candidate_acknowledges_nothing_and_is_in_no_cascade(town: Town, eva: Handset) -> None:
    town.has("Ana", "+32479000002", wish="sms")
    eva.sends("PLP 12")
    eva.sends("OUI Eva")
    cascade = town.launches()

    eva.sends("OK")

    with town.ports.store.read() as book:
        [mine] = [each for each in book.cascades.deliveries(cascade.id) if each.member == candidates(town)[0].id]
    assert (mine.final, mine.acknowledged) == (Final.EXCLUDED, False)


def test_a_yes_with_a_number_that_was_never_asked_is_a_strangers(town: Town, eva: Handset) -> None:
    assert eva.sends("OUI Eva") is None
    assert candidates(town) == []
