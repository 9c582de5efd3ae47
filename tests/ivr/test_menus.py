"""The laws of the telephone menus, over all of them: DESIGN §6."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.menu import (
    BACK,
    END,
    HELP,
    SLIPS,
    Ask,
    Crossroads,
    Do,
    Effect,
    Farewell,
    Look,
    Menu,
    Record,
    Step,
    exits,
    press,
)
from ivr.menus import ENTRANCES, SECRET, STEPS
from ivr.phone_tree import CONTENT, reachable
from plp.language import Language
from tests.texts.spoken import keys_named
from texts.catalogue import LANGUAGES, words
from webhooks.member_looks import MOST_IN_A_ROW

PAD = "1234567890*#"
MENUS = {name: step for name, step in STEPS.items() if isinstance(step, Menu)}
ASKS = {name: step for name, step in STEPS.items() if isinstance(step, Ask)}
ORDINARY = {name: menu for name, menu in MENUS.items() if menu.any_key is None}
"""Menus whose keys differ; in the others, all of them calls we make, whatever is pressed is an answer."""
MEMBERS_OWN = sorted(
    name
    for name, menu in ORDINARY.items()
    if isinstance(do := menu.keys.get(HELP), Do) and do.effect is Effect.ASK_CALL_BACK
)
"""The menus of a member who calls in."""
KEPT = frozenset({Effect.KEEP_TAKE, Effect.KEEP_REPORT, Effect.KEEP_REASON, Effect.KEEP_NAME, Effect.KEEP_PROPOSAL})
"""All that silence can do: at the tone, what is not spoken is passed over."""
LONGEST_SILENCE = 100  # turns from any step, two for each look at a recording that does not come
LONGEST_SILENT_CALL = 20  # turns from an entrance

LISTS = {Look.OTHER_MESSAGE: MOST_IN_A_ROW - 1, Look.EARLIER_MESSAGE: 30}
"""Looks that go through a list, each time a message further, and the longest such list."""

Left = tuple[tuple[str, int], ...]
State = tuple[str, int, Left]
"""A step, its round, and what is left: languages to be recorded, messages to be read."""
EVERYTHING: Left = (("languages", len(Language)), *((look.value, most) for look, most in LISTS.items()))

names = st.sampled_from(sorted(STEPS))
rounds = st.integers(min_value=1, max_value=40)
keys = st.text(PAD, min_size=1, max_size=8)

# ------------------------------------------------------------------------------------ the whole tree


def test_every_entrance_and_every_exit_is_a_step() -> None:
    nowhere = {(name, there) for name, step in STEPS.items() for there in exits(step) if there not in STEPS}

    assert nowhere == set()
    assert set(ENTRANCES) <= set(STEPS)


def test_every_step_can_be_reached() -> None:
    reached = {name for entrance in ENTRANCES for name in reachable(STEPS, entrance)}

    assert set(STEPS) - reached == set()


def test_a_farewell_can_be_reached_from_every_step() -> None:
    endless = {
        name for name in STEPS if not any(isinstance(STEPS[there], Farewell) for there in reachable(STEPS, name))
    }

    assert endless == set()


def test_every_effect_is_named_and_every_look_is_taken() -> None:
    assert {do.effect for _, do in actions()} == set(Effect)
    assert {step.look for step in STEPS.values() if isinstance(step, Crossroads)} == set(Look)


def test_an_effect_gives_the_same_answers_wherever_it_is_named() -> None:
    answers: dict[Effect, set[frozenset[str]]] = {}
    for _, do in actions():
        answers.setdefault(do.effect, set()).add(frozenset(do.leads))

    assert {effect: given for effect, given in answers.items() if len(given) > 1 or frozenset() in given} == {}


def test_digits_that_are_nobodys_business_are_asked_somewhere() -> None:
    assert set(SECRET) <= set(ASKS)


# ------------------------------------------------------------------------------------------- silence


@given(names, rounds)
def test_silence_never_acts(name: str, round_: int) -> None:
    turn = press(name, STEPS[name], "", round_)

    assert turn.do is None or (isinstance(STEPS[name], Record) and turn.do.effect in KEPT)
    assert turn.apology is None


def test_silence_always_comes_to_an_end() -> None:
    lengths = {name: turns_of_silence(name) for name in STEPS}

    assert max(lengths.values()) <= LONGEST_SILENCE, lengths


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_silent_caller_is_kept_on_the_line(entrance: str) -> None:
    assert turns_of_silence(entrance) <= LONGEST_SILENT_CALL


@given(names, rounds, keys)
def test_only_silence_proves_that_a_message_was_played(name: str, round_: int, digits: str) -> None:
    assert press(name, STEPS[name], digits, round_).proves == 0


@given(names, rounds)
def test_a_step_never_comes_round_more_often_than_it_may(name: str, round_: int) -> None:
    step = STEPS[name]
    turn = press(name, step, "", round_)

    if isinstance(step, Menu | Ask) and turn.goto == name and step.on_silence != name:
        assert turn.round == round_ + 1 <= step.rounds


# ---------------------------------------------------------------------------------------------- keys


@given(st.sampled_from(sorted(ORDINARY)), rounds, st.text(PAD, min_size=1, max_size=2))
def test_an_unknown_key_says_so_and_repeats_or_leaves_after_the_rounds(name: str, round_: int, key: str) -> None:
    menu = ORDINARY[name]
    turn = press(name, menu, key, round_)

    if key[0] not in accepted(menu):
        assert turn.do is None
        if round_ < max(menu.rounds, SLIPS):
            assert (turn.goto, turn.round, turn.apology) == (name, round_ + 1, "unknown_key")
        else:
            assert turn.goto == menu.on_silence


@given(st.sampled_from(sorted(MENUS)), rounds, st.sampled_from(PAD))
def test_a_known_key_works_in_every_round(name: str, round_: int, key: str) -> None:
    first, later = press(name, MENUS[name], key, 1), press(name, MENUS[name], key, round_)

    if key in accepted(MENUS[name]):
        assert (first.goto, first.do, first.digits) == (later.goto, later.do, later.digits)
        assert first.apology is later.apology is None


@pytest.mark.parametrize("name", MENUS)
def test_a_menu_offers_at_most_four_choices(name: str) -> None:
    assert len(set(MENUS[name].keys) - {HELP, END, BACK}) <= 4


@pytest.mark.parametrize("name", MENUS)
def test_every_key_is_one_key_of_a_telephone(name: str) -> None:
    assert set(MENUS[name].keys) <= set(PAD)


@pytest.mark.parametrize("name", sorted(set(ORDINARY) - set(MEMBERS_OWN)))
def test_zero_helps_everywhere(name: str) -> None:
    turn = press(name, ORDINARY[name], HELP)

    assert turn.do is None
    assert turn.apology is None
    assert isinstance(STEPS[turn.goto], Menu), "help says something and waits for a key"


@pytest.mark.parametrize("name", MEMBERS_OWN)
def test_for_a_member_who_calls_help_is_somebody_of_the_police_who_rings_him(name: str) -> None:
    turn = press(name, ORDINARY[name], HELP)

    assert turn.do is not None
    assert turn.do.effect is Effect.ASK_CALL_BACK


def test_every_menu_of_hearing_reporting_and_being_rung_back_is_a_members_own() -> None:
    his = {name for name in ORDINARY if name.startswith(("member.", "tell.", "ring_me."))}

    assert his - set(MEMBERS_OWN) == set()


@pytest.mark.parametrize("name", ORDINARY)
def test_nine_ends_everywhere(name: str) -> None:
    assert isinstance(STEPS[press(name, ORDINARY[name], END).goto], Farewell)


@pytest.mark.parametrize("name", [*ORDINARY, *ASKS])
def test_star_goes_back_unless_it_is_said_to_do_something_else_or_nothing_lies_behind(name: str) -> None:
    step = STEPS[name]

    if star_has_its_own_meaning(name) or name in first_steps():
        return
    turn = press(name, step, BACK)
    assert turn.do is None
    assert turn.apology is None
    assert turn.goto in STEPS


@pytest.mark.parametrize("name", ORDINARY)
def test_a_star_with_a_meaning_of_its_own_is_said(name: str) -> None:
    if BACK in ORDINARY[name].keys:
        assert all(BACK in named(ORDINARY[name], language) for language in LANGUAGES)


def test_only_a_call_we_make_takes_any_key_for_an_answer() -> None:
    called = reachable(STEPS, "call.opening") | reachable(STEPS, "call.voicemail")

    assert set(MENUS) - set(ORDINARY) <= called


# --------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_exists(language: str) -> None:
    missing = {prompt for step in STEPS.values() for prompt in said(step)} - set(words(language)) - set(CONTENT)

    assert missing == set()


def test_content_is_no_text_of_the_catalogue() -> None:
    assert set(CONTENT) & set(words("fr")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STEPS)
def test_no_step_offers_a_key_that_it_does_not_take(name: str, language: str) -> None:
    assert named(STEPS[name], language) <= accepted(STEPS[name])


# --------------------------------------------------------------------------------------------- press


@given(names, rounds, st.text(PAD, max_size=8))
def test_press_is_pure(name: str, round_: int, digits: str) -> None:
    before = repr(STEPS)

    once, twice = (press(name, STEPS[name], digits, round_) for _ in range(2))

    assert once == twice
    assert once.digits == twice.digits
    assert repr(STEPS) == before


@given(st.sampled_from(sorted(ASKS)), rounds, st.text("0123456789", min_size=1, max_size=8))
def test_what_was_typed_never_shows_in_a_turn(name: str, round_: int, digits: str) -> None:
    turn, other = (press(name, STEPS[name], typed, round_) for typed in (digits, "5"))

    assert turn.digits == digits
    assert repr(turn) == repr(other)
    assert str(turn) == str(other)


# ------------------------------------------------------------------------------------ reading the data


def actions() -> Iterator[tuple[str, Do]]:
    """Every effect a step names, with the step."""
    for name, step in STEPS.items():
        match step:
            case Menu(keys=choices, any_key=any_key):
                yield from ((name, target) for target in (*choices.values(), any_key) if isinstance(target, Do))
            case Ask(answer=do) | Record(answer=do):
                yield name, do
            case _:
                pass


def said(step: Step) -> tuple[str, ...]:
    """The prompts of a step."""
    return () if isinstance(step, Crossroads) else step.says


def named(step: Step, language: str) -> set[str]:
    """The keys that the words of a step speak of."""
    return {key for prompt in said(step) if prompt not in CONTENT for key in keys_named(prompt, language)}


def accepted(step: Step) -> set[str]:
    """The keys that do something at this step."""
    match step:
        case Menu(any_key=None):
            return {*step.keys, *([HELP] if step.help else []), *([BACK] if step.back else [])}
        case Menu():
            return set(PAD)
        case Ask(digits=count, back=back):
            return {*(["#"] if count is None else []), *([BACK] if back else [])}
        case Record(back=back):
            return {"#", *([BACK] if back else [])}
        case _:
            return set()


def star_has_its_own_meaning(name: str) -> bool:
    """Whether the star is one of the choices of this menu."""
    return name in ORDINARY and BACK in ORDINARY[name].keys


def first_steps() -> set[str]:
    """What a caller hears first: an entrance, or what follows it without a word."""
    first: set[str] = set()
    ahead = list(ENTRANCES)
    while ahead:
        name = ahead.pop()
        first.add(name)
        if isinstance(STEPS[name], Crossroads):
            ahead += exits(STEPS[name]) - first
    return first


def turns_of_silence(name: str) -> int:
    """The most turns that can follow for a caller who never makes a sound; going in circles fails."""
    lengths: dict[State, int] = {}

    def longest(state: State, behind: tuple[State, ...]) -> int:
        assert state not in behind, f"silence goes in circles: {[*behind, state]}"
        if state not in lengths:
            following = [longest(after, (*behind, state)) for after in silent_ways_on(*state)]
            lengths[state] = 1 + max(following, default=0)
        return lengths[state]

    return longest((name, 1, EVERYTHING), ())


def silent_ways_on(name: str, round_: int, left: Left) -> list[State]:
    """What may follow silence: a crossroads may lead anywhere, through a list one further each time until its end;
    a tone to each language once, never to a kept voice."""
    match STEPS[name]:
        case Farewell():
            return []
        case Crossroads(look=look, leads=leads) if look in LISTS:
            through = [(leads["some"], round_, spent(left, look.value))] if dict(left)[look.value] else []
            return [(leads["none"], round_, left), *through]
        case Crossroads(leads=leads):
            return [(there, round_, left) for there in leads.values()]
        case Record(answer=do):
            silent = {answer: there for answer, there in do.leads.items() if answer not in {"kept", "next"}}
            languages = dict(left)["languages"]
            ahead = [(do.leads["next"], 1, spent(left, "languages"))] if "next" in do.leads and languages > 1 else []
            return [*((there, 1, left) for there in silent.values()), *ahead]
        case step:
            turn = press(name, step, "", round_)
            return [(turn.goto, turn.round, left)]


def spent(left: Left, what: str) -> Left:
    """One fewer of it is left."""
    return tuple((name, number - (name == what)) for name, number in left)
