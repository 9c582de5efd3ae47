"""Free words by SMS: a reply to what is open, else a report with a receipt; nothing odd breaks anything."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.member import Standing
from plp.outcome import By
from plp.report import Report
from services.answer_member import ANSWERS_WITHIN
from services.receive_text import receive_text
from tests.fakes.town import CLAES_PHONE, ZONE_TEXTS, Handset, Town

ANA = "+32479000001"


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", ANA, wish="sms")
    return town.phone(ANA)


def reports(town: Town) -> list[Report]:
    with town.ports.store.read() as book:
        return book.reports.reports()


def kept(town: Town, alert: str) -> list[str]:
    with town.ports.store.read() as book:
        return [text.body for text in book.conversations.texts_of_alert(alert)]


def test_with_nothing_open_free_words_are_a_report_with_a_receipt_and_an_officer_is_rung(
    town: Town, ana: Handset
) -> None:
    answer = ana.sends("Une camionnette blanche tourne dans la rue.")
    town.works()

    assert answer == (
        "Police: signalement 1 noté pour PLP Les Tilleuls. Nous vous répondrons. En danger, appelez le 101."
    )
    [report] = reports(town)
    assert (report.member, report.by, report.sender) == ("member-Ana", By.SMS, ANA)
    assert report.text == "Une camionnette blanche tourne dans la rue."
    assert town.rung() == [CLAES_PHONE]


def test_stop_and_something_else_is_a_report(town: Town, ana: Handset) -> None:
    ana.sends("stop, j'ai vu la voiture")

    assert len(reports(town)) == 1
    with town.ports.store.read() as book:
        assert book.people.member("member-Ana").texts_ended_at is None


def test_while_a_message_is_open_free_words_are_kept_with_it_and_ring_nobody(town: Town, ana: Handset) -> None:
    cascade = town.launches()

    answer = ana.sends("Je la vois, elle est rouge")

    assert answer is not None
    assert "101" in answer
    assert kept(town, cascade.alert) == ["Je la vois, elle est rouge"]
    assert reports(town) == []


def test_once_a_message_is_closed_or_long_ago_free_words_are_news(town: Town, ana: Handset) -> None:
    town.launches(Kind.PREVENTION)
    ana.text_is("delivered")
    town.passes(hours=1)
    ana.sends("La voisine a été cambriolée")
    urgent = town.launches()
    town.clock.moment += ANSWERS_WITHIN + timedelta(minutes=1)

    ana.sends("Encore une voiture bizarre")

    assert [each.number for each in reports(town)] == [1, 2]
    assert kept(town, urgent.alert) == []


def test_the_same_sms_five_times_is_one_report(town: Town, ana: Handset) -> None:
    answers = {ana.sends("Au voleur", sid="SMsame") for _ in range(5)}

    assert len(answers) == 1
    assert len(reports(town)) == 1


def test_the_same_words_sent_twice_get_the_same_receipt(town: Town, ana: Handset) -> None:
    assert ana.sends("Au voleur") == ana.sends("Au  voleur\n")
    assert len(reports(town)) == 1
    town.passes(hours=2)
    ana.sends("Au voleur")
    assert len(reports(town)) == 2


@pytest.mark.parametrize("body", ["merci!", "👍", "🙏🙏", "?!", "Dank u", "non"])
def test_thanks_and_signs_without_a_word_ring_nobody(town: Town, ana: Handset, body: str) -> None:
    answer = ana.sends(body)

    assert answer == "Police: merci. Aucun message n'attend de réponse. En danger: 101."
    assert reports(town) == []


@pytest.mark.parametrize("body", ["", "   ", "\n\n", "\u200b"])
def test_an_empty_sms_is_told_what_can_be_written(town: Town, ana: Handset, body: str) -> None:
    answer = ana.sends(body)

    assert answer is not None
    assert "AIDE" in answer
    assert reports(town) == []


@pytest.mark.parametrize(
    ("body", "kept_as"),
    [
        ("x" * 1600, "x" * 1600),
        ("y" * 4000, "y" * 1600),
        ("Ils cassent tout 😱🔨", "Ils cassent tout 😱🔨"),
        ("ligne\r\nune\x07\x1b[31m\tdeux\x00", "ligne une [31m deux"),
        ("<Message>'; DROP TABLE members;--", "<Message>'; DROP TABLE members;--"),
    ],
)
def test_long_or_odd_words_are_kept_readable(town: Town, ana: Handset, body: str, kept_as: str) -> None:
    assert ana.sends(body) is not None

    assert [each.text for each in reports(town)] == [kept_as]


def test_a_picture_alone_is_told_that_nobody_sees_it(town: Town, ana: Handset) -> None:
    answer = ana.sends("", pictures=2) or ""

    assert "photos" in answer
    assert reports(town) == []


def test_a_picture_with_words_is_a_report_of_the_words(town: Town, ana: Handset) -> None:
    answer = ana.sends("Cette voiture", pictures=1) or ""

    assert "signalement 1" in answer
    assert "photos" in answer
    assert [each.text for each in reports(town)] == ["Cette voiture"]


def test_several_behind_one_telephone_make_one_report_of_the_owner(town: Town) -> None:
    town.has("Dan", "+32479000004", second_phone=ANA)
    town.has("Ana", ANA)

    town.phone(ANA).sends("Au voleur")

    assert [each.member for each in reports(town)] == ["member-Ana"]


def test_a_paused_member_and_an_officer_who_is_a_member_may_report(town: Town) -> None:
    town.has("Ana", ANA, paused_until=town.clock.now() + timedelta(days=3))
    town.has("Claes", CLAES_PHONE)

    assert "signalement 1" in (town.phone(ANA).sends("Au voleur") or "")
    assert "signalement 2" in (town.phone(CLAES_PHONE).sends("Au voleur") or "")


def test_a_candidate_rings_nobody(town: Town) -> None:
    town.has("Ana", ANA, standing=Standing.CANDIDATE)

    answer = town.phone(ANA).sends("Au voleur") or ""
    town.works()

    assert "attend un accord" in answer
    assert (reports(town), town.rung()) == ([], [])


def test_no_number_and_no_words_reach_the_log(town: Town, ana: Handset, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)

    ana.sends("Un secret au numéro 12")
    ana.sends("STOP")

    assert ANA not in caplog.text
    assert "secret" not in caplog.text


def test_the_same_sms_delivered_five_times_at_one_moment_is_one_report(any_town: Town) -> None:
    any_town.has("Ana", ANA, wish="sms")

    def deliver(_: int) -> str:
        return receive_text(any_town.ports, sid="SMsame", sender=ANA, body="Au voleur", to=ZONE_TEXTS)

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(deliver, range(5)))

    assert len(answers) == 1
    assert len(reports(any_town)) == 1
