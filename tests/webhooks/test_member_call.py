"""The call a member gets, step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Final
from services.prepare_speech import prepare_speech
from services.stop_cascade import stop_cascade
from tests.fakes.town import BASE, Handset, Town

ANA = "+32479000001"


@pytest.fixture
def ana(town: Town) -> Handset:
    town.has("Ana", ANA, wish="voice")
    town.launches()
    return town.phone(ANA)


def test_a_call_without_a_key_says_everything_and_is_heard(town: Town, ana: Handset) -> None:
    ana.answers().hears("Ici la police", "PLP Les Tilleuls", "Sainte-Agathe")
    ana.waits().hears("message numéro 1", "camionnette blanche").does_not_hear("mot de passe")
    ana.waits().hears("Je répète", "camionnette blanche")
    assert not town.delivery("Ana").heard

    ana.waits().hears("appuyez sur une touche").waits().hears("appuyez sur une touche").waits()
    ana.hears("appuyez sur une touche").waits().hears("ni code, ni argent", "0 2, 6 1 0, 0 1, 0 0")
    assert ana.has_been_hung_up
    ana.hangs_up()

    assert town.outcomes("Ana") == ["heard"]
    assert (town.delivery("Ana").final, town.delivery("Ana").heard) == (Final.INFORMED, True)


# ------------------------------------------------------------------------------------ the password


def test_the_password_is_said_once_a_person_is_certain(ana: Handset) -> None:
    ana.answers(by="human").waits().hears("Votre mot de passe est : tournesol0").waits().hears("message numéro 1")


def test_a_key_in_the_opening_leads_to_password_and_message_and_acknowledges_nothing(town: Town, ana: Handset) -> None:
    ana.answers().presses("1").hears("Votre mot de passe").waits().hears("camionnette blanche")

    assert not town.delivery("Ana").acknowledged
    assert town.delivery("Ana").reached


@pytest.mark.parametrize("guess", ["", "unknown", "machine_start", "machine_end_beep", "fax"])
def test_the_password_is_kept_from_whoever_may_be_a_machine(ana: Handset, guess: str) -> None:
    ana.answers(by=guess)

    for _ in range(6):
        ana.waits().does_not_hear("mot de passe")


# ------------------------------------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("silences", "key"), [(1, "1"), (2, "3"), (3, "0"), (4, "9"), (5, "*"), (1, "#"), (2, "5#9*"), (3, "88888888")]
)
def test_any_key_but_two_acknowledges_in_every_part_of_the_message(
    town: Town, ana: Handset, silences: int, key: str
) -> None:
    ana.answers()
    for _ in range(silences):
        ana.waits()

    ana.presses(key).hears("vous avez compris")

    assert ana.has_been_hung_up
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


def test_the_acknowledgement_is_on_record_before_thank_you_is_said(town: Town, ana: Handset) -> None:
    ana.answers().waits().presses("1").hears("Merci")

    assert town.outcomes("Ana") == ["acknowledged"]
    assert town.delivery("Ana").acknowledged


def test_two_says_the_message_again_and_acknowledges_nothing(town: Town, ana: Handset) -> None:
    ana.answers().waits().presses("2").hears("message numéro 1").waits().hears("Je répète").presses("2")
    ana.hears("message numéro 1").waits().waits().hears("appuyez sur le 2").presses("2").hears("message numéro 1")

    assert not town.delivery("Ana").acknowledged


def test_whoever_hears_again_is_a_person_whatever_detection_guesses_later(town: Town, ana: Handset) -> None:
    ana.answers().waits().presses("2")

    ana.is_guessed("machine_end_beep")

    assert town.carrier.sent_to == []
    assert ana.hangs_up()
    assert town.outcomes("Ana") == ["cut-short"]


def test_the_same_request_again_says_the_same_and_does_nothing_twice(town: Town, ana: Handset) -> None:
    ana.answers()
    assert parsed_again(ana)
    ana.waits()
    assert parsed_again(ana)
    ana.presses("1")
    assert parsed_again(ana)
    assert parsed_again(ana)

    assert town.outcomes("Ana") == ["acknowledged"]


def parsed_again(phone: Handset) -> bool:
    """Whether the carrier's last request gets, word for word, the same answer once more."""
    return phone.asks_again() == phone.asks_again() and phone.said.split()[0] in phone.asks_again()


# ----------------------------------------------------------------------------------- hanging up


@pytest.mark.parametrize(
    ("silences", "outcome", "heard"),
    [(0, "cut-short", False), (1, "cut-short", False), (2, "cut-short", False), (3, "heard", True), (6, "heard", True)],
)
def test_hanging_up_tells_how_much_was_heard(
    town: Town, ana: Handset, silences: int, outcome: str, heard: bool
) -> None:
    ana.answers()
    for _ in range(silences):
        ana.waits()

    ana.hangs_up()

    assert town.outcomes("Ana") == [outcome]
    assert (town.delivery("Ana").heard, town.delivery("Ana").reached) == (heard, True)


def test_a_carrier_that_asks_once_more_after_he_hung_up_proves_no_reading(town: Town, ana: Handset) -> None:
    ana.answers().waits().waits().hears("Je répète")

    gather = ana.twiml.find("Gather")
    assert gather is not None
    ana._asks(gather.attrib["action"], Digits="", CallStatus="completed").hangs_up()

    assert town.outcomes("Ana") == ["cut-short"]
    assert not town.delivery("Ana").heard


def test_a_carrier_that_falls_through_in_silence_says_everything_all_the_same(town: Town, ana: Handset) -> None:
    ana.answers()
    while not ana.has_been_hung_up:
        after = ana.twiml.find("Redirect")
        assert after is not None
        ana._asks(str(after.text))
    ana.hangs_up()

    assert town.outcomes("Ana") == ["heard"]


def test_the_readings_count_even_when_the_end_is_told_first(town: Town, ana: Handset) -> None:
    ana.answers().waits().waits()
    ana.hangs_up()

    ana.waits()  # the carrier's request and its last report crossed on the way

    assert town.outcomes("Ana") == ["heard"]
    assert town.delivery("Ana").final is Final.INFORMED


def test_a_key_counts_even_when_the_end_is_told_first(town: Town, ana: Handset) -> None:
    ana.answers().waits()
    ana.hangs_up()

    ana.presses("1")

    assert town.outcomes("Ana") == ["acknowledged"]
    assert town.delivery("Ana").final is Final.ACKNOWLEDGED


# ------------------------------------------------------------------------------------- machines


def test_a_machine_gets_a_word_without_details_and_is_rung_again(town: Town, ana: Handset) -> None:
    ana.answers(by="machine_end_beep").goes_to_voicemail()
    ana.hears("Un message important", "0 2, 6 1 0, 0 1, 0 0").does_not_hear("camionnette", "mot de passe")
    ana.waits()
    assert ana.has_been_hung_up
    assert ana.said == ""
    ana.hangs_up()

    assert town.outcomes("Ana") == ["machine"]
    assert not town.delivery("Ana").reached
    assert town.delivery("Ana").due_at == town.clock.now() + timedelta(minutes=5)


@pytest.mark.parametrize("guess", ["machine_start", "machine_end_beep", "machine_end_other", "machine", "fax"])
def test_a_machine_told_of_as_the_call_begins_gets_its_word_at_once(town: Town, ana: Handset, guess: str) -> None:
    ana.takes_up().reports("in-progress")
    answer = town.posts(ana.order.url, CallSid=ana.sid, CallStatus="in-progress", AnsweredBy=guess)
    assert "Un message important vous attend" in answer.text

    ana.is_guessed(guess).reports("completed")

    assert town.carrier.sent_to == []
    assert is_owed_another_try(town)


def test_a_machine_told_of_only_as_the_call_ends_has_not_heard(town: Town, ana: Handset) -> None:
    ana.answers().waits().waits().waits()

    ana.reports("completed", AnsweredBy="machine_start")

    assert is_owed_another_try(town)


def test_a_machine_told_of_when_the_end_is_reported_once_more_takes_back_what_was_believed(
    town: Town, ana: Handset
) -> None:
    ana.answers().listens_to_the_end()
    assert town.delivery("Ana").heard

    ana.reports("completed", AnsweredBy="machine_start")

    assert is_owed_another_try(town)


def is_owed_another_try(town: Town) -> bool:
    """Whether Ana's one call met a machine: she is not informed, and not given up."""
    owed = town.delivery("Ana")
    return town.outcomes("Ana") == ["machine"] and (owed.reached, owed.heard, owed.final) == (False, False, None)


def test_the_carriers_words_count_in_any_case(town: Town, ana: Handset) -> None:
    ana.takes_up().reports("Ringing").reports("In-Progress")
    ana.is_guessed("Machine_Start").reports("Completed")

    assert town.outcomes("Ana") == ["machine"]


def test_a_key_outranks_a_machine_told_of_as_the_call_ends(town: Town, ana: Handset) -> None:
    ana.answers().waits().presses("2").reports("completed", AnsweredBy="machine_start")

    assert town.outcomes("Ana") == ["cut-short"]
    assert town.delivery("Ana").reached


def test_a_key_on_voicemail_brings_the_person_back_to_the_message(town: Town, ana: Handset) -> None:
    ana.answers(by="machine_start").goes_to_voicemail()

    ana.presses("4").hears("message numéro 1", "camionnette").waits().waits().hangs_up()

    assert town.outcomes("Ana") == ["heard"]
    assert town.delivery("Ana").reached


def test_the_same_guess_twice_interrupts_once(town: Town, ana: Handset) -> None:
    ana.answers(by="machine_start").is_guessed("machine_start")

    assert len(town.carrier.sent_to) == 1


def test_a_key_pressed_while_the_guess_arrives_is_not_lost(town: Town, ana: Handset) -> None:
    ana.answers().waits()
    before = ana.twiml
    ana.is_guessed("machine_end_beep").goes_to_voicemail()

    ana.twiml = before
    ana.presses("1").hears("vous avez compris")

    assert town.outcomes("Ana") == ["acknowledged"]


def test_a_verdict_after_a_call_that_seemed_heard_takes_it_back(town: Town, ana: Handset) -> None:
    ana.answers().listens_to_the_end()
    assert town.delivery("Ana").final is Final.INFORMED

    ana.is_guessed("machine_end_silence")

    delivery = town.delivery("Ana")
    assert (delivery.final, delivery.heard, delivery.reached) == (None, False, False)
    assert delivery.due_at == town.clock.now() + timedelta(minutes=5)
    assert town.cascades()[0].state.value == "running"


def test_a_verdict_after_a_call_cut_short_takes_back_that_a_person_was_there(town: Town, ana: Handset) -> None:
    ana.answers().waits().hangs_up()
    assert town.delivery("Ana").reached

    ana.is_guessed("machine_end_beep")

    assert town.outcomes("Ana") == ["machine"]
    assert not town.delivery("Ana").reached
    assert town.delivery("Ana").due_at == town.clock.now() + timedelta(minutes=5)


def test_a_late_verdict_on_a_closed_message_opens_it_until_the_member_is_accounted_for(town: Town) -> None:
    town.has("Bea", "+32479000002", wish="voice")
    cascade = town.launches(Kind.PREVENTION)
    bea = town.phone("+32479000002").answers().listens_to_the_end()
    assert town.alert(cascade.alert).state.value == "closed"

    bea.is_guessed("machine_end_beep")

    assert town.alert(cascade.alert).state.value == "launched"
    town.passes(minutes=60)
    bea.answers().listens_to_the_end()
    assert town.delivery("Bea").final is Final.INFORMED
    assert town.alert(cascade.alert).state.value == "closed"


def test_a_late_verdict_that_takes_nothing_back_leaves_a_closed_message_closed(town: Town) -> None:
    town.has("Bea", "+3222000002")
    cascade = town.launches(Kind.PREVENTION)
    bea = town.phone("+3222000002").answers().hangs_up()
    town.passes(minutes=30)
    bea.answers().hangs_up()
    assert town.delivery("Bea").final is Final.UNREACHED

    bea.is_guessed("machine_end_beep")

    assert town.alert(cascade.alert).state.value == "closed"


def test_a_verdict_never_takes_back_an_acknowledgement(town: Town, ana: Handset) -> None:
    ana.answers().waits().presses("1").hangs_up()

    ana.is_guessed("machine_end_beep")

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
    assert town.outcomes("Ana") == ["acknowledged"]


# ------------------------------------------------------------------------------------ withdrawn


def test_whoever_listens_hears_that_the_message_was_withdrawn(town: Town, ana: Handset) -> None:
    ana.answers().waits()
    stop_cascade(town.ports, town.cascades()[0].id, by="claes")

    ana.presses("1").hears("retiré par la police").does_not_hear("compris")

    assert ana.has_been_hung_up
    assert not town.delivery("Ana").acknowledged


def test_whoever_picks_up_after_the_stop_hears_that_it_was_withdrawn(town: Town, ana: Handset) -> None:
    stop_cascade(town.ports, town.cascades()[0].id, by="claes")

    ana.answers().hears("retiré par la police").does_not_hear("camionnette")


def test_a_machine_that_answers_a_withdrawn_message_is_not_told_that_one_awaits(town: Town, ana: Handset) -> None:
    ana.answers()
    stop_cascade(town.ports, town.cascades()[0].id, by="claes")

    ana.is_guessed("machine_end_beep")

    ana.goes_to_voicemail().hears("retiré").does_not_hear("important", "Appelez")


# ------------------------------------------------------------------------------- whose call is it


def test_another_call_cannot_pass_for_ours(town: Town, ana: Handset) -> None:
    ana.answers().waits()

    assert town.posts(ana.order.url, CallSid="CAelse").status_code == 404
    assert town.posts(ana.order.status_url, CallSid="CAelse", CallStatus="busy").status_code == 204
    assert town.posts(str(ana.order.machine_url), CallSid="CAelse", AnsweredBy="fax").status_code == 204
    assert town.outcomes("Ana") == ["answered"]
    assert town.carrier.sent_to == []


def test_steps_of_no_conversation_are_not_there(town: Town, ana: Handset) -> None:
    ana.answers()

    assert town.posts("/voice/steps/call.first/1", CallSid="CAnobody").status_code == 404
    assert town.posts("/voice/steps/no.such/1", CallSid=ana.sid).status_code == 404
    assert town.posts("/voice/steps/call.first/7", CallSid=ana.sid).status_code == 404
    assert town.posts(f"/voice/steps/call.first/{10**30}", CallSid=ana.sid).status_code == 404


def test_a_step_that_was_never_offered_at_this_turn_does_nothing(town: Town, ana: Handset) -> None:
    ana.answers()

    answer = town.posts("/voice/steps/officer.menu/1", CallSid=ana.sid, Digits="1")

    assert answer.status_code == 404
    ana.waits().hears("message numéro 1")


# ---------------------------------------------------------------------------------------- clips


def test_the_whole_call_is_played_when_the_shelf_has_all_of_it(town: Town) -> None:
    town.has("Bea", "+32479000002", wish="voice")
    town.speech.keeps = True
    town.launches(placing=False)
    prepare_speech(town.ports)
    town.works()

    bea = town.phone("+32479000002").answers(by="human")
    for _ in range(8):
        assert bea.sentences == []
        if bea.has_been_hung_up:
            break
        assert f"{BASE}/media/clip-" in bea.said
        bea.waits()


def test_not_half_a_call_in_one_voice_and_half_in_another(town: Town, ana: Handset) -> None:
    town.speech.keeps = True
    town.speech.prepare([("Bonjour.", "fr")])

    ana.answers()

    while not ana.has_been_hung_up:
        assert "/media/" not in ana.said
        ana.waits()
