"""The officer's call: who he is, what he launches, how he confirms, and what he can still take back."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from plp.alert import Kind
from plp.errand import ErrandState
from plp.member import Source
from plp.tariff import Budget
from services.launch_alert import launch_alert
from services.pause_member import pause_member
from services.unlock_officer import unlock_officer
from services.validate_alert import validate_alert
from services.words import reading
from tests.fakes.town import (
    CLAES_PHONE,
    CODES,
    NL,
    OUTSIDER_PHONE,
    SUBSTITUTE_PHONE,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)
from webhooks.officer_effects import CANCEL_WINDOW

ANA, STRANGER = "+32479000001", "+32479999999"
RIGHT = f"{CODES['claes']}#"


@pytest.fixture
def claes(town: Town) -> Handset:
    """Claes at her own telephone; Ana lives here."""
    town.has("Ana", ANA, wish="voice")
    return town.phone(CLAES_PHONE)


def at_the_menu(phone: Handset, officer: str = "claes") -> Handset:
    return phone.dials().hears("Votre code").types(f"{CODES[officer]}#").hears("Pour lancer un message")


def before_the_digits(phone: Handset, officer: str = "claes", partnership: str = "12#") -> Handset:
    """A prepared message, chosen and read back."""
    return at_the_menu(phone, officer).presses("1").types(partnership).presses("1").hears("formez ces deux chiffres")


# -------------------------------------------------------------------------------------- launching


def test_a_prepared_message_is_launched_with_a_code_a_number_and_two_digits(town: Town, claes: Handset) -> None:
    alert = town.drafts()
    town.has("Ben", "+3222000001")

    at_the_menu(claes).presses("1").hears("numéro du partenariat")
    claes.types("12#").hears("PLP Les Tilleuls", "2 membres, dont 1 sur ligne fixe", "camionnette", "appuyez sur le 1")
    claes.presses("1").hears("Message urgent", "2 membres", "camionnette")
    assert len(claes.pair) == 2
    assert claes.pair[0] != claes.pair[1]
    gather = claes.twiml.find("Gather")
    assert gather is not None
    assert (gather.attrib["numDigits"], gather.attrib["finishOnKey"]) == ("2", "")
    claes.presses(claes.pair).hears("C'est lancé", "quinze secondes")

    [cascade] = town.cascades()
    assert cascade.alert == alert.id
    assert cascade.due_from == town.clock.now() + timedelta(seconds=15) == town.clock.now() + CANCEL_WINDOW
    assert town.history(alert.id) == ["drafted", "validated", "launched"]
    town.works()
    assert town.rung() == []
    town.passes(seconds=15)
    assert sorted(town.rung()) == ["+3222000001", ANA]


def test_a_partnership_of_one_is_told_as_one(town: Town, claes: Handset) -> None:
    town.drafts()

    at_the_menu(claes).presses("1").types("12#").hears("Les Tilleuls. Un membre, dont 0 sur ligne fixe")
    claes.presses("1").hears("Un membre, dont 0 sur ligne fixe").presses(claes.pair).hears("C'est lancé").hangs_up()
    claes.dials().types(RIGHT).presses("2").presses("1").hears("Un membre. Confirmés")


def test_prepared_messages_come_newest_first_and_two_is_the_next_one(town: Town, claes: Handset) -> None:
    for text in ("Le plus ancien.", "Le deuxième.", "Le plus récent."):
        town.drafts(texts={"fr": text, NL: "Nederlands."})
        town.clock.sleep(timedelta(seconds=1))
    town.drafts(texts={"fr": "Périmé.", NL: "Verlopen."}, expires=timedelta(seconds=1))
    town.clock.sleep(timedelta(seconds=2))

    claes = at_the_menu(claes).presses("1").types("12#").hears("1 sur 3", "Le plus récent.")

    claes.presses("2").hears("2 sur 3", "Le deuxième.").presses("2").hears("3 sur 3", "Le plus ancien.")
    claes.presses("2").hears("1 sur 3", "Le plus récent.").presses("2")
    claes.presses("1").hears("Le deuxième.").presses(claes.pair).hears("lancé")
    assert town.alert(town.cascades()[0].alert).texts["fr"] == "Le deuxième."


def test_he_hears_a_prepared_message_in_all_its_languages_when_he_asks(town: Town, claes: Handset) -> None:
    town.drafts()

    at_the_menu(claes).presses("1").types("12#").presses("0").hears("dans toutes ses langues, appuyez sur le 2")
    claes.presses("2").hears("En français", "camionnette", "En néerlandais", "bestelwagen", "Pour utiliser ce message")

    assert [say.attrib["language"] for say in claes.twiml.iter("Say")][:4] == ["fr-BE", "fr-BE", "fr-BE", "nl-BE"]
    claes.presses("1").hears("formez ces deux chiffres").presses(claes.pair).hears("lancé")


def test_he_hears_the_very_clips_where_they_are_rendered(town: Town, claes: Handset) -> None:
    alert = validate_alert(town.ports, town.drafts().id, by="peeters")
    lindens, _ = partnerships_of_town()
    town.ports.speech.shelf = {
        (reading(zone_of_town(), lindens, alert, language), language.value): f"clip-{language}"
        for language in alert.texts
    }

    at_the_menu(claes).presses("1").types("12#").presses("0").presses("2").hears("clip-fr", "clip-nl")


def test_without_a_prepared_message_there_is_nothing_to_hear(town: Town, claes: Handset) -> None:
    at_the_menu(claes).presses("1").types("12#").presses("0").presses("2").hears("Aucun message préparé")


def test_a_message_validated_by_keyboard_may_be_launched_by_phone(town: Town, claes: Handset) -> None:
    validate_alert(town.ports, town.drafts().id, by="peeters")

    before_the_digits(claes)
    claes.presses(claes.pair).hears("lancé")


def test_wrong_digits_get_a_new_pair_and_three_rounds_end_the_call(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)
    pairs = [claes.pair]
    for _ in range(2):
        claes.presses(claes.pair[::-1]).hears("Ce ne sont pas ces deux chiffres")
        pairs.append(claes.pair)
        assert pairs[-1] != pairs[-2]

    claes.presses(claes.pair[::-1]).hears("Rien n'a été lancé")

    assert claes.has_been_hung_up
    assert town.cascades() == []


def test_the_pair_of_an_earlier_round_launches_nothing(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)
    first = claes.pair
    claes.presses(first[::-1])

    claes.presses(first).does_not_hear("lancé.")

    assert town.cascades() == []


def test_silence_never_launches(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)

    claes.waits().hears("formez ces deux").waits().hears("formez ces deux").waits().hears("Rien n'a été lancé")

    assert claes.has_been_hung_up
    assert town.cascades() == []


def test_hanging_up_before_the_digits_launches_nothing(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes).hangs_up()
    town.passes(minutes=10)

    assert town.cascades() == []
    assert town.rung() == []


def test_a_star_goes_back_one_step_at_a_time(town: Town, claes: Handset) -> None:
    town.drafts()

    before_the_digits(claes).presses("*").hears("Message préparé").presses("*").hears("numéro du partenariat")
    claes.presses("*").hears("Pour lancer un message")

    assert town.cascades() == []


def test_the_digits_sent_again_launch_once(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)
    claes.presses(claes.pair)

    assert claes.asks_again() == claes.asks_again()

    assert len(town.cascades()) == 1
    town.passes(seconds=15)
    assert town.rung() == [ANA]


def test_zero_helps_everywhere_and_nine_ends(town: Town, claes: Handset) -> None:
    town.drafts()

    at_the_menu(claes).presses("0").hears("revenir en arrière").presses("1").types("12#").presses("0")
    claes.hears("Rien ne part avant").presses("9").hears("Au revoir")

    assert claes.has_been_hung_up


def test_a_message_launched_meanwhile_by_keyboard_is_not_launched_twice(town: Town, claes: Handset) -> None:
    alert = town.drafts()
    before_the_digits(claes)
    launch_alert(town.ports, alert.id, by="peeters", validating=True)

    claes.presses(claes.pair).hears("déjà été lancé")

    assert len(town.cascades()) == 1


# ------------------------------------------------------------------------------- taking it back


def launched(town: Town, claes: Handset) -> Handset:
    town.drafts()
    before_the_digits(claes)
    return claes.presses(claes.pair).hears("lancé")


def test_a_star_within_fifteen_seconds_cancels_and_nobody_is_rung(town: Town, claes: Handset) -> None:
    launched(town, claes)
    town.passes(seconds=14)

    claes.presses("*").hears("Annulé", "Personne")

    town.passes(minutes=5)
    assert town.rung() == []
    [cascade] = town.cascades()
    assert cascade.state.value == "cancelled"
    assert town.alert(cascade.alert).state.value == "cancelled"
    assert town.delivery("Ana").final is not None


def test_a_star_after_fifteen_seconds_is_too_late_and_two_stops(town: Town, claes: Handset) -> None:
    launched(town, claes)
    town.passes(seconds=15)

    claes.presses("*").hears("Trop tard").presses("2").hears("Arrêté", "Membres déjà appelés : 1")

    assert town.cascades()[0].state.value == "cancelled"
    assert len(town.carrier.ended) == 1


@pytest.mark.parametrize("excluded", [False, True], ids=["an empty list", "a list of excluded members"])
def test_a_launch_that_reaches_nobody_says_so_and_promises_no_call(any_town: Town, excluded: bool) -> None:
    town = any_town
    if excluded:
        town.has("Ana", ANA, consent_on=None)
    claes = town.phone(CLAES_PHONE)
    town.drafts()
    before_the_digits(claes)

    claes.presses(claes.pair).hears("Personne n'est appelé").does_not_hear("dans quinze secondes")

    claes.presses("*").hears("Pour lancer un message").does_not_hear("Trop tard")
    assert town.cascades()[0].state.value == "finished"


def test_a_star_after_the_last_member_was_paused_says_that_nobody_is_called(town: Town, claes: Handset) -> None:
    launched(town, claes)
    pause_member(town.ports, "member-Ana", town.clock.now() + timedelta(days=1), source=Source.KEYBOARD)

    claes.presses("*").hears("Personne n'est appelé").does_not_hear("Trop tard")


def test_hanging_up_does_not_cancel(town: Town, claes: Handset) -> None:
    launched(town, claes).hangs_up()

    town.passes(seconds=15)

    assert town.rung() == [ANA]


def test_progress_is_told_and_stopping_offers_a_correction(town: Town, claes: Handset) -> None:
    town.has("Ben", "+3222000001")
    town.has("Cid", "+3222000002", consent_on=None)
    launched(town, claes).waits()
    town.passes(seconds=15)
    town.phone(ANA).answers().waits().presses("1").hangs_up()

    claes.presses("2").hears("Cascade en cours pour le PLP Les Tilleuls")
    claes.presses("1").hears("3 membres", "Confirmés : 1", "Encore à joindre : 1")
    claes.presses("2").hears("Arrêté", "Membres déjà appelés : 2", "correction")
    claes.presses("1").hears("dites votre message en français")
    claes.speaks("REfr").waits()
    town.works()
    claes.waits().hears("Vous avez dit", "voice-REfr").presses("1").hears("néerlandais").waits()
    claes.hears("Correction", "voice-REfr")
    claes.presses(claes.pair).hears("lancé")

    correction = town.alert(town.cascades()[0].alert)
    assert (correction.kind, dict(correction.recordings)) == (Kind.CORRECTION, {"fr": "voice-REfr"})
    town.passes(seconds=15)
    assert town.delivery("Cid").why == "no consent on record"
    assert town.rung().count(ANA) == 2


def test_a_cascade_that_ended_is_told_as_ended(town: Town, claes: Handset) -> None:
    at_the_menu(claes).presses("2").hears("Aucune cascade")
    launched(town, claes.hangs_up()).hangs_up()
    town.passes(seconds=15)
    town.phone(ANA).answers().listens_to_the_end()

    at_the_menu(claes).presses("2").hears("Voici la dernière", "Informés : 1")


# ------------------------------------------------------------------------------------- who may


def test_a_substitute_may_launch(town: Town, claes: Handset) -> None:
    town.drafts()
    peeters = before_the_digits(town.phone(SUBSTITUTE_PHONE), "peeters")

    peeters.presses(peeters.pair).hears("lancé")


def test_an_officer_without_mandate_finds_no_partnership(town: Town, claes: Handset) -> None:
    town.drafts()

    wouters = at_the_menu(town.phone(OUTSIDER_PHONE), "wouters").presses("1")

    wouters.types("12#").hears("pas de partenariat sous ce numéro").types("999999999999#").hears("pas de partenariat")


def test_a_mandate_taken_away_during_the_call_launches_nothing(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)
    with town.ports.store.write() as book:
        lindens, orchard = partnerships_of_town()
        book.people.save_zone(zone_of_town(), officers_of_town(), [replace(lindens, officers=("peeters",)), orchard])

    claes.presses(claes.pair).hears("ne peut pas être lancé", "pas de mandat")

    assert town.cascades() == []


def test_the_reason_told_is_the_refusals_own_whatever_the_partnership_is_called(town: Town, claes: Handset) -> None:
    lindens, _ = partnerships_of_town()
    budgeteers = replace(lindens, slug="budget-charter", number=14)
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(), officers_of_town(), [budgeteers])
    town.drafts(partnership="budget-charter")
    before_the_digits(claes, partnership="14#")
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(), officers_of_town(), [replace(budgeteers, officers=("peeters",))])

    claes.presses(claes.pair).hears("ne peut pas être lancé", "pas de mandat").does_not_hear("budget", "charte")


def test_without_a_charter_only_a_test_is_launched(town: Town, claes: Handset) -> None:
    town.has("Ben", "+3222000001", partnership="verger")
    town.drafts(partnership="verger")
    before_the_digits(claes, partnership="13#")
    claes.presses(claes.pair).hears("ne peut pas être lancé", "charte").hangs_up()
    assert town.cascades() == []

    town.clock.sleep(timedelta(seconds=1))
    town.drafts(Kind.TEST, partnership="verger")
    before_the_digits(claes, partnership="13#").hears("Message d'essai")
    claes.presses(claes.pair).hears("lancé")


def test_a_missing_language_and_an_expired_message_are_refused_with_the_reason(town: Town, claes: Handset) -> None:
    town.drafts(texts={"fr": "Sans néerlandais."})
    before_the_digits(claes)
    claes.presses(claes.pair).hears("langue exigée").hangs_up()

    town.clock.sleep(timedelta(seconds=1))
    town.drafts(expires=timedelta(minutes=1))
    before_the_digits(claes)
    town.clock.sleep(timedelta(minutes=2))
    claes.presses(claes.pair).hears("périmé")
    assert town.cascades() == []


def test_a_second_officer_is_told_who_is_launching(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes)

    peeters = at_the_menu(town.phone(SUBSTITUTE_PHONE), "peeters").presses("1").types("12#")
    peeters.hears("Inspecteur Claes est en train de lancer")

    claes.presses("*").presses("*").presses("*")
    peeters.waits().presses("1").types("12#").hears("Message préparé")


# ------------------------------------------------------------------------------------- the code


def test_three_wrong_codes_end_the_call_and_close_the_number_for_fifteen_minutes(town: Town, claes: Handset) -> None:
    claes.dials().types("111111#").hears("pas le bon", "Votre code").types("222222#").hears("pas le bon")
    claes.types("333333#").hears("fermé pour quinze minutes")
    assert claes.has_been_hung_up

    claes.dials().hears("fermé pour quinze minutes", "étoile").does_not_hear("Votre code")
    town.clock.sleep(timedelta(minutes=14, seconds=59))
    claes.dials().does_not_hear("Votre code")
    town.clock.sleep(timedelta(seconds=2))
    at_the_menu(claes)


def test_the_fifteen_minutes_begin_with_the_third_wrong_code(town: Town, claes: Handset) -> None:
    claes.dials().types("111111#").hears("pas le bon").hangs_up()
    town.clock.sleep(timedelta(minutes=7))
    claes.dials().types("222222#").hears("pas le bon").hangs_up()
    town.clock.sleep(timedelta(minutes=7, seconds=30))
    claes.dials().types("333333#").hears("fermé pour quinze minutes")

    town.clock.sleep(timedelta(minutes=14, seconds=59))
    claes.dials().hears("fermé pour quinze minutes").does_not_hear("Votre code")
    town.clock.sleep(timedelta(seconds=1))
    at_the_menu(claes)


def test_a_code_may_come_with_the_hash_that_closes_it(town: Town, claes: Handset) -> None:
    claes.dials().presses(RIGHT).hears("Pour lancer un message").presses("1").presses("12#").hears("PLP Les Tilleuls")


def test_a_star_among_the_digits_goes_back(town: Town, claes: Handset) -> None:
    at_the_menu(claes).presses("1").types("13*").hears("Pour lancer un message")
    town.drafts()

    before_the_digits(claes).presses(f"{claes.pair[0]}*").hears("PLP Les Tilleuls", "Message préparé 1 sur 1")

    assert town.cascades() == []


def test_wrong_codes_are_counted_across_calls_and_forgotten_after_a_right_one(town: Town, claes: Handset) -> None:
    claes.dials().types("111111#").types("222222#").hangs_up()
    at_the_menu(claes).hangs_up()

    claes.dials().types("111111#").types("222222#").hears("pas le bon").hangs_up()
    claes.dials().types("333333#").hears("fermé")

    claes.dials().hears("fermé pour quinze minutes")


def test_the_right_code_opens_nothing_while_the_way_in_is_shut(town: Town, claes: Handset) -> None:
    waiting = town.phone(CLAES_PHONE).dials()
    intruder = Handset(town, CLAES_PHONE).dials()
    for _ in range(3):
        intruder.types("000000#")

    waiting.types(RIGHT).hears("fermé")

    assert waiting.has_been_hung_up


def test_a_shut_way_in_still_offers_the_ring_back(town: Town, claes: Handset) -> None:
    claes.dials().types("1#").types("2#").types("3#")
    claes.dials().presses("*").hears("numéro de policier").types("7#").hears("va sonner")

    town.works()

    assert town.rung() == [CLAES_PHONE]
    claes.answers().hears("Votre code").types(RIGHT).hears("Pour lancer un message")


def test_the_code_is_in_no_log_and_in_no_stored_conversation(
    town: Town, claes: Handset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    claes.dials().types("731964#").types(RIGHT)
    with town.ports.store.read() as book:
        call = book.conversations.call(claes.sid)
        said = [book.conversations.said(claes.sid, turn) or "" for turn in range(5)]

    for code in ("731964", CODES["claes"]):
        assert code not in caplog.text
        assert code not in repr(call)
        assert code not in " ".join(said)


def test_an_unproven_caller_reaches_no_step_behind_the_code(town: Town, claes: Handset) -> None:
    claes.dials()

    for step in ("officer.menu", "launch.partnership", "launch.confirm", "running.menu"):
        assert town.posts(f"/voice/steps/{step}/1", CallSid=claes.sid, Digits="1").status_code == 404


# --------------------------------------------------------------------------------- the ring-back


def test_from_an_unknown_phone_the_registered_one_is_rung_once(town: Town, claes: Handset) -> None:
    town.phone(STRANGER).dials().hears("Pour les policiers, appuyez sur étoile").presses("*").types("7#")
    told = town.phone(STRANGER).hears("Si ce numéro existe").said
    town.phone(STRANGER).asks_again()
    town.works()
    town.works()

    assert town.rung() == [CLAES_PHONE]
    assert town.phone(STRANGER).dials().presses("*").types("55#").said == told
    town.works()
    assert town.rung() == [CLAES_PHONE]


def test_a_ring_back_that_comes_after_an_outage_rings_nobody(town: Town, claes: Handset) -> None:
    town.phone(STRANGER).dials().presses("*").types("7#")

    town.passes(minutes=6)

    assert town.rung() == []


def test_a_ring_back_leads_to_a_launch(town: Town, claes: Handset) -> None:
    town.drafts()
    town.phone(STRANGER).dials().presses("*").types("7#")
    town.works()

    claes.answers().types(RIGHT).presses("1").types("12#").presses("1")
    claes.presses(claes.pair).hears("lancé").hangs_up()

    errand = town.errand(town.carrier.call_orders[0].id)
    assert errand is not None
    assert errand.state is ErrandState.ENDED


def test_a_ring_back_belongs_to_one_call_only(town: Town, claes: Handset) -> None:
    town.phone(STRANGER).dials().presses("*").types("7#")
    town.works()

    answer = town.posts(claes.order.url, CallSid="CAelse", CallStatus="in-progress")

    assert answer.status_code == 404


def test_a_stranger_may_have_an_officer_rung_three_times_in_fifteen_minutes(town: Town, claes: Handset) -> None:
    for _ in range(5):
        town.phone(STRANGER).dials().presses("*").types("7#").hears("Si ce numéro existe")
        town.works()
        town.clock.sleep(timedelta(seconds=10))
    assert town.rung() == [CLAES_PHONE] * 3

    town.clock.sleep(timedelta(minutes=15))
    town.phone(STRANGER).dials().presses("*").types("7#")
    town.works()
    assert len(town.rung()) == 4


def rung_back(town: Town) -> Handset:
    town.phone(STRANGER).dials().presses("*").types("7#")
    town.works()
    return town.phone(CLAES_PHONE).answers()


def test_three_wrong_codes_on_a_ring_back_lock_the_officer_until_unlocked(town: Town, claes: Handset) -> None:
    town.drafts()
    rung_back(town).types("1#").types("2#").hears("pas le bon").types("3#").hears("bloqué")

    claes.dials().types(RIGHT).hears("bloqué")
    town.phone(STRANGER).dials().presses("*").types("7#").hears("Si ce numéro existe")
    town.works()
    assert len(town.rung()) == 1
    town.clock.sleep(timedelta(days=30))
    claes.dials().types(RIGHT).hears("bloqué")

    unlock_officer(town.ports, "claes")
    rung_back(town).types("1#").hears("pas le bon").types(RIGHT).hears("Pour lancer un message")
    at_the_menu(claes)


# ------------------------------------------------------------------------------------ own voice


def at_the_recorder(claes: Handset) -> Handset:
    return at_the_menu(claes).presses("1").types("12#").presses("3").hears("dites votre message en français")


def test_a_star_while_he_is_recorded_goes_back_and_keeps_nothing(town: Town, claes: Handset) -> None:
    at_the_recorder(claes).speaks("REfr", closing="*").hears("Aucun message préparé")

    with town.ports.store.read() as book:
        assert book.conversations.recordings(call_sid=claes.sid) == []


def test_whoever_goes_back_begins_again_with_the_first_language(town: Town, claes: Handset) -> None:
    at_the_recorder(claes).speaks("REfr")
    town.works()
    claes.waits().presses("1").hears("en néerlandais").speaks("REnl", closing="*").hears("Aucun message préparé")

    claes.presses("3").hears("en français").waits().hears("en néerlandais").waits().hears("Aucune langue")


def test_his_own_voice_is_taken_per_language_played_back_and_launched(town: Town, claes: Handset) -> None:
    town.has("Bert", "+3222000001", language=NL)

    at_the_recorder(claes).speaks("REfr").hears("Un instant").waits().hears("Un instant")
    town.works()
    claes.waits().hears("voice-REfr", "Pour garder").presses("2").hears("en français").speaks("REfr2")
    town.works()
    claes.waits().hears("voice-REfr2").presses("1").hears("en néerlandais").speaks("REnl")
    town.works()
    claes.waits().hears("voice-REnl").presses("1").hears("voice-REfr2", "voice-REnl", "Message urgent")
    claes.presses(claes.pair).hears("lancé")
    town.passes(seconds=15)

    town.phone(ANA).answers().waits().hears("voice-REfr2")
    town.phone("+3222000001").answers().waits().hears("voice-REnl")


def test_a_language_he_skips_gets_the_fixed_sentence_and_so_does_every_text(town: Town, claes: Handset) -> None:
    town.has("Bert", "+3222000001", language=NL)
    town.has("Eva", "+32479000005", wish="sms")

    at_the_recorder(claes).speaks("REfr")
    town.works()
    claes.waits().presses("1").hears("en néerlandais").waits().hears("Message urgent")
    claes.presses(claes.pair).hears("lancé")
    town.passes(seconds=15)

    bert = town.phone("+3222000001").answers().waits()
    bert.does_not_hear("voice-REfr").hears("BIN De Linden", "0 2, 6 1 0, 0 1, 0 0")
    assert "appelez" in town.phone("+32479000005").letter.body.lower()
    assert "+3226100100" in town.phone("+32479000005").letter.body


def test_saying_nothing_at_all_launches_nothing(town: Town, claes: Handset) -> None:
    at_the_recorder(claes).waits().hears("en néerlandais").waits().hears("Aucune langue")

    assert town.cascades() == []


@pytest.mark.parametrize(
    ("voice", "reason"),
    [
        (b"silence", "On n'entend personne"),
        (b"noise", "trop de bruit autour de vous"),
        (b"a word", "trop court"),
        (b"a speech", "trop long"),
        (b"half a file", "ne peut pas être écouté"),
    ],
)
def test_a_voice_that_cannot_be_used_is_asked_for_again_with_the_reason(
    town: Town, claes: Handset, voice: bytes, reason: str
) -> None:
    at_the_recorder(claes).speaks("REfr", voice)
    town.works()

    claes.waits().hears(reason, "Pour recommencer").presses("2").hears("en français").speaks("REfr2")
    town.works()
    claes.waits().hears("voice-REfr2")


def test_a_voice_that_never_arrives_leaves_him_a_choice(town: Town, claes: Handset) -> None:
    at_the_recorder(claes).speaks("REfr")
    for _ in range(40):
        if "n'est pas arrivé" in claes.said:
            break
        claes.hears("Un instant").waits()

    claes.hears("n'est pas arrivé").presses("2").hears("en français")


def test_hanging_up_while_recording_does_no_harm(town: Town, claes: Handset) -> None:
    at_the_recorder(claes)
    record = claes.twiml.find("Record")
    assert record is not None

    answer = town.posts(
        record.attrib["action"],
        CallSid=claes.sid,
        Digits="hangup",
        RecordingSid="REx",
        RecordingUrl="https://api.twilio.example/x",
        RecordingDuration=3,
    )

    assert answer.status_code == 200


def test_an_own_voice_not_launched_is_found_again_among_the_prepared(town: Town, claes: Handset) -> None:
    at_the_recorder(claes).speaks("REfr")
    town.works()
    claes.waits().presses("1").waits().presses("*")

    claes.hears("1 sur 1 : Message de la police pour le PLP Les Tilleuls").presses("1").hears("voice-REfr")


def test_his_own_voice_without_charter_is_but_a_test(town: Town, claes: Handset) -> None:
    town.has("Ben", "+3222000001", partnership="verger")
    at_the_menu(claes).presses("1").types("13#").hears("Aucun message préparé").presses("3").speaks("REfr")
    town.works()

    claes.waits().presses("1").waits().hears("Message d'essai")

    claes.presses(claes.pair).hears("lancé")


# ------------------------------------------------------------------------------------------ money


def has_budget(town: Town, cap: str) -> None:
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        capped = replace(lindens, budget=Budget(Decimal(cap)))
        book.people.save_zone(zone_of_town(), officers_of_town(), [capped, orchard])


def test_he_hears_what_it_will_cost_before_the_digits(town: Town, claes: Handset) -> None:
    town.drafts()
    before_the_digits(claes).hears("moins d'un euro").hangs_up()

    for number in range(60):
        town.has(f"Neighbour {number}", f"+32470{number:06d}", wish="sms")

    before_the_digits(claes).hears("environ 12 euros")


def test_beyond_the_budget_he_hears_why_and_nothing_urgent_is_stopped(town: Town, claes: Handset) -> None:
    has_budget(town, "0.01")
    town.drafts(Kind.PREVENTION)
    before_the_digits(claes)
    claes.presses(claes.pair).hears("ne peut pas être lancé", "budget").hangs_up()
    assert town.cascades() == []

    town.clock.sleep(timedelta(seconds=1))
    town.drafts(Kind.URGENT)
    before_the_digits(claes)
    claes.presses(claes.pair).hears("lancé")
    assert len(town.cascades()) == 1


def test_a_zone_without_a_partnership_answers_its_officers_and_strangers(town: Town) -> None:
    line, zone = "+3226100200", "Zone nouvelle"
    officer = replace(officers_of_town()[0], id="nouveau", zone=zone)
    with town.ports.store.write() as book:
        book.people.save_zone(
            zone_of_town(name=zone, voice_number=line, sms_number="+32460100200"), [officer], partnerships_of_town()[:0]
        )

    claes = town.phone(CLAES_PHONE).dials(line).hears("Votre code").types(RIGHT).hears("Pour lancer un message")
    claes.presses("1").types("12#").hears("Vous n'avez pas de partenariat")
    claes.dials(line).types(RIGHT).presses("2").hears("Aucune cascade")
    town.phone(STRANGER).dials(line).hears("Zone nouvelle", "formez le 1 0 1").presses("3").types("12#").hears("Aucun")
    town.phone(STRANGER).dials(line).presses("*").types("7#").hears("Si ce numéro existe")
    town.works()
    town.phone(CLAES_PHONE).answers().types(RIGHT).hears("Pour lancer un message")


def test_an_officer_is_known_behind_a_sip_line(claes: Handset) -> None:
    shown = f"sip:{CLAES_PHONE}@trunk.example.com;user=phone"

    claes.dials("sip:+3226100100@zone.sip.example.com", showing=shown).hears("Votre code")
