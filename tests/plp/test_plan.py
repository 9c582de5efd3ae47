"""The communication plan: read, written, and followed until somebody heard or nothing is left to try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.errors import BadInput
from plp.fault import Fault, fault_of
from plp.member import Route
from plp.outcome import AttemptState as S
from plp.outcome import By
from plp.plan import (
    MOST_ATTEMPTS,
    ROUTINE,
    GiveUp,
    Informed,
    Next,
    Past,
    Plan,
    Plans,
    next_step,
    read_duration,
    read_plan,
    write_plan,
)

NOW = timedelta(0)
PLAN = Plan()
DURATIONS = st.one_of(
    st.integers(0, 999_999).map(lambda n: timedelta(seconds=n)),
    st.integers(0, 999_999).map(lambda n: timedelta(minutes=n)),
    st.integers(0, 999_999).map(lambda n: timedelta(hours=n)),
)
LISTS = st.lists(DURATIONS, max_size=30).map(tuple)
PLANS = st.builds(
    Plan,
    ring=DURATIONS,
    voice_again_after=LISTS,
    machine_again_after=LISTS,
    cut_short_again_after=LISTS,
    text_after_voice=st.booleans(),
    voice_after_text=DURATIONS,
    expires=DURATIONS,
)
CALL_ENDS = [S.BUSY, S.NO_ANSWER, S.FAILED, S.REJECTED, S.MACHINE, S.CUT_SHORT, S.CANCELLED, S.HEARD]
TEXT_ENDS = [S.SUBMITTED, S.SENT, S.DELIVERED, S.UNDELIVERED, S.FAILED, S.REJECTED]


def rang(state: S, fault: Fault | None = None) -> Past:
    return Past(By.VOICE, state, fault)


def failed(code: int) -> Past:
    return Past(By.VOICE, S.REJECTED, fault_of(code), code)


def texted(state: S, fault: Fault | None = None) -> Past:
    return Past(By.SMS, state, fault)


def again(**after: int) -> Next:
    return Next(By.VOICE, timedelta(**after))


TEXT_NOW = Next(By.SMS, NOW)
RING_NOW = Next(By.VOICE, NOW)
STORIES = [
    ("a landline is rung at once", Route.VOICE, [], RING_NOW),
    ("busy: after two minutes", Route.VOICE, [rang(S.BUSY)], again(minutes=2)),
    ("twice not there: after five", Route.VOICE, [rang(S.NO_ANSWER), rang(S.BUSY)], again(minutes=5)),
    ("three times: after ten", Route.VOICE, [rang(S.BUSY)] * 3, again(minutes=10)),
    ("four times: enough", Route.VOICE, [rang(S.BUSY)] * 4, GiveUp("busy")),
    ("a machine: after five minutes", Route.VOICE, [rang(S.MACHINE)], again(minutes=5)),
    ("a machine again: after fifteen", Route.VOICE, [rang(S.MACHINE)] * 2, again(minutes=15)),
    ("always a machine: enough", Route.VOICE, [rang(S.MACHINE)] * 3, GiveUp("machine")),
    ("busy, then a machine: each has its own patience", Route.VOICE, [rang(S.BUSY), rang(S.MACHINE)], again(minutes=5)),
    ("hung up early: once more after two minutes", Route.VOICE, [rang(S.CUT_SHORT)], again(minutes=2)),
    ("hung up early twice: enough", Route.VOICE, [rang(S.CUT_SHORT)] * 2, GiveUp("cut-short")),
    ("heard: never rung again", Route.VOICE, [rang(S.CUT_SHORT), rang(S.HEARD)], Informed("heard")),
    ("heard when he called in", Route.VOICE, [rang(S.BUSY), Past(By.VOICE_IN, S.HEARD)], Informed("heard")),
    ("a wrong number is not rung again", Route.VOICE, [rang(S.REJECTED, Fault.NUMBER)], GiveUp),
    ("a code nobody knows: once more", Route.VOICE, [failed(99999)], again(minutes=2)),
    ("no code at all: as the plan says", Route.VOICE, [rang(S.FAILED, Fault.PASSING)] * 3, again(minutes=10)),
    ("codes nobody knows twice: no more calls", Route.VOICE, [failed(99999), failed(99998)], GiveUp),
    ("… also when it was busy between them", Route.VOICE, [failed(99999), rang(S.BUSY), failed(99999)], GiveUp),
    ("… and busy after one: as the plan says", Route.VOICE, [failed(99999), rang(S.BUSY)], again(minutes=5)),
    ("… but a text", Route.VOICE_THEN_TEXT, [failed(99999)] * 2, TEXT_NOW),
    ("… and no call after it", Route.VOICE_THEN_TEXT, [failed(99999)] * 2 + [texted(S.UNDELIVERED)], GiveUp),
    ("a known code that passes, twice: again", Route.VOICE, [failed(20500)] * 2, again(minutes=5)),
    (
        "a busy line with a strange code is busy",
        Route.VOICE,
        [Past(By.VOICE, S.BUSY, None, 99999)] * 2,
        again(minutes=5),
    ),
    ("what passes is tried again", Route.VOICE, [rang(S.FAILED, Fault.PASSING)], again(minutes=2)),
    ("a mobile that wants calls is rung at once", Route.VOICE_THEN_TEXT, [], RING_NOW),
    ("failed once: rung again", Route.VOICE_THEN_TEXT, [rang(S.BUSY)], again(minutes=2)),
    ("failed twice: a text now", Route.VOICE_THEN_TEXT, [rang(S.BUSY), rang(S.MACHINE)], TEXT_NOW),
    ("cannot be rung: a text now", Route.VOICE_THEN_TEXT, [rang(S.REJECTED, Fault.PERSON)], TEXT_NOW),
    (
        "the text is on its way: rung after three minutes",
        Route.VOICE_THEN_TEXT,
        [rang(S.BUSY), rang(S.BUSY), texted(S.SENT)],
        again(minutes=3),
    ),
    (
        "the text arrived: enough",
        Route.VOICE_THEN_TEXT,
        [rang(S.BUSY), rang(S.BUSY), texted(S.DELIVERED)],
        Informed("text delivered"),
    ),
    (
        "the text was lost: the calls go on",
        Route.VOICE_THEN_TEXT,
        [rang(S.BUSY), rang(S.BUSY), texted(S.UNDELIVERED)],
        again(minutes=5),
    ),
    ("who wants texts gets one at once", Route.TEXT_THEN_VOICE, [], TEXT_NOW),
    ("delivered: enough", Route.TEXT_THEN_VOICE, [texted(S.DELIVERED)], Informed("text delivered")),
    ("no delivery report: rung after three minutes", Route.TEXT_THEN_VOICE, [texted(S.SENT)], again(minutes=3)),
    ("the text was lost: rung at once", Route.TEXT_THEN_VOICE, [texted(S.UNDELIVERED)], RING_NOW),
    ("opted out of texts: rung at once", Route.TEXT_THEN_VOICE, [texted(S.REJECTED, Fault.PERSON)], RING_NOW),
    ("then the calls follow their plan", Route.TEXT_THEN_VOICE, [texted(S.FAILED), rang(S.BUSY)], again(minutes=2)),
    ("both: first a text", Route.TEXT_AND_VOICE, [], TEXT_NOW),
    ("both: no answer to it, then rung", Route.TEXT_AND_VOICE, [texted(S.DELIVERED)], again(minutes=3)),
    (
        "both: text there, not reached by phone: enough",
        Route.TEXT_AND_VOICE,
        [texted(S.DELIVERED), rang(S.NO_ANSWER)],
        Informed("text delivered"),
    ),
    (
        "both: the text came late",
        Route.TEXT_AND_VOICE,
        [texted(S.DELIVERED), rang(S.MACHINE)],
        Informed("text delivered"),
    ),
    ("both: no text there, rung again", Route.TEXT_AND_VOICE, [texted(S.SENT), rang(S.MACHINE)], again(minutes=5)),
]


@pytest.mark.parametrize(
    ("route", "past", "step"), [story[1:] for story in STORIES], ids=[story[0] for story in STORIES]
)
def test_the_plan_tells_the_next_step(route: Route, past: list[Past], step: object) -> None:
    told = next_step(PLAN, route, past)

    assert isinstance(told, step) if isinstance(step, type) else told == step


def test_without_texts_after_calls_a_mobile_is_only_rung() -> None:
    plan = Plan(text_after_voice=False)

    assert next_step(plan, Route.VOICE_THEN_TEXT, [rang(S.BUSY)] * 2) == again(minutes=5)
    assert next_step(plan, Route.VOICE_THEN_TEXT, [rang(S.BUSY)] * 4) == GiveUp("busy")


@given(PLANS, st.sampled_from(Route), st.data())
def test_every_story_ends_within_the_most_attempts(plan: Plan, route: Route, data: st.DataObject) -> None:
    past: list[Past] = []

    while isinstance(step := next_step(plan, route, past), Next):
        ends = CALL_ENDS if step.by is By.VOICE else TEXT_ENDS
        past.append(Past(step.by, data.draw(st.sampled_from(ends)), data.draw(st.sampled_from([None, *Fault]))))

    assert len(past) <= MOST_ATTEMPTS
    assert past, "nobody is given up before anything was tried"
    delivered = any(each.state is S.DELIVERED for each in past)
    heard = any(each.state is S.HEARD for each in past)
    assert isinstance(step, Informed) is (delivered or heard)


HISTORIES = st.lists(
    st.one_of(
        st.builds(rang, st.sampled_from(CALL_ENDS), st.sampled_from([None, *Fault])),
        st.builds(texted, st.sampled_from(TEXT_ENDS), st.sampled_from([None, *Fault])),
    ),
    max_size=25,
)


@given(PLANS, st.sampled_from(Route), HISTORIES)
def test_the_same_history_gives_the_same_step(plan: Plan, route: Route, past: list[Past]) -> None:
    copy = [Past(each.by, each.state, each.fault) for each in past]

    assert next_step(plan, route, past) == next_step(plan, route, copy)
    assert past == copy


@given(PLANS, st.sampled_from(Route), HISTORIES, st.integers(0, 25))
def test_whoever_heard_is_informed_whatever_else_happened(
    plan: Plan, route: Route, past: list[Past], place: int
) -> None:
    past.insert(place, rang(S.HEARD))

    assert next_step(plan, route, past) == Informed("heard")


@given(st.sampled_from([Route.VOICE]), PLANS, HISTORIES)
def test_a_landline_never_gets_a_text(route: Route, plan: Plan, past: list[Past]) -> None:
    match next_step(plan, route, past):
        case Next(by):
            assert by is By.VOICE
        case _:
            pass


@given(PLANS)
def test_a_plan_that_is_written_can_be_read_again(plan: Plan) -> None:
    assert read_plan(write_plan(plan), ROUTINE) == plan


def test_what_a_table_does_not_name_keeps_its_default() -> None:
    plan = read_plan({"ring": "25s", "voice_again_after": ["1m"], "text_after_voice": False}, ROUTINE)

    assert plan.ring == timedelta(seconds=25)
    assert plan.voice_again_after == (timedelta(minutes=1),)
    assert plan.text_after_voice is False
    assert plan.expires == ROUTINE.expires


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"rings": "3s"}, "rings: no such setting"),
        ({"ring": 40}, "ring: a duration is expected"),
        ({"ring": "40"}, "ring: '40' is not a duration"),
        ({"ring": True}, "ring: a duration is expected"),
        ({"voice_again_after": "2m"}, "voice_again_after: a list of durations is expected"),
        ({"voice_again_after": ["2m", 5]}, "voice_again_after: a list of durations is expected"),
        ({"voice_again_after": ["2 days"]}, "voice_again_after: '2 days' is not a duration"),
        ({"text_after_voice": "yes"}, "text_after_voice: true or false is expected"),
    ],
)
def test_a_wrong_setting_is_named(table: dict[str, object], reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_plan(table, PLAN)

    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize("text", ["", "m", "-2m", "2.5m", "2M", "1d", "1m30s", "9999999s"])
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="40s, 2m or 1h"):
        read_duration(text)


def test_urgency_chooses_the_plan() -> None:
    plans = Plans()

    assert plans.for_(urgent=True) == Plan()
    assert plans.for_(urgent=False) == ROUTINE
