"""Before the digits an officer hears what refuses a message, at most two warnings, and that it is night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from plp.alert import Kind
from plp.language import Language
from tests.fakes.town import (
    CLAES_PHONE,
    CODES,
    FR,
    NL,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)

NIGHT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
DIGITS = "Pour lancer, formez ces deux chiffres :"
USUAL: Mapping[Language, str] = {FR: "Un homme rôde. Fermez vos portes.", NL: "Een man loopt rond. Sluit uw deuren."}


@pytest.fixture
def claes(town: Town) -> Handset:
    """Claes at her own telephone; Ana lives here."""
    town.has("Ana", "+32479000001", wish="voice")
    return town.phone(CLAES_PHONE)


def at_the_digits(claes: Handset, partnership: str = "12#") -> Handset:
    """The newest prepared message, read back."""
    return claes.dials().types(f"{CODES['claes']}#").presses("1").types(partnership).presses("1").hears(DIGITS)


def between_message_and_digits(claes: Handset) -> list[str]:
    """The sentences after what it is and the message, and before the digits are asked for."""
    return claes.sentences[2 : claes.sentences.index(DIGITS)]


def test_the_usual_message_by_day_is_followed_by_its_digits(town: Town, claes: Handset) -> None:
    town.drafts(texts=USUAL)

    assert between_message_and_digits(at_the_digits(claes)) == []


def test_at_most_the_two_gravest_warnings_are_told_in_one_short_sentence_each(town: Town, claes: Handset) -> None:
    text = "ATTENTION, la voiture 1-ABC-123 de Monsieur Dupont rôde, voyez www.police.be ce soir."
    alert = town.drafts(texts={**USUAL, FR: text}).id

    at_the_digits(claes)

    [warned] = between_message_and_digits(claes)
    assert warned == "Attention. Il donne une plaque de voiture. Il nomme une personne."
    claes.presses(claes.pair).hears("C'est lancé")
    assert "warnings passed over" in town.history(alert)


def test_what_refuses_is_told_before_the_digits_and_after_them(town: Town, claes: Handset) -> None:
    town.drafts(partnership="verger", texts={FR: USUAL[FR]})

    at_the_digits(claes, "13#")

    [told] = between_message_and_digits(claes)
    assert told == (
        "Ce message ne peut pas être lancé. Sa charte n'est pas approuvée : seuls les essais sont permis. "
        "Il manque une langue exigée par la loi."
    )
    claes.presses(claes.pair).hears("Ce message ne peut pas être lancé")
    assert town.cascades() == []


def test_what_his_zone_refuses_is_told_before_the_digits_and_again_after_them(town: Town, claes: Handset) -> None:
    zone = zone_of_town(refused_in_messages=("plate",))
    with town.ports.store.write() as book:
        book.people.save_zone(zone, officers_of_town(), partnerships_of_town())
    town.drafts(texts={**USUAL, FR: "La voiture 1-ABC-123 rôde dans le quartier."})

    at_the_digits(claes).hears("Ce message ne peut pas être lancé. Il donne une plaque de voiture.")

    claes.presses(claes.pair).hears("Ce message ne peut pas être lancé. Il donne une plaque de voiture.")
    assert town.cascades() == []


def test_at_night_he_is_told_so_in_so_many_words_and_his_digits_are_his_word(town: Town, claes: Handset) -> None:
    town.clock.moment = NIGHT
    alert = town.drafts(texts=USUAL).id

    at_the_digits(claes)

    assert between_message_and_digits(claes) == [
        "C'est la nuit. Ne formez les deux chiffres que si quelqu'un est pris sur le fait, ou si une vie est en danger."
    ]
    claes.presses(claes.pair).hears("C'est lancé")
    assert town.history(alert) == ["drafted", "validated", "confirmed at night", "launched"]
    with town.ports.store.read() as book:
        [confirmed] = [line for line in book.alerts.history(alert) if line.what == "confirmed at night"]
    assert confirmed.who == "claes"


def test_what_he_was_not_told_is_not_his_word(town: Town, claes: Handset) -> None:
    town.clock.moment = NIGHT.replace(hour=20, minute=59, second=50)
    alert = town.drafts(texts=USUAL).id
    at_the_digits(claes).does_not_hear("la nuit")

    town.clock.sleep(timedelta(seconds=20))
    claes.presses(claes.pair).hears("C'est lancé")

    assert town.history(alert) == ["drafted", "validated", "warnings passed over", "launched"]


def test_what_is_not_urgent_waits_for_the_morning_and_needs_no_word(town: Town, claes: Handset) -> None:
    town.clock.moment = NIGHT
    alert = town.drafts(Kind.PREVENTION, texts=USUAL).id

    at_the_digits(claes).does_not_hear("la nuit")
    claes.presses(claes.pair).hears("C'est lancé")

    assert town.history(alert) == ["drafted", "validated", "launched"]


@pytest.mark.parametrize(
    "text",
    [
        "Fermez <break time='600s'/> vos portes & fenêtres ce soir.",
        "</Say><Dial>+32470999999</Dial><Say> un homme rôde.",
        "<speak><audio src='https://evil.example/x.mp3'/></speak> fermez tout.",
        "&lt;Hangup/&gt; &amp; {zone} [[fa]] un homme rôde.",
    ],
)
def test_markup_in_a_message_is_spoken_as_plain_words_and_obeyed_by_nobody(
    town: Town, claes: Handset, text: str
) -> None:
    town.drafts(texts={**USUAL, FR: text})

    at_the_digits(claes).hears("code de mise en page")

    assert _only_speaks(claes)
    claes.presses(claes.pair).hears("C'est lancé")
    town.passes(seconds=15)
    ana = town.phone("+32479000001").answers().waits()
    assert len(ana.sentences) > 0
    assert _only_speaks(ana)


def _only_speaks(handset: Handset) -> bool:
    """Whether nothing but speech was ordered, and no way on but the one whose keys are waited for."""
    told = list(handset.twiml.iter())
    leads = {each.text for each in told if each.tag == "Redirect"}
    asks = {each.attrib["action"] for each in told if each.tag == "Gather"}
    return leads <= asks and {each.tag for each in told} <= {"Response", "Gather", "Say", "Pause", "Redirect"}
