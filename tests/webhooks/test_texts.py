"""Texts from members: what acknowledges, what is kept, what is answered, and that nothing breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Final
from services.receive_text import MOST_ANSWERS_A_DAY
from tests.fakes.town import ZONE_TEXTS, Handset, Town

ANA = "+32479000001"


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", ANA, wish="sms")
    return town.phone(ANA)


def kept(town: Town, alert: str) -> list[str]:
    with town.ports.store.read() as book:
        return [text.body for text in book.conversations.texts_of_alert(alert)]


@pytest.mark.parametrize(
    "words",
    ["OK", " ok ", "Ok...", "OK!", "OUI", "Oüi", "Ouí.", "ja", "JA ", "yes", "Yes.", "1", " 1. ", "\nOK\n", "OK…"],
)
def test_a_word_that_says_understood_acknowledges(town: Town, ana: Handset, words: str) -> None:
    town.launches()

    answer = ana.sends(words)

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    assert answer == "Police: merci, c'est noté. Vous avez compris le message 1."


@pytest.mark.parametrize(
    "words", ["OK j'ai vu la voiture", "ok?", "11", "non", "", "   ", "👍", "o k", "Ok ok", "x" * 1600]
)
def test_everything_else_is_kept_with_its_alert(town: Town, ana: Handset, words: str) -> None:
    cascade = town.launches()

    answer = ana.sends(words)

    assert town.delivery("Ana").final is None
    assert kept(town, cascade.alert) == [words]
    assert answer is not None
    assert "101" in answer


def test_a_carrier_of_the_older_words_is_understood(town: Town, ana: Handset) -> None:
    town.launches()
    order = ana.letter
    sid = town.carrier.sid_of(order.id)

    assert town.posts(order.status_url, SmsSid=sid, SmsStatus="delivered").status_code == 204
    assert town.outcomes("Ana") == ["delivered"]
    answer = town.posts("/sms/incoming", SmsSid="SMold", From=ANA, To=ZONE_TEXTS, Body="OK")

    assert "message 1" in answer.text
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


def test_the_same_text_twice_gets_the_same_answer_and_counts_once(town: Town, ana: Handset) -> None:
    cascade = town.launches()

    first, second = ana.sends("vu!", sid="SMsame"), ana.sends("vu!", sid="SMsame")

    assert first == second
    assert kept(town, cascade.alert) == ["vu!"]


def test_a_stranger_gets_nothing_that_costs(town: Town, ana: Handset) -> None:
    cascade = town.launches()

    assert town.phone("+32479999999").sends("OK") is None
    assert Handset(town, "anonymous").sends("OK") is None
    assert kept(town, cascade.alert) == []


def test_two_robots_do_not_answer_each_other_for_ever(town: Town, ana: Handset) -> None:
    town.launches()

    answers = [ana.sends(f"automatic answer {number}") for number in range(MOST_ANSWERS_A_DAY + 3)]

    assert answers.count(None) == 3
    assert ana.sends("OK") is None
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


def test_whoever_tries_every_word_on_one_day_is_answered_each_time(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    any_town.launches()

    words = ["OK", "OUI", "JA", "YES", "1", "STOP", "START", "INFO", "AIDE", "HULP", "HILFE", "HELP"]
    unanswered = [word for word in [*words, "merci", "au voleur!"] if any_town.phone(ANA).sends(word) is None]

    assert unanswered == []


def test_an_answer_without_an_open_message_is_thanked(ana: Handset) -> None:
    answer = ana.sends("OK")

    assert answer is not None
    assert "Aucun message" in answer


def test_an_answer_goes_to_the_message_that_was_sent_not_to_the_one_about_to_leave(town: Town, ana: Handset) -> None:
    first = town.launches(Kind.PREVENTION)
    town.clock.sleep(timedelta(minutes=20))
    second = town.launches(placing=False)

    ana.sends("OK")

    assert town.delivery("Ana", first).final is Final.ACKNOWLEDGED
    assert town.delivery("Ana", second).final is None


def test_a_member_who_was_excluded_acknowledges_nothing(town: Town) -> None:
    town.has("Cid", ANA, consent_on=None)
    cascade = town.launches()

    town.phone(ANA).sends("OK")

    assert not town.delivery("Cid").acknowledged
    assert town.tally(cascade).acknowledged == 0


def test_two_members_with_one_mobile_both_understood(town: Town, ana: Handset) -> None:
    town.has("Ben", ANA, wish="sms")
    town.launches()

    ana.sends("ok")

    assert {town.delivery(name).final for name in ("Ana", "Ben")} == {Final.ACKNOWLEDGED}
