"""Hearing again: every message, in every language, by everybody behind a line; and nothing rings about it any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from plp.alert import Kind
from plp.cascade import Cascade, Final
from plp.member import Standing
from plp.outcome import By
from services.acknowledge import acknowledge_by_answer
from services.launch_alert import launch_alert
from services.stop_cascade import stop_cascade
from services.validate_alert import validate_alert
from tests.fakes.town import FR, NL, Handset, Town, officers_of_town, partnerships_of_town, zone_of_town

HOME, MOBILE = "+3222000001", "+32479000001"


@pytest.fixture
def home(town: Town) -> Handset:
    town.has("Ana", HOME)
    return town.phone(HOME)


def launched(town: Town, word: str, **more: object) -> Cascade:
    """A message with a word of its own, missed by Ana."""
    cascade = town.launches(texts={FR: f"{word} rôde.", NL: f"{word} zwerft."}, **more)
    town.clock.sleep(timedelta(minutes=1))
    return cascade


# ----------------------------------------------------------------------------------- nothing rings any more


def test_what_was_heard_by_calling_in_silences_a_phone_that_rings_elsewhere(town: Town) -> None:
    town.has("Ana", MOBILE, second_phone=HOME, wish="voice")
    town.launches()
    ringing = town.phone(MOBILE).takes_up()
    ringing.reports("ringing")

    town.phone(HOME).dials().hears("camionnette").waits()

    assert town.carrier.ended == [ringing.sid]
    assert (town.delivery("Ana").final, town.delivery("Ana").heard) == (Final.INFORMED, True)
    ringing.reports("canceled")
    town.passes(hours=1)
    assert town.rung() == [MOBILE]


def test_a_call_that_is_being_placed_while_he_listens_is_ended_as_soon_as_it_is_known(town: Town) -> None:
    town.has("Ana", MOBILE, second_phone=HOME, wish="voice")
    town.carrier.before_answering = lambda order, sid: town.phone(HOME).dials().waits() and None

    town.launches()

    assert town.carrier.ended == [town.carrier.sid_of(town.phone(MOBILE).order.id)]
    assert town.delivery("Ana").final is Final.INFORMED


def test_what_was_not_heard_to_its_end_goes_on_as_planned(town: Town, home: Handset) -> None:
    town.launches()
    home.is_busy()

    home.dials().presses("9")

    town.passes(minutes=2)
    assert town.rung() == [HOME, HOME]


# --------------------------------------------------------------------------------------------- two messages


def test_of_two_open_messages_the_newest_is_read_first_and_each_is_heard_by_itself(town: Town, home: Handset) -> None:
    older, newer = launched(town, "Un renard"), launched(town, "Un loup")

    home.dials().hears("message numéro 2", "Un loup").does_not_hear("renard")
    home.waits().hears("Un autre message", "message numéro 1", "Un renard").does_not_hear("loup")
    assert (town.delivery("Ana", newer).heard, town.delivery("Ana", older).heard) == (True, False)
    home.waits().hears("compris le message numéro 1", "appuyez sur le 1")

    assert [town.delivery("Ana", each).heard for each in (older, newer)] == [True, True]
    home.presses("1").hears("Merci")
    assert town.delivery("Ana", older).final is Final.ACKNOWLEDGED
    assert town.delivery("Ana", newer).final is Final.INFORMED


def test_each_of_two_messages_is_acknowledged_by_itself(town: Town, home: Handset) -> None:
    older, newer = launched(town, "Un renard"), launched(town, "Un loup")

    home.dials().presses("1").hears("Merci", "Un autre message", "Un renard")
    assert not town.delivery("Ana", older).acknowledged
    home.presses("1").hears("Merci", "Au revoir")

    assert home.has_been_hung_up
    assert [town.delivery("Ana", each).final for each in (older, newer)] == [Final.ACKNOWLEDGED] * 2
    assert [[tried.by for tried in town.attempts("Ana", each)].count(By.VOICE_IN) for each in (older, newer)] == [1, 1]


def test_what_he_has_understood_is_not_read_a_second_time_but_for_the_newest(town: Town, home: Handset) -> None:
    launched(town, "Un renard")
    home.dials().presses("1")
    launched(town, "Un loup")

    home.dials().hears("Un loup").waits().hears("compris le message numéro 2").does_not_hear("renard")


def test_a_message_launched_while_he_listens_is_read_to_him_too(town: Town, home: Handset) -> None:
    launched(town, "Un renard")
    home.dials().hears("Un renard")
    launched(town, "Un loup")

    home.waits().hears("Un autre message", "Un loup").waits().hears("compris le message numéro 2")


def test_a_message_withdrawn_while_he_listens_is_told_and_the_other_is_read(town: Town, home: Handset) -> None:
    launched(town, "Un renard")
    newer = launched(town, "Un loup")
    home.dials().hears("Un loup")
    stop_cascade(town.ports, newer.id, by="claes")

    home.presses("1").hears("retiré par la police").does_not_hear("Au revoir")
    home.waits().hears("Un renard").waits().hears("compris le message numéro 1")


def test_a_message_withdrawn_while_he_listens_leaves_him_his_other_choices(town: Town, home: Handset) -> None:
    cascade = town.launches()
    home.dials()
    stop_cascade(town.ports, cascade.id, by="claes")

    home.waits().hears("retiré").waits().hears("signaler").does_not_hear("compris", "camionnette")


def test_four_open_messages_at_most_are_read_in_a_row(town: Town, home: Handset) -> None:
    for word in ("Un", "Deux", "Trois", "Quatre", "Cinq"):
        launched(town, word)

    home.dials().hears("Cinq rôde").waits().hears("Quatre").waits().hears("Trois").waits().hears("Deux rôde")

    home.waits().hears("compris le message numéro 2")


# ------------------------------------------------------------------------------------------ earlier messages


def test_the_messages_of_the_last_thirty_days_are_read_one_after_the_other(town: Town, home: Handset) -> None:
    for word, days in (("Un cerf", 20), ("Un renard", 10), ("Un loup", 8), ("Un ours", 0)):
        launched(town, word)
        home.dials().presses("1")
        town.clock.sleep(timedelta(days=days))

    home.dials().hears("Un ours").presses("4").hears("trente derniers jours", "étoile").presses("1")
    home.hears("plus ancien", "numéro 3 de l'année 2026", "Un loup")
    home.waits().hears("numéro 2", "Un renard").waits().hears("pas d'autre message").does_not_hear("cerf")
    home.waits().hears("appuyez sur le 3").waits()


def test_an_earlier_message_may_be_repeated_and_acknowledged(town: Town, home: Handset) -> None:
    earlier = launched(town, "Un renard")
    launched(town, "Un loup")

    home.dials().presses("4").presses("1").hears("Un renard").presses("2").hears("Un renard")
    home.presses("1").hears("Merci").waits().hears("pas d'autre message")

    assert town.delivery("Ana", earlier).final is Final.ACKNOWLEDGED
    home.presses("*").hears("appuyez sur le 3").presses("4").presses("1").hears("Un renard")


def test_a_star_goes_back_from_everywhere(town: Town, home: Handset) -> None:
    launched(town, "Un renard")
    launched(town, "Un loup")

    home.dials().presses("4").presses("1").hears("Un renard").presses("*").hears("trente derniers jours")
    home.presses("*").hears("compris le message").presses("*").hears("rôde").presses("3").presses("*").hears("compris")


def test_without_a_message_there_is_no_earlier_one(town: Town, home: Handset) -> None:
    home.dials().hears("pas de message").presses("4").presses("1").hears("pas d'autre message")
    home.waits().hears("signaler quelque chose").does_not_hear("compris")


# ------------------------------------------------------------------------------- everybody behind one line


def test_two_languages_behind_one_line_are_both_read_and_both_are_heard(town: Town, home: Handset) -> None:
    town.has("Bram", HOME, language=NL)
    town.launches()
    home.is_busy()

    home.dials().hears("Ici la police", "camionnette", "Dit is de politie", "bestelwagen")
    assert home.said.index("camionnette") < home.said.index("Dit is de politie") < home.said.index("bestelwagen")
    home.waits().hears("appuyez sur le 1", "druk dan op 1")

    assert [town.delivery(name).final for name in ("Ana", "Bram")] == [Final.INFORMED] * 2
    home.presses("1").hears("Merci", "Dank u")
    assert [town.delivery(name).final for name in ("Ana", "Bram")] == [Final.ACKNOWLEDGED] * 2


def test_a_voice_recorded_by_the_officer_is_played_once_to_two_who_speak_its_language(town: Town) -> None:
    town.has("Ana", HOME)
    town.has("Ben", HOME)
    town.has("Bram", HOME, language=NL)
    alert = town.drafts(texts={}, recordings={FR: "voice-fr"})
    validate_alert(town.ports, alert.id, by="claes")
    launch_alert(town.ports, alert.id, by="claes")

    home = town.phone(HOME).dials()

    assert home.said.count("voice-fr") == 1
    home.hears("Bericht van de politie voor BIN De Linden")


def test_a_member_of_three_partnerships_hears_the_newest_of_all_and_then_the_others(town: Town) -> None:
    lindens, orchard = partnerships_of_town()
    chartered = replace(orchard, charter_approved_on=lindens.charter_approved_on)
    brook = replace(lindens, slug="ruisseau", number=14, name={"fr": "PLP Le Ruisseau"})
    with town.ports.store.write() as book:
        book.people.save_zone(zone_of_town(), officers_of_town(), [lindens, chartered, brook])
    for place, slug in enumerate(("tilleuls", "verger", "ruisseau")):
        town.has(f"Ana {place}", HOME, partnership=slug)
    cascades = [
        launched(town, word, partnership=slug)
        for word, slug in (("Un renard", "verger"), ("Un loup", "tilleuls"), ("Un ours", "ruisseau"))
    ]

    home = town.phone(HOME).dials().hears("PLP Le Ruisseau", "Un ours")
    home.waits().hears("Un loup").waits().hears("Un renard").waits().hears("appuyez sur le 1")

    heard = [town.delivery(f"Ana {place}", each).heard for place, each in zip((1, 0, 2), cascades, strict=True)]
    assert heard == [True] * 3


# ------------------------------------------------------------------------- who is no member, or none just now


def test_a_paused_member_may_still_hear(town: Town) -> None:
    town.has("Ana", HOME)
    town.launches()
    town.has("Ana", HOME, paused_until=town.clock.now() + timedelta(days=9))

    town.phone(HOME).dials().hears("camionnette").waits()

    assert town.delivery("Ana").heard


@pytest.mark.parametrize(
    ("standing", "told"),
    [(Standing.CANDIDATE, "attend encore une réponse"), (Standing.LEFT, "ne faites plus partie")],
)
def test_who_is_not_yet_or_no_more_a_member_is_told_so_and_hears_only_advice(
    town: Town, standing: Standing, told: str
) -> None:
    town.has("Ana", HOME)
    town.launches(Kind.PREVENTION)
    town.has("Ana", HOME, standing=standing)
    home = town.phone(HOME)

    home.dials().hears(told, "Fermez portes et fenêtres").does_not_hear("camionnette", "signaler")
    home.presses("7").hears("ne fait rien").presses("2").hears("Fermez").does_not_hear(told)

    assert home.presses("9").has_been_hung_up
    assert not town.delivery("Ana").heard


def test_who_left_may_go_on_to_whatever_a_stranger_may(town: Town) -> None:
    town.has("Ana", HOME, standing=Standing.LEFT)
    home = town.phone(HOME)

    for way in ("*", "*1", "*2", "*3", "**", "*9", "0", "2*1"):
        home.dials()
        for key in way:
            home.presses(key)

    home.dials().presses("*").hears("carte de membre")


def test_behind_one_line_who_left_does_not_keep_the_others_from_hearing(town: Town) -> None:
    town.has("Ana", HOME)
    town.has("Ben", HOME)
    town.launches()
    town.has("Ana", HOME, standing=Standing.LEFT)

    town.phone(HOME).dials().hears("camionnette").waits()

    assert (town.delivery("Ana").heard, town.delivery("Ben").heard) == (False, True)


# ------------------------------------------------------------------------------------------------ bad input


def test_the_same_call_told_five_times_is_one_hearing(town: Town, home: Handset) -> None:
    town.launches()

    said = {home.dials(sid="CAagain").said for _ in range(5)}
    assert len(said) == 1
    first = home.twiml
    for _ in range(5):
        home.twiml = first
        home.waits()

    attempts = town.attempts("Ana")
    assert [attempt.by for attempt in attempts].count(By.VOICE_IN) == 1
    assert town.delivery("Ana").heard


@pytest.mark.parametrize("keys", ["1111111", "19#*0", "5", "#", "7777", "5820"])
def test_mashed_keys_mean_the_first_one(town: Town, home: Handset, keys: str) -> None:
    town.launches()

    home.dials().presses(keys)

    assert town.delivery("Ana").acknowledged is keys.startswith("1")
    assert (keys[0] == "1") or home.hears("ne fait rien", "camionnette")


def test_hanging_up_at_every_step_of_hearing_breaks_nothing(town: Town, home: Handset) -> None:
    launched(town, "Un renard")
    launched(town, "Un loup")

    for way in ("", "2", "4", "41", "411", "4*", "3", "31", "32", "0"):
        home.dials()
        for key in way:
            home.presses(key)
        town.proves_nobody_is_lost()

    town.passes(minutes=11)
    town.proves_nobody_is_lost()


def test_an_answer_by_text_and_a_call_in_tell_the_same_truth(town: Town) -> None:
    ana = town.has("Ana", MOBILE)
    town.launches()
    acknowledge_by_answer(town.ports, [ana])

    town.phone(MOBILE).dials().hears("camionnette").presses("1").hears("Merci")

    assert town.delivery("Ana").final is Final.ACKNOWLEDGED
