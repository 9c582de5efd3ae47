"""What people wrote is said in words; what they wrote is what an SMS brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.lexicon import Saying
from plp.member import Role
from plp.template import Template
from services.prepare_speech import prepare_speech
from services.tell_summary import tell_summary
from services.validate_alert import validate_alert
from tests.fakes.town import CLAES_PHONE, CODES, FR, NL, Town, officers_of_town, partnerships_of_town, zone_of_town

ANA, BEA, DORA, DESK = "+32479000001", "+32479000002", "+3222000004", "+3226100101"
WRITTEN = "Vol av. de Stassart 12A à 20h30, plaque 1-ABC-234."
SAID = "Vol avenue de Stassar douze A à vingt heures trente, plaque un, A, B, C, deux trois quatre."
GESCHREVEN = "Diefstal Stassartstr. 12A om 20.30 u."
GEZEGD = "Diefstal Stassaartstraat twaalf A om twintig uur dertig."
LEXICON = (Saying("Stassart", FR, "Stassar"), Saying("Stassartstr.", NL, "Stassaartstraat"))


@pytest.fixture
def spoken_town(town: Town) -> Town:
    zone = zone_of_town(lexicon=LEXICON)
    with town.ports.store.write() as book:
        book.people.save_zone(zone, officers_of_town(), partnerships_of_town())
    return town


def test_a_call_says_what_a_text_writes(spoken_town: Town) -> None:
    spoken_town.has("Ana", ANA, wish="voice")
    spoken_town.has("Bea", BEA, wish="sms")

    spoken_town.launches(texts={FR: WRITTEN, NL: GESCHREVEN})

    spoken_town.phone(ANA).answers().waits().hears(SAID).does_not_hear("20h30", "av.")
    assert WRITTEN in spoken_town.phone(BEA).letter.body


def test_every_language_has_its_own_way_to_say_it(spoken_town: Town) -> None:
    spoken_town.has("Ana", ANA, wish="voice", language=NL)

    spoken_town.launches(texts={FR: WRITTEN, NL: GESCHREVEN})

    spoken_town.phone(ANA).answers().waits().hears(GEZEGD)


def test_the_clip_holds_the_words_that_the_provider_would_say(spoken_town: Town) -> None:
    spoken_town.speech.keeps = True
    spoken_town.has("Ana", ANA, wish="voice", password="")
    alert = spoken_town.drafts(texts={FR: WRITTEN, NL: GESCHREVEN})
    validate_alert(spoken_town.ports, alert.id, by="claes")

    prepare_speech(spoken_town.ports)

    assert (SAID, "fr") in spoken_town.speech.shelf
    assert not any("20h30" in words or "20.30" in words for words, _ in spoken_town.speech.shelf)


def test_another_way_to_say_a_street_is_another_clip(spoken_town: Town) -> None:
    spoken_town.speech.keeps = True
    spoken_town.has("Ana", ANA, wish="voice", password="")
    alert = spoken_town.drafts(texts={FR: WRITTEN, NL: GESCHREVEN})
    validate_alert(spoken_town.ports, alert.id, by="claes")
    prepare_speech(spoken_town.ports)

    with spoken_town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(lexicon=()), officers_of_town(), partnerships_of_town())
    rendered = prepare_speech(spoken_town.ports)

    assert rendered.rendered == 2, "the message in both languages, and nothing else"
    assert (SAID.replace("Stassar", "Stassart"), "fr") in spoken_town.speech.shelf


def test_the_desk_hears_in_words_what_a_member_wrote(spoken_town: Town) -> None:
    spoken_town.has("Ana", ANA, wish="sms")
    spoken_town.phone(ANA).sends("Camionnette 1-ABC-234 av. Louise, 2e fois!")
    spoken_town.works()

    claes = spoken_town.phone("+32470100001")
    claes.answers().types("482915#").hears("Camionnette un, A, B, C, deux trois quatre avenue Louise, deuxième fois")


@pytest.fixture
def seventy_second(town: Town) -> Town:
    """Message 72 of the year is under way, in a partnership whose name is written short; Ana lives there."""
    town.has("Ana", ANA, wish="voice")
    lindens, orchard = partnerships_of_town()
    with town.ports.store.write() as book:
        short = replace(lindens, name={"fr": "PLP av. Louise", "nl": "BIN Louizalaan"})
        book.people.save_zone(zone_of_town(), officers_of_town(), [short, orchard])
    cascade = town.launches(placing=False)
    with town.ports.store.write() as book:
        alert = book.alerts.get(cascade.alert)
        assert book.alerts.save(replace(alert, number=72), was=alert.state)
    town.works()
    return town


def test_a_message_of_the_seventies_is_counted_as_in_belgium(seventy_second: Town) -> None:
    seventy_second.phone(ANA).answers().waits().hears("message numéro septante-deux")


def test_whoever_doubts_hears_number_and_partnership_in_words(seventy_second: Town) -> None:
    seventy_second.phone(ANA).answers().listens_to_the_end()

    asking = seventy_second.phone(ANA).dials().presses("4").presses("4")

    asking.hears("message numéro septante-deux du PLP avenue Louise").does_not_hear("72", "av.")


def test_the_officer_who_owes_feedback_hears_the_number_in_words(seventy_second: Town) -> None:
    seventy_second.phone(ANA).answers().listens_to_the_end()
    seventy_second.clock.moment += timedelta(days=1)
    seventy_second.sweeps()
    seventy_second.works()

    claes = seventy_second.phone(CLAES_PHONE).answers().types(CODES["claes"])

    claes.hears("message numéro septante-deux du PLP avenue Louise").does_not_hear("72", "av.")


def test_a_coordinator_hears_in_words_how_it_ended(seventy_second: Town) -> None:
    seventy_second.has("Dora", DORA, role=Role.COORDINATOR)
    with seventy_second.ports.store.write() as book:
        tell_summary(seventy_second.ports, book, seventy_second.cascades()[0])
    seventy_second.works()

    dora = seventy_second.phone(DORA).answers()

    dora.hears("pour le PLP avenue Louise, message numéro septante-deux.").does_not_hear("72", "av.")


def test_ready_made_messages_are_listed_in_words(town: Town) -> None:
    burst = Template("burst", 71, Kind.URGENT, {FR: "Fuite.", NL: "Lek."}, {"fr": "fuite av. Louise", "nl": "lek"})
    with town.ports.store.write() as book:
        book.templates.save(zone_of_town().name, [burst], {})

    claes = town.phone(CLAES_PHONE).dials().types(f"{CODES['claes']}#").presses("1").types("12#").presses("4")

    claes.hears("fuite avenue Louise : septante et un.").does_not_hear("av.", "71")
