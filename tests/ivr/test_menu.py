"""What a key does at each kind of step: pure, and nothing happens that nobody asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Menu, Record, Step, Turn, Wait, again, exits, press

CANCEL = Do(Effect.CANCEL_LAUNCH, {"cancelled": "home", "too_late": "sorry"})
MENU = Menu(says=("hello",), keys={"1": "one", "2": CANCEL}, on_silence="bye", back="before", help="aid", proves=1)
CHECK = Do(Effect.CHECK_CODE, {"right": "in", "wrong": "code"})
CODE = Ask(says=("code",), answer=CHECK, on_silence="bye", back="before")
VOICE = Record(says=("speak",), answer=Do(Effect.KEEP_TAKE, {"kept": "played", "nothing": "bye"}))
PAUSE = Wait(says=("wait",), then="look", on_silence="lost", rounds=3)
FORK = Crossroads(Look.TAKE_READY, {"ready": "played", "waiting": "pause"})


def test_a_key_leads_where_the_menu_says() -> None:
    assert press("here", MENU, "1", 2) == Turn("one")


def test_a_key_names_what_is_to_be_done_and_does_nothing_itself() -> None:
    turn = press("here", MENU, "2")

    assert turn.do == CANCEL
    assert turn.goto == "here"


@pytest.mark.parametrize(("key", "there"), [("0", "aid"), ("*", "before")])
def test_zero_helps_and_star_goes_back(key: str, there: str) -> None:
    assert press("here", MENU, key) == Turn(there)


def test_a_menu_may_give_star_a_meaning_of_its_own() -> None:
    menu = Menu(says=(), keys={"*": CANCEL}, back="before")

    assert press("here", menu, "*").do == CANCEL


@pytest.mark.parametrize("key", ["7", "#", "x"])
def test_an_unknown_key_is_told_so_and_brings_the_step_round_again(key: str) -> None:
    assert press("here", MENU, key, 1) == Turn("here", 2, "unknown_key")


def test_whoever_mashes_the_keys_means_the_first_one() -> None:
    assert press("here", MENU, "17") == Turn("one")
    assert press("here", MENU, "71") == Turn("here", 2, "unknown_key")


def test_an_unknown_key_in_the_last_round_leaves() -> None:
    assert press("here", MENU, "7", 3) == Turn("bye")


def test_star_and_zero_are_unknown_where_they_have_no_meaning() -> None:
    menu = Menu(says=())

    assert press("here", menu, "*").apology == "unknown_key"
    assert press("here", menu, "0").apology == "unknown_key"


@pytest.mark.parametrize("key", ["0", "9", "*", "#", "5"])
def test_where_any_key_will_do_even_help_and_star_are_any_key(key: str) -> None:
    menu = Menu(says=(), keys={"2": "again"}, any_key=CANCEL, back="before", help="aid")

    assert press("here", menu, key).do == CANCEL
    assert press("here", menu, "2") == Turn("again")


def test_silence_repeats_and_then_leaves_with_the_proof_that_all_was_played() -> None:
    assert press("here", MENU, "", 1) == Turn("here", 2)
    assert press("here", MENU, "", 2) == Turn("here", 3)
    assert press("here", MENU, "", 3) == Turn("bye", proves=1)


def test_digits_are_handed_to_whoever_checks_them() -> None:
    turn = press("code", CODE, "482915", 2)

    assert (turn.do, turn.digits, turn.round) == (CODE.answer, "482915", 2)


@pytest.mark.parametrize("digits", ["*", "*48", "48*"])
def test_star_goes_back_from_a_question(digits: str) -> None:
    assert press("code", CODE, digits) == Turn("before")


def test_silence_at_a_question_repeats_it_and_then_leaves() -> None:
    assert press("code", CODE, "", 1) == Turn("code", 2)
    assert press("code", CODE, "", 3) == Turn("bye")


def test_a_wrong_answer_is_asked_again_and_then_left() -> None:
    assert again("code", CODE, 1, "wrong_code") == Turn("code", 2, "wrong_code")
    assert again("code", CODE, 3, "wrong_code") == Turn("bye")


def test_star_goes_back_from_a_recording_that_has_a_way_back() -> None:
    assert press("voice", replace(VOICE, back="before"), "*") == Turn("before")
    assert press("voice", VOICE, "*").do == VOICE.answer


@pytest.mark.parametrize("digits", ["", "#"])
def test_a_recording_is_answered_with_or_without_a_voice(digits: str) -> None:
    assert press("voice", VOICE, digits).do == VOICE.answer


def test_a_wait_looks_again_until_its_rounds_are_over() -> None:
    assert press("pause", PAUSE, "", 1) == Turn("look", 2)
    assert press("pause", PAUSE, "", 3) == Turn("lost")


@pytest.mark.parametrize("step", [FORK, Farewell(says=("bye",))])
def test_no_key_changes_a_crossroads_or_a_farewell(step: Step) -> None:
    assert press("here", step, "1") == Turn("here")


@pytest.mark.parametrize(
    ("step", "there"),
    [
        (MENU, {"one", "home", "sorry", "bye", "before", "aid"}),
        (Menu(says=(), any_key=CANCEL), {"home", "sorry", "goodbye"}),
        (CODE, {"in", "code", "bye", "before"}),
        (VOICE, {"played", "bye"}),
        (replace(VOICE, back="before"), {"played", "bye", "before"}),
        (PAUSE, {"look", "lost"}),
        (FORK, {"played", "pause"}),
        (Farewell(), set()),
    ],
)
def test_the_exits_of_a_step_are_all_that_can_follow_it(step: Step, there: set[str]) -> None:
    assert exits(step) == there


def test_a_code_is_not_shown_by_a_turn() -> None:
    turn = press("code", CODE, "482915")

    assert turn.digits == "482915"
    assert "482915" not in f"{turn!r} {turn}"
