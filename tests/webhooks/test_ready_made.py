"""An officer launches a ready-made message by telephone: its number, the street's, the read-back, two digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from plp.alert import AlertState, Kind
from plp.language import Language
from plp.outcome import By
from plp.template import Street, Template
from services.make_report import make_report
from tests.fakes.town import CLAES_PHONE, CODES, NL, SUBSTITUTE_PHONE, Handset, Town, zone_of_town

ANA, BRAM, EVA = "+32479000001", "+3222000001", "+32479000005"
STREETS = (
    Street(1, {"fr": "rue du Marché", "nl": "Marktstraat"}),
    Street(2, {"fr": "Grand-Place", "nl": "Grote Markt"}),
)
FLOOD = Template(
    "flood",
    21,
    Kind.URGENT,
    {Language.FR: "Inondation, {street}.", NL: "Overstroming. Plaats: {street}."},
    {"fr": "inondation", "nl": "overstroming"},
    needs_street=True,
)


@pytest.fixture
def claes(town: Town) -> Handset:
    """Claes at her own telephone; Ana lives here, in a neighbourhood with two streets."""
    town.has("Ana", ANA, wish="voice")
    names(town, STREETS)
    return town.phone(CLAES_PHONE)


def names(town: Town, streets: Sequence[Street], *own: Template) -> None:
    """The zone's file lists these streets in Les Tilleuls, and these messages of its own."""
    listed: Mapping[str, Sequence[Street]] = {"tilleuls": streets}
    with town.ports.store.write() as book:
        book.templates.save(zone_of_town().name, own, listed)


def at_the_list(phone: Handset, officer: str = "claes", partnership: str = "12#") -> Handset:
    phone.dials().types(f"{CODES[officer]}#").presses("1").types(partnership)
    return phone.hears("Pour un message type, appuyez sur le 4").presses("4").hears("Le numéro du message type")


def alerts(town: Town, state: AlertState = AlertState.DRAFTED) -> list[str]:
    with town.ports.store.read() as book:
        return [each.texts[Language.FR] for each in book.alerts.of_partnership("tilleuls", {state})]


def test_a_burglary_is_launched_with_its_street_in_two_languages(town: Town, claes: Handset) -> None:
    town.has("Bram", BRAM, language=NL)
    town.has("Eva", EVA, language=NL, wish="sms")

    at_the_list(claes).hears("cambriolage : 1.", "incendie : 5.", "essai : 9.").types("1#")
    claes.hears("Le numéro de la rue", "rue du Marché : 1.", "Grand-Place : 2.", "Tout le quartier : zéro.").types("1#")
    claes.hears("Message urgent pour le PLP Les Tilleuls", "3 membres")
    claes.hears("Un cambriolage est en cours, rue du Marché. Il a été signalé à dix heures.", "ces deux chiffres")
    claes.presses(claes.pair).hears("C'est lancé")
    town.passes(seconds=15)

    town.phone(ANA).answers().waits().hears("rue du Marché", "à dix heures", "appelez le un zéro un")
    town.phone(BRAM).answers().waits().hears("Plaats: Marktstraat. Gemeld om tien uur.")
    assert "Er is een inbraak bezig. Plaats: Marktstraat." in town.phone(EVA).letter.body
    [cascade] = town.cascades()
    assert town.history(cascade.alert) == ["drafted", "validated", "launched"]


def test_nothing_is_drafted_twice_when_the_carrier_asks_again(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("5#")
    assert claes.asks_again() == claes.asks_again()
    claes.types("2#")
    pair = claes.pair

    assert claes.asks_again() == claes.asks_again()

    [words] = alerts(town)
    assert words.startswith("Un incendie est en cours, Grand-Place. Il a été signalé à 10 heures. Restez chez vous")
    claes.presses(pair).hears("lancé")
    assert len(town.cascades()) == 1


def test_a_zero_is_the_whole_neighbourhood(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("3#").types("0#").hears("Un véhicule suspect circule, dans votre quartier.")


def test_without_streets_in_the_file_no_street_is_asked(town: Town, claes: Handset) -> None:
    names(town, ())

    at_the_list(claes).types("1#").hears("Un cambriolage est en cours, dans votre quartier.", "deux chiffres")


def test_a_message_that_names_no_street_asks_for_none(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("9#").hears("Message d'essai", "Ceci est un essai de la police.")
    claes.presses(claes.pair).hears("lancé")


def test_a_zones_own_message_stands_in_the_list_and_may_insist_on_a_street(town: Town, claes: Handset) -> None:
    names(town, STREETS, FLOOD)

    at_the_list(claes).hears("inondation : 21.").types("21#").hears("Grand-Place : 2.").does_not_hear("zéro")
    claes.types("0#").hears("Aucune rue ne porte ce numéro").types("2#").hears("Inondation, Grand-Place.")


def test_a_street_is_listed_as_it_will_be_said(town: Town, claes: Handset) -> None:
    names(town, (Street(1, {"fr": "av. du 11 novembre", "nl": "11 Novemberlaan"}),))

    at_the_list(claes).types("1#").hears("avenue du onze novembre : 1.")


@pytest.mark.parametrize("typed", ["99#", "0#", "999999999999#", "7#"])
def test_a_number_that_is_not_offered_is_asked_again(town: Town, claes: Handset, typed: str) -> None:
    at_the_list(claes).types(typed).hears("Aucun message type ne porte ce numéro", "cambriolage : 1.")

    assert alerts(town) == []


@pytest.mark.parametrize("typed", ["99#", "3#", "999999999999#"])
def test_a_street_that_is_not_in_the_list_is_asked_again(town: Town, claes: Handset, typed: str) -> None:
    at_the_list(claes).types("1#").types(typed).hears("Aucune rue ne porte ce numéro", "rue du Marché : 1.")

    assert alerts(town) == []


def test_silence_drafts_and_launches_nothing(town: Town, claes: Handset) -> None:
    at_the_list(claes).waits().waits().hears("cambriolage").waits().hears("Au revoir")
    assert claes.has_been_hung_up
    at_the_list(claes).types("1#").waits().waits().waits().hears("Au revoir")

    assert alerts(town) == []
    assert town.cascades() == []


def test_a_star_goes_back_one_step_at_a_time(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("1#").presses("*").hears("Le numéro du message type").presses("*")

    claes.hears("Aucun message préparé").presses("0").hears("Pour un message type").presses("4").hears("cambriolage")


def test_another_street_takes_the_place_of_the_one_before(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("1#").types("1#").hears("rue du Marché")
    claes.presses("*").hears("1 sur 1", "rue du Marché").presses("4").types("1#").types("2#").hears("Grand-Place")

    assert [words.split(". ")[0] for words in alerts(town)] == ["Un cambriolage est en cours, Grand-Place"]
    assert len(alerts(town, AlertState.REJECTED)) == 1
    claes.presses(claes.pair).hears("lancé")


def test_after_a_line_that_was_cut_it_is_found_among_the_prepared(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("1#").types("1#").hangs_up()

    claes.dials().types(f"{CODES['claes']}#").presses("1").types("12#").hears("1 sur 1 : Un cambriolage est en cours")


def test_while_he_chooses_the_partnership_is_his(town: Town, claes: Handset) -> None:
    at_the_list(claes).types("1#")

    peeters = town.phone(SUBSTITUTE_PHONE).dials().types(f"{CODES['peeters']}#").presses("1").types("12#")

    peeters.hears("Inspecteur Claes est en train de lancer")


def test_without_a_charter_there_is_but_a_test(town: Town, claes: Handset) -> None:
    at_the_list(claes, partnership="13#").hears("essai : 9.").does_not_hear("cambriolage")
    claes.types("1#").hears("Aucun message type").types("9#").hears("Message d'essai")


def test_feedback_answers_the_urgent_message_that_waits_and_goes_to_those_it_was_owed_to(
    town: Town, claes: Handset
) -> None:
    at_the_list(claes).does_not_hear("suites données").hangs_up()
    urgent = town.launches()
    town.phone(ANA).answers().listens_to_the_end()
    town.has("Late", "+3222000009")
    town.clock.sleep(timedelta(minutes=1))

    at_the_list(claes).hears("fin d'alerte : 7.", "suites données : 8.", "correction : 10.").types("8#")
    claes.hears("Suites données pour le PLP", "La police est intervenue").presses(claes.pair).hears("lancé")

    feedback = town.cascades()[0]
    assert town.alert(feedback.alert).answers == urgent.alert
    assert town.delivery("Late", feedback).why == "was not owed what this answers"
    assert town.delivery("Ana", feedback).final is None


def test_a_message_that_is_answered_meanwhile_is_not_answered_twice(town: Town, claes: Handset) -> None:
    town.launches()
    at_the_list(claes).hears("suites données")
    town.clock.sleep(timedelta(seconds=1))
    other = town.launches(Kind.FEEDBACK, answers=town.cascades()[0].alert)

    claes.types("8#").hears("Aucun message type ne porte ce numéro").does_not_hear("suites données")

    assert town.cascades()[0].id == other.id


def test_the_officer_who_is_rung_for_feedback_gives_it_with_a_ready_made_message(town: Town, claes: Handset) -> None:
    town.launches()
    town.phone(ANA).answers().listens_to_the_end()
    town.clock.moment += timedelta(days=1)
    town.sweeps()
    town.works()
    assert town.rung()[-1] == CLAES_PHONE
    claes.answers().types(CODES["claes"]).hears("attend encore ses suites")
    owed = town.conversation(claes.sid).memory["owed"]

    claes.presses("4").hears("fin d'alerte : 7. suites données : 8.").does_not_hear("cambriolage", "correction")
    claes.types("7#").hears("Fin de l'alerte").presses(claes.pair).hears("lancé")

    all_clear = town.alert(town.cascades()[0].alert)
    assert (all_clear.kind, all_clear.answers) == (Kind.ALL_CLEAR, owed)


def test_after_stopping_a_ready_made_correction_goes_to_those_who_may_have_been_told(
    town: Town, claes: Handset
) -> None:
    town.has("Bram", BRAM, consent_on=None)
    stopped = town.launches()
    claes.dials().types(f"{CODES['claes']}#").presses("2").presses("2").hears("Arrêté", "Pour un message type")
    town.clock.sleep(timedelta(seconds=1))

    claes.presses("4").hears("correction : 10.").does_not_hear("cambriolage", "essai").types("10#")
    claes.hears("Correction pour le PLP", "N'en tenez pas compte").presses(claes.pair).hears("lancé")

    correction = town.cascades()[0]
    assert town.alert(correction.alert).answers == stopped.alert
    assert town.delivery("Ana", correction).final is None


def test_a_message_that_leaves_the_zones_file_meanwhile_is_chosen_anew(town: Town, claes: Handset) -> None:
    names(town, STREETS, FLOOD)
    at_the_list(claes).types("21#")
    names(town, STREETS)

    claes.types("1#").hears("Le numéro du message type").does_not_hear("inondation")


def test_a_message_that_becomes_too_long_is_told_and_another_may_be_chosen(town: Town, claes: Handset) -> None:
    endless = replace(FLOOD, texts=dict.fromkeys((Language.FR, NL), "{street} " + "eau " * 248))
    streetless = replace(
        endless, id="sea", number=22, texts=dict.fromkeys(FLOOD.texts, "eau " * 260), needs_street=False
    )
    names(town, STREETS, endless, streetless)

    at_the_list(claes).types("21#").types("2#").hears("Ce message type ne peut pas servir ici")
    claes.waits().hears("Le numéro du message type").types("22#").hears("Ce message type ne peut pas servir ici")
    claes.presses("*").hears("Le numéro du message type").types("5#").types("2#").hears("Un incendie", "deux chiffres")


def test_a_message_that_asks_for_no_street_any_more_is_told(town: Town, claes: Handset) -> None:
    names(town, STREETS, FLOOD)
    at_the_list(claes).types("21#")
    names(town, STREETS, replace(FLOOD, texts=dict.fromkeys(FLOOD.texts, "Inondation."), needs_street=False))

    claes.types("1#").hears("Ce message type ne peut pas servir ici").waits().types("21#").hears("Inondation.")


def test_a_report_that_is_validated_leads_to_a_ready_made_message(town: Town, claes: Handset) -> None:
    ana = town.has("Ana", ANA, wish="voice")
    with town.ports.store.write() as book:
        made = make_report(town.ports, book, ana, by=By.SMS, sender=ANA, text="Un homme force une porte.")
    town.works()

    claes.answers().types(CODES["claes"]).presses("1").presses("4").types("1#").types("2#").hears("Grand-Place")
    claes.presses(claes.pair).hears("lancé")

    with town.ports.store.read() as book:
        report = book.reports.report(made.id)
    assert report is not None
    assert report.alert == town.cascades()[0].alert
