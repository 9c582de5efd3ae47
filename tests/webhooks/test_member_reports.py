"""A member tells the police what he saw: danger first, recorded with his leave, kept under a number, once."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from plp.errand import ErrandKind
from plp.errors import CarrierRefused, CarrierThrottled, CarrierUnclear
from plp.fault import Fault
from plp.outcome import By
from plp.report import Report
from services.launch_alert import launch_alert
from services.validate_alert import validate_alert
from tests.fakes.town import (
    CLAES_PHONE,
    NL,
    SUBSTITUTE_PHONE,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)

HOME = "+3222000001"


@pytest.fixture
def home(town: Town) -> Handset:
    town.has("Ana", HOME)
    return town.phone(HOME)


def reports(town: Town) -> list[Report]:
    with town.ports.store.read() as book:
        return book.reports.reports()


def at_the_tone(home: Handset) -> Handset:
    return (
        home.dials()
        .presses("3")
        .hears("En danger", "enregistré", "PLP Les Tilleuls")
        .presses("1")
        .hears("Après le bip")
    )


def told(town: Town, home: Handset, sid: str = "RE1", audio: bytes = b"voice") -> Handset:
    """He has spoken, and his voice was fetched."""
    at_the_tone(home).speaks(sid, audio).hears("Un instant")
    town.works()
    return home.waits()


# ----------------------------------------------------------------------------------------- telling the police


def test_a_report_gets_a_number_spoken_twice_and_the_mandated_officer_is_rung(town: Town, home: Handset) -> None:
    told(town, home).hears("bien arrivé", "Son numéro est : 1. Je répète, son numéro est : 1.", "appuyez sur le 2")

    [report] = reports(town)
    assert (report.member, report.partnership, report.by) == ("member-Ana", "tilleuls", By.VOICE_IN)
    assert (report.recording, report.sender, report.number) == ("RE1", HOME, 1)
    town.works()
    assert town.rung() == [CLAES_PHONE]


def test_a_star_while_he_is_recorded_goes_back_and_reports_nothing(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1", closing="*").hears("signaler")
    town.works()

    assert reports(town) == []


def test_danger_comes_before_everything_else(town: Town, home: Handset) -> None:
    home.dials().presses("3")

    assert home.said.startswith("En danger, raccrochez et formez le 1 0 1.")


def test_up_to_two_minutes_are_recorded_until_a_hash_a_star_or_a_silence(town: Town, home: Handset) -> None:
    record = at_the_tone(home).twiml.find("Record")

    assert record is not None
    assert (record.attrib["maxLength"], record.attrib["finishOnKey"], record.attrib["timeout"]) == ("120", "#*", "6")


def test_he_may_hear_what_he_said(town: Town, home: Handset) -> None:
    told(town, home).presses("2").hears("Vous avez dit", "voice-RE1").presses("2").hears("voice-RE1")

    home.presses("*").hears("Son numéro est : 1").presses("9").hears("Au revoir")
    assert len(reports(town)) == 1


def test_who_refuses_to_be_recorded_is_told_the_desk_and_is_back_at_his_choices(town: Town, home: Handset) -> None:
    home.dials().presses("3").presses("2").hears("Rien n'est enregistré", "0 2, 6 1 0, 0 1, 0 1")

    home.waits().hears("appuyez sur le 3")
    assert reports(town) == []


def test_a_noisy_voice_is_kept(town: Town, home: Handset) -> None:
    told(town, home, audio=b"noise").hears("Son numéro est")


def test_a_recorded_silence_is_said_and_may_be_tried_again(town: Town, home: Handset) -> None:
    told(town, home, audio=b"silence").hears("rien entendu", "Pour réessayer", "0 2, 6 1 0, 0 1, 0 1")
    assert reports(town) == []

    home.presses("1").hears("Après le bip").speaks("RE2")
    town.works()
    home.waits().hears("Son numéro est : 1")
    assert [report.recording for report in reports(town)] == ["RE2"]


def test_who_says_nothing_at_all_after_the_tone_is_told_so(town: Town, home: Handset) -> None:
    at_the_tone(home)._asks(home.twiml.find("Record").attrib["action"], CallStatus="in-progress")  # type: ignore[union-attr]

    home.hears("rien entendu").presses("1").hears("Après le bip").speaks("RE1", lasting=0).hears("rien entendu")
    town.works()
    assert reports(town) == []


def test_silence_never_records_and_never_reports(town: Town, home: Handset) -> None:
    home.dials().presses("3").listens_to_the_end()

    town.works()
    assert reports(town) == []
    assert town.rung() == []


def test_a_second_report_in_one_call_gets_a_number_of_its_own(town: Town, home: Handset) -> None:
    told(town, home).presses("*").presses("3").presses("1").speaks("RE2")
    town.works()

    home.waits().hears("Son numéro est : 2")
    assert sorted(report.number for report in reports(town)) == [1, 2]


# ------------------------------------------------------------------------------------- hanging up, and repeats


def test_hanging_up_while_he_is_recorded_makes_the_report_all_the_same(town: Town, home: Handset) -> None:
    record = at_the_tone(home).twiml.find("Record")
    assert record is not None
    url = "https://api.twilio.example/Recordings/RE1"
    town.carrier.recordings[url] = b"voice"

    home._asks(
        record.attrib["action"], RecordingSid="RE1", RecordingUrl=url, RecordingDuration=4, Digits="hangup",
        CallStatus="completed",
    )  # fmt: skip
    town.works()

    assert [report.recording for report in reports(town)] == ["RE1"]
    town.works()
    assert town.rung() == [CLAES_PHONE]


def test_hanging_up_right_after_speaking_makes_the_report_all_the_same(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1").hangs_up()

    town.works()

    assert len(reports(town)) == 1


def test_hanging_up_before_speaking_makes_no_report(town: Town, home: Handset) -> None:
    home.dials().presses("3").hangs_up()
    at_the_tone(home).hangs_up()
    town.works()

    assert reports(town) == []


def test_the_same_recording_told_five_times_is_one_report_and_one_call_to_the_officer(
    town: Town, home: Handset
) -> None:
    at_the_tone(home).speaks("RE1")
    answers = {home.asks_again() for _ in range(5)}
    for _ in range(3):
        town.works()
    home.waits()
    answers_later = {home.asks_again() for _ in range(5)}

    assert (len(answers), len(answers_later)) == (1, 1)
    assert len(reports(town)) == 1
    with town.ports.store.read() as book:
        assert len(book.errands.about(ErrandKind.REPORT, reports(town)[0].id)) == 1


# ---------------------------------------------------------------------------------- the carrier is slow or errs


def test_a_voice_that_comes_late_is_waited_for(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1")
    town.carrier.down = CarrierThrottled(60)
    town.works()
    home.waits().hears("Un instant").waits().hears("Un instant")
    assert reports(town) == []
    town.carrier.down = None
    town.works()

    home.waits().hears("Son numéro est : 1", "appuyez sur le 2")


def test_who_waited_long_enough_gets_his_number_before_the_voice_is_there(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1")
    for _ in range(20):
        home.hears("Un instant").waits()

    home.hears("Son numéro est : 1").does_not_hear("appuyez sur le 2")
    town.works()
    assert len(reports(town)) == 1


def test_a_report_whose_voice_never_comes_is_not_kept_from_the_police(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1").hangs_up()
    town.carrier.down = CarrierUnclear("away")
    town.works()
    assert reports(town) == []

    town.passes(minutes=1)

    assert len(reports(town)) == 1
    town.carrier.down = None
    town.works()
    assert len(reports(town)) == 1


def test_a_recording_the_carrier_lost_is_reported_without_its_voice(town: Town, home: Handset) -> None:
    at_the_tone(home).speaks("RE1")
    town.carrier.down = CarrierRefused(20404, Fault.PERSON)
    town.works()
    town.carrier.down = None

    home.waits().hears("Son numéro est : 1").does_not_hear("appuyez sur le 2")
    assert len(reports(town)) == 1


# ------------------------------------------------------------------------------------------------ who reports


def test_a_report_is_of_the_partnership_whose_message_was_read(town: Town) -> None:
    lindens, orchard = partnerships_of_town()
    orchard = replace(orchard, charter_approved_on=lindens.charter_approved_on, officers=("peeters",))
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(), officers_of_town(), [lindens, orchard])
    town.has("Ana", HOME)
    town.has("Ana there", HOME, partnership="verger")
    with_message = town.drafts(partnership="verger")
    validate_alert(town.ports, with_message.id, by="peeters")
    launch_alert(town.ports, with_message.id, by="peeters")

    home = town.phone(HOME).dials().presses("3").hears("PLP Le Verger").presses("1").speaks("RE1")
    town.works()
    home.waits().hears("Son numéro est : 1")
    town.works()

    assert [(report.partnership, report.member) for report in reports(town)] == [("verger", "member-Ana there")]
    assert SUBSTITUTE_PHONE in town.rung()


def test_a_paused_member_may_report(town: Town) -> None:
    town.has("Ana", HOME, paused_until=town.clock.now() + timedelta(days=9))

    told(town, town.phone(HOME)).hears("Son numéro est : 1")


def test_in_dutch_everything_is_dutch(town: Town) -> None:
    town.has("Bram", HOME, language=NL)

    home = town.phone(HOME).dials().hears("Dit is de politie").presses("3").hears("Bij gevaar hangt u op", "opgenomen")
    home.presses("1").hears("Zeg na de pieptoon").speaks("RE1").hears("Een ogenblik")
    town.works()
    home.waits().hears("Het nummer is: 1").presses("2").hears("U hebt gezegd", "voice-RE1")


def test_a_stranger_can_leave_no_report(town: Town, home: Handset) -> None:
    stranger = town.phone("+32479999999").dials().presses("3")

    assert "Après le bip" not in stranger.said
    posted = town.posts(
        "/voice/steps/tell.record/2", CallSid=stranger.sid, RecordingSid="RE1", RecordingUrl="https://x"
    )
    assert posted.status_code == 404
    assert reports(town) == []


def test_neither_his_number_nor_his_words_are_in_a_log(
    town: Town, home: Handset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    told(town, home).presses("2").presses("9")

    assert HOME not in caplog.text
    assert "voice-RE1" not in caplog.text
