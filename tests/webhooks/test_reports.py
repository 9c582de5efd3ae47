"""A member's report on the police side: who is rung, what he hears, what he decides, and what the reporter is told."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.call import Recording, RecordingState
from plp.errand import ErrandKind, ErrandState
from plp.member import Role
from plp.outcome import By
from plp.report import TAKEN_WITHIN, Decision, Report
from services.codes import hash_code
from services.decide_report import decide_report
from services.make_report import make_report
from tests.fakes.town import (
    CLAES_PHONE,
    CODES,
    SUBSTITUTE_PHONE,
    Handset,
    Town,
    officers_of_town,
    partnerships_of_town,
    zone_of_town,
)

ANA, BEN, DESK_CODE = "+32479000001", "+3222000001", "771204"
DESK = zone_of_town().desk_number
WORDS = "Un homme essaie les portières des voitures."


@pytest.fixture
def street(town: Town) -> Town:
    """Ana and Ben live here; the desk has a code."""
    zone = zone_of_town(desk_code_hash=hash_code(DESK_CODE))
    with town.ports.store.write() as book:
        book.people.save_zone(zone, officers_of_town(), partnerships_of_town())
    town.has("Ana", ANA)
    town.has("Ben", BEN)
    return town


def reports(town: Town, name: str = "Ana", *, text: str = WORDS, recording: str | None = None) -> Report:
    """This neighbour reports something, and the workers ring whoever is owed a call."""
    with town.ports.store.write() as book:
        member = town._members[name]
        by = By.VOICE_IN if recording else By.SMS
        words = "" if recording else text
        made = make_report(town.ports, book, member, by=by, sender=member.phone.e164, text=words, recording=recording)
    town.works()
    return made


def report(town: Town, made: Report) -> Report:
    """The report as it stands."""
    with town.ports.store.read() as book:
        found = book.reports.report(made.id)
    assert found is not None
    return found


def picks_up(town: Town, officer: str = "claes") -> Handset:
    """The officer picks up and types his code."""
    phone = town.phone(CLAES_PHONE if officer == "claes" else SUBSTITUTE_PHONE)
    return phone.answers().hears("Votre code").types(CODES[officer])


def the_desk(town: Town) -> Handset:
    """The desk picks up and types its own code."""
    return town.phone(DESK).answers().hears("Votre code").types(DESK_CODE)


def told(town: Town, made: Report) -> list[str]:
    """The answers owed to the reporter."""
    with town.ports.store.read() as book:
        return [each.says for each in book.errands.about(ErrandKind.NOTICE, made.id)]


# ----------------------------------------------------------------------------------------- ringing


def test_a_report_rings_the_mandated_officer_who_hears_it_after_his_code(street: Town) -> None:
    reports(street)

    assert street.rung() == [CLAES_PHONE]
    phone = street.phone(CLAES_PHONE).answers().hears("Votre code").does_not_hear("portières", "Ana")
    phone.types(CODES["claes"]).hears("Signalement numéro 1", "à 10 heures", "Ana, du PLP Les Tilleuls", "0 4 7 9")
    phone.hears(WORDS, "Pour le valider, appuyez sur le 1")


def test_who_does_not_take_it_is_followed_by_his_substitute_then_the_desk_then_another_round(street: Town) -> None:
    reports(street)

    street.phone(CLAES_PHONE).is_busy()
    street.works()
    street.phone(SUBSTITUTE_PHONE).does_not_answer()
    street.works()
    street.phone(DESK).is_busy()
    street.works()
    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE, DESK]

    street.passes(seconds=20)
    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE, DESK, CLAES_PHONE]


def test_three_rounds_are_rung_and_no_more(street: Town) -> None:
    made = reports(street)
    for _ in range(3):
        for number in (CLAES_PHONE, SUBSTITUTE_PHONE, DESK):
            street.phone(number).is_busy()
            street.passes(seconds=21)

    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE, DESK] * 3
    assert report(street, made).decision is None


def test_wrong_codes_let_nothing_be_heard_and_the_next_one_is_rung(street: Town) -> None:
    reports(street)
    phone = street.phone(CLAES_PHONE).answers()
    for _ in range(3):
        phone.types("111111").does_not_hear("portières")
    phone.hangs_up()
    street.works()

    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE]


@pytest.mark.parametrize("ways", [[], ["code"], ["code", "waits"], ["code", "*"], ["code", "9"], ["code", "0"]])
def test_a_hang_up_at_any_step_leaves_it_undecided_and_rings_the_next_one(street: Town, ways: list[str]) -> None:
    made = reports(street)
    phone = street.phone(CLAES_PHONE).answers()
    for way in ways:
        if way == "code":
            phone.types(CODES["claes"])
        elif way == "waits":
            phone.waits()
        else:
            phone.presses(way)
    phone.hangs_up()
    street.works()

    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE]
    assert report(street, made).decision is None
    picks_up(street, "peeters").hears(WORDS)


def test_silence_decides_nothing_and_ends_the_call(street: Town) -> None:
    made = reports(street)

    picks_up(street).listens_to_the_end()

    assert report(street, made).decision is None


def test_mashed_keys_mean_the_first_one_and_the_same_request_decides_once(street: Town) -> None:
    made = reports(street)
    phone = picks_up(street).presses("2233")

    assert report(street, made).decision is Decision.NO_ACTION
    first = phone.said
    for _ in range(5):
        assert "C'est noté" in phone.asks_again()
    assert "C'est noté" in first
    assert told(street, made) == ["report_no_action"]


def test_a_locked_officer_is_passed_over(street: Town) -> None:
    with street.ports.store.write() as book:
        book.people.set_lock("claes", locked=True)

    reports(street)

    assert street.rung() == [SUBSTITUTE_PHONE]


def test_a_chain_that_broke_goes_on_with_the_sweep(street: Town) -> None:
    made = reports(street)
    with street.ports.store.write() as book:
        [errand] = book.errands.about(ErrandKind.REPORT, made.id)
        book.errands.move(errand.id, was={errand.state}, to=ErrandState.ENDED)  # and nothing followed

    street.sweeps()
    street.works()

    assert street.rung() == [CLAES_PHONE, SUBSTITUTE_PHONE]


# ---------------------------------------------------------------------------------------- deciding


@pytest.mark.parametrize(
    ("key", "decision", "answer"),
    [("2", Decision.NO_ACTION, "Aucune action"), ("3", Decision.PATROL, "Nous nous en occupons")],
)
def test_the_reporter_is_answered_by_the_channel_he_used(
    street: Town, key: str, decision: Decision, answer: str
) -> None:
    made = reports(street)

    picks_up(street).presses(key).hears("C'est noté").waits().hears("Rien d'autre n'attend").presses("9").hangs_up()
    street.works()

    assert (report(street, made).decision, report(street, made).decided_by) == (decision, "claes")
    assert street.texted() == [ANA]
    assert answer in street.phone(ANA).letter.body
    assert street.rung() == [CLAES_PHONE]
    street.passes(minutes=30)
    assert street.texted() == [ANA]


def test_who_reported_by_voice_is_rung_and_told(street: Town) -> None:
    reports(street, "Ben", recording="RE1")
    picks_up(street).presses("3").presses("9").hangs_up()
    street.works()

    ben = street.phone(BEN).answers().hears("Ici la police", "signalement numéro 1", "Elle s'en occupe")
    ben.listens_to_the_end()
    assert street.texted() == []


def test_a_member_who_is_paused_is_answered_all_the_same(street: Town) -> None:
    until = street.clock.now() + timedelta(days=7)
    street.has("Cid", "+32479000009", paused_until=until)
    reports(street, "Cid")

    picks_up(street).hears("Cid").presses("2").presses("9").hangs_up()
    street.works()

    assert street.texted() == ["+32479000009"]


def test_nothing_private_is_written_to_a_log(street: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reports(street)
        picks_up(street).presses("2").presses("9").hangs_up()
        street.passes(minutes=11)

    for private in (ANA, ANA[3:], "portières", "Ana", CODES["claes"]):
        assert private not in caplog.text


def test_the_voice_of_a_report_is_played_and_four_plays_it_again(street: Town) -> None:
    with street.ports.store.write() as book:
        book.conversations.add_recording(
            Recording("RE1", "CA1", "fr", "https://x.example/RE1", RecordingState.KEPT, street.clock.now(), "voice-RE1")
        )
    reports(street, "Ben", recording="RE1")

    phone = picks_up(street).hears("voice-RE1", "appuyez sur le 4")

    phone.waits().does_not_hear("voice-RE1").presses("4").hears("voice-RE1")


def test_a_voice_that_has_not_arrived_is_told_so(street: Town) -> None:
    with street.ports.store.write() as book:
        url = "https://x.example/RE1"
        book.conversations.add_recording(Recording("RE1", "CA1", "fr", url, RecordingState.WAITING, street.clock.now()))
    reports(street, "Ben", recording="RE1")

    picks_up(street).hears("pas encore arrivée")


def test_validating_leads_to_a_message_of_his_own_which_is_linked(street: Town) -> None:
    prepared = street.drafts()
    made = reports(street)

    phone = picks_up(street).presses("1").hears("PLP Les Tilleuls", "camionnette").does_not_hear("portières")
    phone.presses("1").hears("formez ces deux chiffres")
    phone.presses(phone.pair).hears("C'est lancé")

    assert report(street, made).decision is Decision.VALIDATED
    assert report(street, made).alert == prepared.id
    assert told(street, made) == []
    street.passes(seconds=15)
    assert told(street, made) == ["report_sent"]
    street.passes(minutes=10)
    assert told(street, made) == ["report_sent"]


def test_his_own_voice_becomes_the_draft_and_never_the_members(street: Town) -> None:
    made = reports(street, "Ben", recording="RE1")
    phone = picks_up(street).presses("1").hears("Aucun message préparé").presses("3")

    phone.hears("dites votre message en français").speaks("RE2")
    street.works()
    phone.waits().hears("Vous avez dit").presses("1").hears("néerlandais").waits().hears("formez ces deux")

    linked = report(street, made).alert
    assert linked is not None
    assert street.alert(linked).recordings == {"fr": "voice-RE2"}
    assert street.alert(linked).kind is Kind.URGENT
    phone.presses(phone.pair).hears("C'est lancé")
    assert street.cascades()[0].alert == linked


def test_what_was_validated_but_not_launched_is_answered_after_five_minutes(street: Town) -> None:
    made = reports(street)
    picks_up(street).presses("1").hangs_up()

    street.passes(minutes=4)
    assert told(street, made) == []
    street.passes(minutes=1)
    assert told(street, made) == ["report_taken"]


def test_a_launch_that_was_cancelled_in_time_tells_nobody_that_it_was_sent(street: Town) -> None:
    street.drafts()
    made = reports(street)
    phone = picks_up(street).presses("1").presses("1")
    phone.presses(phone.pair).presses("*").hears("Annulé")

    street.passes(minutes=6)

    assert told(street, made) == ["report_taken"]


# ------------------------------------------------------------------------------- never two on one


def test_while_one_hears_it_another_is_told_so(street: Town) -> None:
    made = reports(street)
    picks_up(street)

    peeters = street.phone(SUBSTITUTE_PHONE).dials().types(CODES["peeters"]).hears("Signalements en attente : 1")
    peeters.presses("3").hears("entendu en ce moment par Inspecteur Claes").does_not_hear("portières")

    assert report(street, made).decision is None


def test_once_it_is_decided_the_telephones_that_ring_fall_silent(street: Town) -> None:
    made = reports(street)
    ringing = street.phone(CLAES_PHONE).takes_up()

    decide_report(street.ports, made.id, Decision.PATROL, by="peeters")

    assert street.carrier.ended == [ringing.sid]
    ringing.reports("canceled")
    street.passes(minutes=5)
    assert street.rung() == [CLAES_PHONE]


def test_who_has_picked_up_meanwhile_is_told_that_it_is_taken(street: Town) -> None:
    made = reports(street)
    phone = street.phone(CLAES_PHONE).answers()
    decide_report(street.ports, made.id, Decision.PATROL, by="peeters")

    phone.types(CODES["claes"]).hears("déjà été pris").waits().hears("Pour lancer un message")


def test_a_hold_ends_with_the_call(street: Town) -> None:
    reports(street)
    picks_up(street).hangs_up()

    peeters = street.phone(SUBSTITUTE_PHONE).dials().types(CODES["peeters"])
    peeters.presses("3").hears(WORDS)


# ---------------------------------------------------------------------------------------- the desk


def test_the_desk_has_its_own_code_and_hears_the_report(street: Town) -> None:
    made = reports(street)
    for number in (CLAES_PHONE, SUBSTITUTE_PHONE):
        street.phone(number).is_busy()
        street.works()

    the_desk(street).hears(WORDS).presses("3").hears("C'est noté").waits().waits().hears("Signalements en attente : 0")

    assert (report(street, made).decision, report(street, made).decided_by) == (Decision.PATROL, "desk")


def test_what_the_desk_validates_rings_the_officers_who_launch_it(street: Town) -> None:
    alert = street.drafts()
    made = reports(street)
    for number in (CLAES_PHONE, SUBSTITUTE_PHONE):
        street.phone(number).is_busy()
        street.works()
    the_desk(street).presses("1").hears("Le policier mandaté est appelé").presses("9").hangs_up()
    street.works()
    street.phone(CLAES_PHONE).is_busy()
    street.works()

    phone = picks_up(street, "peeters").hears(WORDS, "Le central a validé").presses("1").hears("camionnette")
    phone.presses("1").presses(phone.pair).hears("C'est lancé")

    assert report(street, made).alert == alert.id


def test_the_desk_rings_and_finds_what_waits(street: Town) -> None:
    made = reports(street)
    street.phone(CLAES_PHONE).is_busy()

    desk = street.phone(DESK).dials().hears("Votre code").types(DESK_CODE).hears("Signalements en attente : 1")
    desk.presses("1").hears(WORDS).presses("2").hears("C'est noté")

    assert report(street, made).decided_by == "desk"


def test_three_wrong_codes_close_the_desks_way_in(street: Town) -> None:
    desk = street.phone(DESK).dials()
    for _ in range(3):
        desk.types("000000").does_not_hear("Signalements")

    street.phone(DESK).dials().hears("fermé pour quinze minutes")


# -------------------------------------------------------------------------------- nobody takes it


def test_after_ten_minutes_desk_and_coordinator_are_told_once_and_it_is_loud(
    street: Town, caplog: pytest.LogCaptureFixture
) -> None:
    street.has("Cora", "+32479000003", role=Role.COORDINATOR)
    reports(street)
    street.phone(CLAES_PHONE).is_busy()

    with caplog.at_level(logging.ERROR):
        street.passes(minutes=TAKEN_WITHIN.total_seconds() / 60)
        street.passes(minutes=1)

    loud = [line.getMessage() for line in caplog.records if "report_waits_too_long" in line.getMessage()]
    assert len(loud) == 1
    assert "portières" not in loud[0]
    assert street.texted() == ["+32479000003"]
    assert "un signalement attend" in street.phone("+32479000003").letter.body
    assert "portières" not in street.phone("+32479000003").letter.body
    gauges = street.ports.store.gauges()
    assert gauges["reports_waiting"] == 1
    street.phone(SUBSTITUTE_PHONE).is_busy()
    street.passes(seconds=30)
    desk = [order for order in street.carrier.call_orders if order.to == DESK]
    assert desk


# ---------------------------------------------------------------------------------- officer's menu


def test_the_menu_tells_how_many_wait_and_goes_through_them(street: Town) -> None:
    first = reports(street)
    street.clock.sleep(timedelta(minutes=1))
    second = reports(street, "Ben", text="Une porte est ouverte.")
    street.phone(CLAES_PHONE).is_busy()

    phone = street.phone(CLAES_PHONE).dials().types(CODES["claes"]).hears("Signalements en attente : 2")
    phone.presses("3").hears(WORDS).presses("*").hears("porte est ouverte").presses("2").hears("C'est noté")
    phone.waits().hears("Rien d'autre n'attend").waits().hears("Signalements en attente : 1")

    assert report(street, first).decision is None
    assert report(street, second).decision is Decision.NO_ACTION


def test_with_nothing_waiting_the_menu_says_nothing_of_it(street: Town) -> None:
    phone = street.phone(CLAES_PHONE).dials().types(CODES["claes"]).does_not_hear("en attente")

    phone.presses("3").hears("Aucun signalement").waits().hears("Pour lancer un message")


def test_an_officer_hears_only_reports_of_his_partnerships(street: Town) -> None:
    reports(street)

    phone = street.phone("+32470100003").dials().types(CODES["wouters"]).does_not_hear("en attente")
    phone.presses("3").hears("Aucun signalement")
