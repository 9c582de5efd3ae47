"""What a member may write: an answer that names its message, the message again, help, stop and start."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Final
from plp.errors import CarrierRefused
from plp.fault import Fault
from plp.language import Language
from plp.member import Channel, Member, Role, Route, Source, Standing
from services.accept_candidate import accept_candidate
from services.pause_member import pause_member
from services.receive_text import MOST_REPEATS_AN_HOUR
from tests.fakes.town import NL, Handset, Town

ANA, COORDINATOR = "+32479000001", "+32479000009"


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", ANA, wish="sms")
    return town.phone(ANA)


def member(town: Town, name: str) -> Member:
    with town.ports.store.read() as book:
        return book.people.member(f"member-{name}")


def finals(town: Town, name: str) -> dict[str, Final | None]:
    return {cascade.alert: town.delivery(name, cascade).final for cascade in town.cascades()}


def two_open(town: Town) -> tuple[str, str]:
    first = town.launches()
    town.passes(minutes=1)
    return first.alert, town.launches().alert


# ------------------------------------------------------------------------------------------ understood


def test_with_two_messages_open_the_newest_is_understood_and_the_other_is_named(town: Town, ana: Handset) -> None:
    first, second = two_open(town)

    answer = ana.sends("ok")

    assert answer == "Police: merci, message 2 compris. Le message 1 attend aussi. Compris? Répondez OK 1."
    assert finals(town, "Ana") == {first: None, second: Final.ACKNOWLEDGED}


def test_the_number_in_the_answer_tells_which_one(town: Town, ana: Handset) -> None:
    first, second = two_open(town)

    assert "message 1 compris" in (ana.sends("Oui, message 1.") or "")
    assert finals(town, "Ana") == {first: Final.ACKNOWLEDGED, second: None}
    assert ana.sends("OK 2") == "Police: merci, c'est noté. Vous avez compris le message 2."
    assert finals(town, "Ana") == {first: Final.ACKNOWLEDGED, second: Final.ACKNOWLEDGED}


def test_a_number_that_no_message_has_acknowledges_nothing(town: Town, ana: Handset) -> None:
    cascade = town.launches()

    answer = ana.sends("OK 14")

    assert answer is not None
    assert "message 14" in answer
    assert town.delivery("Ana", cascade).final is None


def test_a_second_ok_is_for_the_newest_again_and_not_for_one_never_read(town: Town, ana: Handset) -> None:
    first, second = two_open(town)

    ana.sends("ok")
    ana.sends("ok")

    assert finals(town, "Ana") == {first: None, second: Final.ACKNOWLEDGED}


# --------------------------------------------------------------------------------- info, help, nothing


def test_info_says_the_message_again_and_acknowledges_nothing(town: Town, ana: Handset) -> None:
    town.launches()

    assert (
        ana.sends("Info") == "Police PLP Les Tilleuls: Une camionnette blanche rôde. Message 1. Compris? Répondez OK."
    )
    assert town.delivery("Ana").final is None


def test_info_with_a_number_says_that_one(town: Town, ana: Handset) -> None:
    town.launches(texts={"fr": "Premier.", "nl": "Eerste."})
    town.passes(minutes=1)
    town.launches(texts={"fr": "Second.", "nl": "Tweede."})

    assert "Premier." in (ana.sends("INFO 1") or "")
    assert "Second." in (ana.sends("info") or "")


def test_info_without_a_message_says_so(ana: Handset) -> None:
    assert ana.sends("info") == "Police: il n'y a pas de message pour vous. En danger: 101."


@pytest.mark.parametrize(("word", "language"), [("AIDE", "fr"), ("hulp!", "nl"), ("Hilfe", "de"), ("help", "en")])
def test_help_tells_what_one_can_write_in_the_members_language(town: Town, word: str, language: str) -> None:
    town.has("Eva", ANA, language=language)

    answer = town.phone(ANA).sends(word) or ""

    assert all(each in answer for each in ("OK", "INFO", "STOP", "101"))


# ------------------------------------------------------------------------------------- stop and start


@pytest.mark.parametrize("word", ["STOP", "Désinscrire.", "afmelden", "END"])
def test_stop_ends_texts_only_and_says_how_to_come_back(town: Town, ana: Handset, word: str) -> None:
    answer = ana.sends(word) or ""

    assert "START" in answer
    assert "+3226100100" in answer
    now = member(town, "Ana")
    assert (now.route, now.standing) == (Route.VOICE, Standing.ACTIVE)
    town.launches()
    assert town.rung() == [ANA]
    assert ANA not in town.texted()


def test_stop_turns_what_is_owed_into_a_call_and_the_coordinator_is_told(town: Town, ana: Handset) -> None:
    town.has("Cor", COORDINATOR, role=Role.COORDINATOR, wish="sms")
    town.launches(placing=False)

    ana.sends("stop")
    town.works()

    assert ANA in town.rung()
    assert ANA not in town.texted()
    assert any("plus de messages" in order.body for order in town.carrier.text_orders if order.to == COORDINATOR)


def test_start_brings_the_texts_back_and_both_are_written_with_time_and_source(town: Town, ana: Handset) -> None:
    ana.sends("stop")
    town.passes(days=2)

    answer = ana.sends("Start") or ""

    assert "STOP" in answer
    assert member(town, "Ana").texts_ended_at is None
    with town.ports.store.read() as book:
        said = [each for each in book.reports.consents("member-Ana") if each.channel is Channel.SMS]
    assert [(each.given, each.source) for each in said] == [(False, Source.TEXT), (True, Source.TEXT)]
    assert said[1].at - said[0].at == timedelta(days=2)


def test_start_ends_a_pause(any_town: Town) -> None:
    town = any_town
    town.has("Ana", ANA, wish="sms")
    pause_member(town.ports, "member-Ana", town.clock.now() + timedelta(days=5), source=Source.KEYBOARD)

    answer = town.phone(ANA).sends("START") or ""

    assert "nos SMS" in answer
    assert member(town, "Ana").paused_until is None
    town.launches()
    assert town.texted() == [ANA]


def test_start_gives_no_consent_and_says_so(any_town: Town) -> None:
    town = any_town
    until = town.clock.now() + timedelta(days=5)
    town.has("Ana", ANA, wish="sms", consent_on=None, paused_until=until)

    answer = town.phone(ANA).sends("start") or ""

    assert "votre accord" in answer
    assert "+3226100100" in answer
    town.launches()
    assert town.delivery("Ana").why == "no consent on record"


def test_start_ends_the_pause_of_nobody_who_is_only_rung_there(town: Town, ana: Handset) -> None:
    until = town.clock.now() + timedelta(days=5)
    town.has("Dan", "+32479000004", second_phone=ANA, paused_until=until)

    ana.sends("start")

    assert member(town, "Dan").paused_until == until


def test_from_a_second_telephone_start_ends_a_pause_and_promises_no_texts(town: Town) -> None:
    town.has("Bob", "+3222000001", second_phone=ANA, paused_until=town.clock.now() + timedelta(days=5))

    answers = [town.phone(ANA).sends(word) or "" for word in ("START", "Start.")]

    assert "votre pause est finie, nous vous appellerons" in answers[0]
    assert "ne vont pas par SMS à ce numéro" in answers[1]
    assert member(town, "Bob").paused_until is None


def test_stop_from_a_second_telephone_changes_nothing_and_says_so(town: Town) -> None:
    town.has("Dan", "+32479000004", wish="sms", second_phone=ANA)

    answer = town.phone(ANA).sends("STOP") or ""

    assert "ne vont pas par SMS à ce numéro" in answer
    assert "+3226100100" in answer
    assert member(town, "Dan").texts_ended_at is None


@pytest.mark.parametrize(
    ("language", "joins"), [("fr", "PLP 12"), ("nl", "BIN 12"), ("de", "NIN 12"), ("en", "PLP 12")]
)
def test_whoever_left_and_writes_start_is_told_how_to_ask_to_come_back(
    any_town: Town, language: Language, joins: str
) -> None:
    town = any_town
    town.has("Ana", ANA, standing=Standing.LEFT, consent_on=None, language=language)

    answer = town.phone(ANA).sends("START") or ""

    assert joins in answer
    assert "+3226100100" in answer
    assert member(town, "Ana").standing is Standing.LEFT
    assert town.phone(ANA).sends(joins) is not None
    assert member(town, "Ana").standing is Standing.CANDIDATE


def test_stop_five_times_changes_nothing_more(town: Town, ana: Handset) -> None:
    answers = {ana.sends("STOP", sid="SMsame") for _ in range(5)}
    ana.sends("STOP")

    assert len(answers) == 1
    with town.ports.store.read() as book:
        assert len(book.reports.consents("member-Ana")) == 1


def test_stop_concerns_whoever_is_texted_there_not_whoever_is_only_rung_there(town: Town, ana: Handset) -> None:
    town.has("Ben", ANA, wish="sms")
    town.has("Dan", "+32479000004", wish="sms", second_phone=ANA)

    ana.sends("stop")

    assert [member(town, name).texts_ended_at is None for name in ("Ana", "Ben", "Dan")] == [False, False, True]


@pytest.mark.parametrize("refused", ["at once", "later"])
def test_the_carriers_own_stop_moves_a_member_to_voice_and_tells_the_coordinator(
    town: Town, ana: Handset, refused: str
) -> None:
    town.has("Cor", COORDINATOR, role=Role.COORDINATOR, wish="sms")
    if refused == "at once":
        town.carrier.fails(ANA, CarrierRefused(21610, Fault.PERSON))

    cascade = town.launches()
    if refused == "later":
        ana.text_is("failed", code=21610)
    town.works()

    assert member(town, "Ana").route is Route.VOICE
    assert town.rung() == [ANA]
    assert town.delivery("Ana", cascade).final is None
    with town.ports.store.read() as book:
        [said] = book.reports.consents("member-Ana")
    assert (said.channel, said.given, said.source) == (Channel.SMS, False, Source.CARRIER)
    assert len([order for order in town.carrier.text_orders if order.to == COORDINATOR]) == 2
    ana.answers().waits().presses("1")
    assert town.delivery("Ana", cascade).final is Final.ACKNOWLEDGED


def test_a_notice_refused_for_the_same_reason_is_said_by_telephone(town: Town) -> None:
    town.has("Ana", ANA, wish="sms", standing=Standing.CANDIDATE)
    town.carrier.fails(ANA, CarrierRefused(21610, Fault.PERSON))
    accept_candidate(town.ports, "member-Ana", by="claes", source=Source.KEYBOARD)
    town.works()
    town.works()

    assert town.rung() == [ANA]
    assert member(town, "Ana").route is Route.VOICE


# ------------------------------------------------------------------------------------ who it is, and loops


def test_a_telephone_that_answers_by_itself_is_answered_three_times_an_hour(town: Town, ana: Handset) -> None:
    town.launches()

    answers = [ana.sends("Je suis en congé.") for _ in range(MOST_REPEATS_AN_HOUR + 2)]
    town.passes(minutes=61)

    assert [answer is None for answer in answers] == [False, False, False, True, True]
    assert ana.sends("Je suis en congé.") is not None


def test_a_word_repeated_has_its_effect_even_unanswered(town: Town, ana: Handset) -> None:
    for _ in range(MOST_REPEATS_AN_HOUR):
        ana.sends("ok")
    town.launches()

    assert ana.sends("ok") is None
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


def test_a_paused_member_may_answer_and_stays_paused(town: Town, ana: Handset) -> None:
    until = town.clock.now() + timedelta(days=7)
    town.launches()
    with town.ports.store.write() as book:
        book.people.save_members([replace(member(town, "Ana"), paused_until=until)])

    assert "message 1" in (ana.sends("ok") or "")
    assert member(town, "Ana").paused_until == until


def test_whoever_left_is_a_stranger(town: Town) -> None:
    town.has("Ana", ANA, standing=Standing.LEFT, consent_on=None)
    town.has("Dan", "+32479000004", standing=Standing.LEFT, consent_on=None, second_phone="+32479000005")

    assert [town.phone(ANA).sends(body) for body in ("OK", "STOP", "INFO", "au voleur")] == [None] * 4
    assert town.phone("+32479000005").sends("START") is None
    with town.ports.store.read() as book:
        assert book.reports.reports() == []


def test_a_member_of_several_partnerships_is_one_telephone(town: Town, ana: Handset) -> None:
    town.has("Ana bis", ANA, partnership="verger", language=NL, wish="sms")
    elsewhere = town.launches(Kind.TEST, partnership="verger")
    town.passes(minutes=1)
    cascade = town.launches()

    assert "message 1" in (ana.sends("ok") or "")
    assert town.delivery("Ana", cascade).final is Final.ACKNOWLEDGED
    assert town.delivery("Ana bis", elsewhere).final is None
    assert "bericht 1" in (ana.sends("ok 1") or "")
    assert town.delivery("Ana bis", elsewhere).final is Final.ACKNOWLEDGED
    ana.sends("stop")
    assert member(town, "Ana bis").route is Route.VOICE
