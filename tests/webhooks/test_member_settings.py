"""A member changes his settings by telephone: each is read back, kept with its source, and holds at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Final
from plp.errors import BadInput
from plp.language import Language
from plp.member import Channel, Hours, Member, MemberState, Source, Standing, Wish
from plp.outcome import By
from services.change_settings import change_settings
from services.pause_member import pause_member
from tests.fakes.town import CLAES_PHONE, Handset, Town
from webhooks.settings_effects import day_ahead

HOME, MOBILE, OTHER = "+3222000001", "+32479000001", "+32479000009"
CARD, BENS_CARD = "48219357", "73650184"


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", MOBILE, card=CARD)
    return town.phone(MOBILE)


@pytest.fixture
def home(town: Town) -> Handset:
    town.has("Ana", HOME, card=CARD)
    return town.phone(HOME)


def now_is(town: Town, name: str) -> Member:
    with town.ports.store.read() as book:
        return book.people.member(f"member-{name}")


def consents(town: Town, name: str) -> list[tuple[Channel, bool, Source]]:
    with town.ports.store.read() as book:
        return [(each.channel, each.given, each.source) for each in book.reports.consents(f"member-{name}")]


def settings(phone: Handset) -> Handset:
    return phone.dials().presses("4").hears("réglages").presses("2")


# ----------------------------------------------------------------------------- who is let in


def test_whoever_is_alone_behind_his_number_is_let_in_without_a_card(ana: Handset) -> None:
    settings(ana).hears("Vos réglages", "appuyez sur le 4")


def test_of_several_behind_one_number_the_card_tells_who_it_is(town: Town, home: Handset) -> None:
    town.has("Ben", HOME, card=BENS_CARD, language=Language.NL)

    settings(home).hears("formez les huit chiffres", "acht cijfers").presses(BENS_CARD).hears("Uw instellingen")
    home.presses("1").presses("1").hears("en français")

    assert now_is(town, "Ben").language is Language.FR
    assert now_is(town, "Ana").language is Language.FR


def test_three_wrong_cards_close_this_way_in_for_a_quarter_of_an_hour(town: Town, home: Handset) -> None:
    town.has("Ben", HOME, card=BENS_CARD)
    settings(home).presses("11111111").hears("pas le bon").presses("22222222").presses("33333333")

    home.hears("Trois numéros de carte faux").does_not_hear("Vos réglages")
    settings(home).hears("fermé pour quinze minutes")
    town.passes(minutes=16)
    settings(home).presses(CARD).hears("Vos réglages")


def test_one_person_on_three_lists_changes_them_together(town: Town, ana: Handset) -> None:
    orchard = town.has("Verger", MOBILE, partnership="verger")
    with town.ports.store.write() as book:
        book.people.save_members([replace(orchard, name="ANA")])

    settings(ana).presses("3").presses("2").hears("le matin")

    assert now_is(town, "Ana").hours is now_is(town, "Verger").hours is Hours.MORNINGS


def test_an_officer_who_is_a_member_too_has_settings_of_his_own(town: Town) -> None:
    town.has("Claes", CLAES_PHONE)

    officer = town.phone(CLAES_PHONE).dials()
    while "Votre code" in officer.said:
        officer.waits()

    officer.presses("4").presses("2").hears("Vos réglages")


# ------------------------------------------------------------------- language, channel, hours


def test_a_new_language_is_spoken_at_once_and_kept(town: Town, ana: Handset) -> None:
    settings(ana).presses("1").hears("Pour le français", "Voor het Nederlands drukt u op 2", "For English, press 4")

    ana.presses("2").hears("spreken voortaan Nederlands").waits().hears("Uw instellingen")

    assert now_is(town, "Ana").language is Language.NL


def test_of_several_digits_at_a_choice_the_first_one_counts(town: Town, ana: Handset) -> None:
    settings(ana).presses("2").presses("1#")
    settings(ana).presses("3").presses("22")
    settings(ana).presses("1").presses("29")

    assert now_is(town, "Ana").language is Language.NL
    assert now_is(town, "Ana").wish is Wish.VOICE
    assert now_is(town, "Ana").hours is Hours.MORNINGS


def test_who_wants_no_text_any_more_is_rung_instead_also_by_a_cascade_under_way(town: Town, ana: Handset) -> None:
    cascade = town.launches(placing=False)

    settings(ana).presses("2").presses("1").hears("sans message écrit")
    town.works()

    assert (town.texted(), town.rung()) == ([], [MOBILE])
    assert By.SMS not in {each.by for each in town.attempts("Ana", cascade)}
    assert now_is(town, "Ana").wish is Wish.VOICE
    assert consents(town, "Ana") == [
        (Channel.VOICE, True, Source.PHONE),
        (Channel.SMS, False, Source.PHONE),
    ]


def test_who_wants_texts_again_gets_them(town: Town, ana: Handset) -> None:
    settings(ana).presses("2").presses("1")
    settings(ana).presses("2").presses("2").hears("un appel s'il n'arrive pas")

    town.launches()

    assert (town.texted(), now_is(town, "Ana").texts_ended_at) == ([MOBILE], None)
    assert consents(town, "Ana")[-1] == (Channel.SMS, True, Source.PHONE)


def test_a_landline_is_told_that_only_calls_are_possible(town: Town, home: Handset) -> None:
    settings(home).presses("2").hears("ligne est fixe").does_not_hear("appuyez sur le 2")

    assert now_is(town, "Ana").wish is Wish.AUTO


def test_hours_chosen_now_put_off_what_is_owed_and_not_urgent(town: Town, ana: Handset) -> None:
    town.clock.moment = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    town.launches(Kind.PREVENTION, placing=False)

    settings(ana).presses("3").presses("2").hears("Nous vous appellerons le matin", "à toute heure").hangs_up()
    town.works()

    assert town.texted() == []
    assert town.delivery("Ana").due_at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    town.launches(Kind.URGENT)
    assert town.texted() == [MOBILE]


def test_a_key_that_is_no_choice_changes_nothing(town: Town, ana: Handset) -> None:
    before = now_is(town, "Ana")

    settings(ana).presses("7").hears("ne fait rien ici").presses("2").presses("88").waits().waits()

    assert now_is(town, "Ana") == before


# --------------------------------------------------------------------------------------- pause


def test_a_pause_of_two_weeks_is_read_back_and_holds(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("1").hears("pas même un message urgent").presses("2").hears(
        "reprennent le 16 mars"
    )

    town.launches()

    assert (town.texted(), town.rung()) == ([], [])
    assert town.delivery("Ana").why == "paused until 2026-03-16"
    town.passes(days=15)
    assert now_is(town, "Ana").state_at(town.clock.now()) is MemberState.ACTIVE


def test_a_pause_until_a_typed_date_ends_at_its_midnight(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("1").presses("4").hears("deux chiffres pour le mois")

    ana.presses("3102").hears("n'existe pas").presses("0108").hears("reprennent le 1er aout")

    assert now_is(town, "Ana").paused_until == datetime(2026, 7, 31, 22, 0, tzinfo=UTC)


def test_who_is_paused_is_told_so_and_may_come_back(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("1").presses("1")

    settings(ana).presses("4").presses("1").hears("Vous êtes en pause", "le 9 mars").presses("1").hears("finie")

    assert now_is(town, "Ana").paused_until is None


def test_a_pause_stops_what_is_under_way_and_is_confirmed_where_the_number_is_registered(
    town: Town, ana: Handset
) -> None:
    cascade = town.launches()
    ana.text_is("sent")

    settings(ana).presses("4").presses("1").presses("1").hangs_up()

    assert town.delivery("Ana", cascade).final is Final.EXCLUDED
    town.passes(minutes=6)
    assert town.rung() == []
    assert "vos messages sont en pause" in ana.letter.body


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("1507", date(2026, 7, 15)),
        ("0103", date(2027, 3, 1)),
        ("0203", date(2027, 3, 2)),
        ("2902", None),
        ("3113", None),
        ("0000", None),
        ("12*4", None),
        ("123", None),
    ],
)
def test_a_typed_date_is_the_next_one_there_is(digits: str, day: date | None) -> None:
    assert day_ahead(digits, date(2026, 3, 2)) == day


# ------------------------------------------------------------------------------------ password


def test_the_password_is_heard_after_own_number_and_card(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("2").does_not_hear("tournesol").hears("huit chiffres")

    ana.presses(CARD).hears("Votre mot de passe est : tournesol0", "coordinateur")


def test_from_another_telephone_the_password_is_not_said(town: Town, ana: Handset) -> None:
    stranger = town.phone(OTHER).dials().presses("1").presses(CARD)

    stranger.presses("4").presses("2").hears("Vos réglages").presses("4").presses("2")

    stranger.hears("à votre propre téléphone").does_not_hear("tournesol")


# --------------------------------------------------------------------------------------- leave


def test_leaving_asks_twice_and_the_second_time_by_another_key(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("3").hears("quitter : PLP Les Tilleuls").presses("2")
    ana.hears("vraiment").presses("2").hears("ne fait rien")
    assert now_is(town, "Ana").standing is Standing.ACTIVE

    ana.presses("3").hears("vous avez quitté", "Pour revenir")

    assert ana.has_been_hung_up
    assert now_is(town, "Ana").standing is Standing.LEFT
    assert consents(town, "Ana") == [(Channel.MEMBERSHIP, False, Source.PHONE)]


def test_who_leaves_is_rung_no_more_and_the_coordinator_learns_of_it(town: Town, ana: Handset) -> None:
    town.has("Eva", OTHER, role="coordinator")
    cascade = town.launches()

    settings(ana).presses("4").presses("3").presses("2").presses("3")
    town.passes(minutes=4)

    assert town.delivery("Ana", cascade).final is Final.EXCLUDED
    assert MOBILE not in town.rung()
    bodies = [order.body for order in town.carrier.text_orders if order.to == OTHER]
    assert any("un membre a quitté" in body for body in bodies)
    town.passes(minutes=5)
    assert "vous avez quitté" in ana.letter.body


def test_hanging_up_before_the_last_key_leaves_him_a_member(town: Town, ana: Handset) -> None:
    settings(ana).presses("4").presses("3").presses("2").waits().hangs_up()

    assert now_is(town, "Ana").standing is Standing.ACTIVE
    assert consents(town, "Ana") == []


def test_the_same_key_sent_again_does_nothing_twice(town: Town, ana: Handset) -> None:
    town.has("Eva", OTHER, role="coordinator")
    settings(ana).presses("4").presses("3").presses("2").presses("3")

    answers = {ana.asks_again() for _ in range(5)}
    town.works()

    assert len(answers) == 1
    assert len(consents(town, "Ana")) == 1
    assert town.texted().count(OTHER) == 1


def test_texts_to_a_landline_are_refused_from_anywhere(town: Town, home: Handset) -> None:
    with pytest.raises(BadInput, match="landline"):
        change_settings(town.ports, "member-Ana", source=Source.KEYBOARD, wish=Wish.SMS)


def test_silence_leads_nowhere_but_out(town: Town, ana: Handset) -> None:
    before = now_is(town, "Ana")

    settings(ana).listens_to_the_end()

    assert now_is(town, "Ana") == before


def test_a_pause_cannot_be_longer_than_a_year(town: Town, ana: Handset) -> None:
    with pytest.raises(BadInput, match="within a year"):
        pause_member(town.ports, "member-Ana", town.clock.now() + timedelta(days=400), source=Source.KEYBOARD)
