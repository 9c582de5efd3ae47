"""A message is checked: what refuses it comes first, then what to think about, then what to expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plp.alert import Kind
from plp.errors import NotFound
from plp.finding import Code, Severity
from plp.forecast import Rates
from plp.language import Language
from plp.member import Hours
from services.check_alert import Finding, check_alert
from services.findings import wrong_language
from services.findings.dossier import open_dossier
from services.findings.rules import look_over
from tests.fakes.town import FR, NL, Town

NIGHT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
USUAL: Mapping[Language, str] = {
    FR: "Un faux employé du service des eaux sonne aux portes. N'ouvrez pas. Si vous le voyez, appelez le 101.",
    NL: "Een valse werknemer van de waterdienst belt aan. Doe niet open. Ziet u hem, bel dan 101.",
}


def findings(town: Town, kind: Kind = Kind.URGENT, **more: Any) -> dict[Code, Finding]:
    """What is found about such a message, by code."""
    alert = town.drafts(kind, **{"texts": USUAL} | more)
    return {finding.code: finding for finding in check_alert(town.ports, alert.id, language=FR)}


def against(found: Mapping[Code, Finding]) -> set[Code]:
    """What is more than a note."""
    return {code for code, finding in found.items() if finding.severity is not Severity.NOTE}


def with_french(text: str) -> Mapping[Language, str]:
    return {**USUAL, FR: text}


def test_nothing_is_said_against_the_usual_message(any_town: Town) -> None:
    any_town.has("Ana", "+32479000001")

    assert against(findings(any_town)) == set()


def test_a_message_nobody_drafted_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        check_alert(town.ports, "no-such-alert")


def test_refusals_come_first_and_each_finding_says_what_to_do(town: Town) -> None:
    alert = town.drafts(partnership="verger", texts={FR: "ATTENTION, un PV. Voyez www.police.be."})

    found = check_alert(town.ports, alert.id)

    assert [each.code for each in found[:2]] == [Code.CHARTER, Code.LANGUAGE_MISSING]
    severities = [each.severity for each in found]
    assert severities == sorted(severities, key=list(Severity).index)
    assert all(each.advice for each in found if each.severity is not Severity.NOTE)
    assert found[1].sentence == "Il manque le texte en néerlandais, exigé par la loi dans cette zone."


def test_an_expired_message_is_refused(town: Town) -> None:
    alert = town.drafts(texts=USUAL, expires=timedelta(minutes=30))
    town.clock.sleep(timedelta(hours=1))

    first = check_alert(town.ports, alert.id)[0]

    assert (first.code, first.severity) == (Code.EXPIRED, Severity.REFUSAL)
    assert "02/03/2026 10:30" in first.sentence


@pytest.mark.parametrize("language", list(Language))
def test_it_is_told_in_the_language_asked_for(town: Town, language: Language) -> None:
    alert = town.drafts(texts=with_french("Un PV."))

    [finding] = [
        each for each in check_alert(town.ports, alert.id, language=language) if each.code is Code.ABBREVIATION
    ]

    assert finding.sentence.startswith(
        {"fr": "Le texte", "nl": "De tekst", "de": "Der Text", "en": "The text"}[language]
    )
    assert "procès-verbal" in finding.sentence


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("La voiture 1-ABC-123 rôde dans le quartier.", Code.PLATE, ("1-ABC-123",)),
        ("Monsieur Dupont a disparu ce matin.", Code.NAME, ("Monsieur Dupont",)),
        ("Un homme est entré rue Haute 14 ce matin.", Code.ADDRESS, ("rue Haute 14",)),
        ("Appelez le 0470 12 34 56 si vous le voyez.", Code.TELEPHONE, ("0470 12 34 56",)),
        ("Écrivez à info@police.be si vous le voyez.", Code.EMAIL, ("info@police.be",)),
        ("Voyez https://police.be/plp avant ce soir.", Code.LINK, ("https://police.be/plp",)),
        ("Fermez <break time='9s'/> vos portes ce soir.", Code.MARKUP, ("<break time='9s'/>",)),
        ("ATTENTION, un homme rôde ce soir.", Code.CAPITALS, ("ATTENTION",)),
        ("Een witte bestelwagen rijdt rond in de buurt.", Code.WRONG_LANGUAGE, ("nl",)),
        ("Un individu rôde ce soir dans le quartier.", Code.JARGON, ("individu",)),
        ("Fermez vos portes et vos fenêtres 🚨 ce soir.", Code.UNREADABLE, ("🚨",)),
    ],
)
def test_a_warning_names_the_text_and_the_words(town: Town, text: str, code: Code, words: tuple[str, ...]) -> None:
    found = findings(town, texts=with_french(text))

    assert against(found) == {code}
    assert (found[code].severity, found[code].language, found[code].words) == (Severity.WARNING, FR, words)


def test_while_others_wait_for_the_database_no_language_model_is_read_and_one_that_is_there_is_asked(
    town: Town,
) -> None:
    alert = town.drafts(Kind.URGENT, texts=with_french("Een witte bestelwagen rijdt rond in de buurt."))
    wrong_language._read.cache_clear()

    def others_wait() -> set[Code]:
        with town.ports.store.write() as book:
            found = look_over(open_dossier(town.ports, book, alert.id))
        return {each.code for each in found if each.severity is Severity.WARNING}

    before, told, after = others_wait(), check_alert(town.ports, alert.id), others_wait()

    assert before == set()
    assert Code.WRONG_LANGUAGE in {each.code for each in told}
    assert after == {Code.WRONG_LANGUAGE}


def test_the_zones_own_number_may_stand_in_a_message(town: Town) -> None:
    text = "Appelez le 02 610 01 01 ou le 02 610 01 00, en danger le 101."

    assert against(findings(town, texts=with_french(text))) == set()


def test_by_night_what_is_urgent_is_warned_of_and_what_is_not_waits(town: Town) -> None:
    town.clock.moment = NIGHT

    assert against(findings(town)) == {Code.NIGHT}
    waits = findings(town, Kind.PREVENTION)
    assert against(waits) == set()
    assert "07:00" in waits[Code.MORNING].sentence


@pytest.mark.parametrize(("hour", "held"), [(20, False), (21, True), (5, True), (6, False)])
def test_the_night_is_that_of_the_zones_clock(town: Town, hour: int, held: bool) -> None:
    town.clock.moment = NIGHT.replace(hour=hour, minute=0)

    assert (Code.NIGHT in findings(town)) is held


def test_a_long_text_is_warned_of_with_its_seconds(town: Town) -> None:
    found = findings(town, texts=with_french("Fermez vos portes et vos fenêtres. " * 15))

    assert against(found) == {Code.TOO_LONG, Code.SMS_PARTS}
    assert found[Code.TOO_LONG].sentence.startswith("Le texte en français dure environ 39 secondes")


def test_letters_that_double_the_price_are_named_with_the_text_to_write_instead(town: Town) -> None:
    text = "L’arrêt du tram est fermé jusqu’à ce soir. Prenez une autre rue."

    found = findings(town, texts=with_french(text))

    assert against(found) == set()
    assert found[Code.SMS_LETTERS].words == ("’", "ê")
    assert found[Code.SMS_LETTERS].proposed == "L'arret du tram est fermé jusqu'à ce soir. Prenez une autre rue."
    assert "2 parties" in found[Code.SMS_LETTERS].sentence


def test_members_are_counted_by_channel_with_those_left_out(town: Town) -> None:
    town.has("Ana", "+32479000001", wish="voice")
    town.has("Ben", "+32479000002", wish="sms")
    town.has("Cid", "+3222000003")
    town.has("Dia", "+32479000004", wish="both")
    town.has("Eva", "+32479000005", consent_on=None)

    sentence = findings(town)[Code.MEMBERS].sentence

    assert sentence == "Membres à prévenir : 4. Appelés : 3. Par SMS : 2. Lignes fixes : 1. Exclus : 1."


def test_the_first_and_the_last_call_are_told_at_the_allowed_rate(town: Town) -> None:
    town.ports = replace(town.ports, rates=Rates(calls_per_second=0.01))
    for number in range(19):
        town.has(f"N{number}", f"+322200{number:04d}")

    assert findings(town)[Code.CALLS].sentence == "Lancé maintenant, le premier appel part à 10:00, le dernier à 10:30."


def test_what_is_not_urgent_begins_when_the_members_wish(town: Town) -> None:
    town.has("Ana", "+3222000001", hours=Hours.EVENINGS)

    assert "à 10:00, le dernier à 10:00" in findings(town)[Code.CALLS].sentence
    assert "à 18:00, le dernier à 18:00" in findings(town, Kind.PREVENTION)[Code.CALLS].sentence
    town.clock.moment = NIGHT
    assert "à 03/03 18:00" in findings(town, Kind.PREVENTION)[Code.CALLS].sentence
