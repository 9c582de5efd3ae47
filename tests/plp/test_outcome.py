"""The moves an attempt may make: what a person did is never undone by what the line reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plp.outcome import LIVE, MOVES, AttemptState, may_become, outcome_of

S = AttemptState
CONTRACT = {
    None, "unknown", "rejected", "acknowledged", "heard", "cut-short", "machine", "busy", "no-answer", "failed",
    "cancelled", "expired", "sent", "delivered", "undelivered",
}  # fmt: skip


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(MOVES) == set(AttemptState)


@pytest.mark.parametrize("final", [S.ACKNOWLEDGED, S.EXPIRED])
def test_nothing_moves_out_of_it(final: AttemptState) -> None:
    assert MOVES[final] == frozenset()


def test_from_heard_there_is_only_an_acknowledgement_or_the_proof_that_it_was_a_machine() -> None:
    assert MOVES[S.HEARD] == {S.ACKNOWLEDGED, S.MACHINE}


def test_a_text_that_arrived_stays_arrived() -> None:
    assert MOVES[S.DELIVERED] == {S.ACKNOWLEDGED}


def test_no_end_becomes_live_again_except_a_refusal_that_was_none() -> None:
    ends = set(AttemptState) - LIVE - {S.REJECTED}

    assert {end for end in ends if MOVES[end] & LIVE} == set()


def test_once_it_may_have_left_it_is_never_planned_again() -> None:
    assert may_become(S.PLANNED) == {S.SUBMITTING}


def test_whatever_was_on_the_line_can_still_be_acknowledged() -> None:
    assert may_become(S.ACKNOWLEDGED) == set(AttemptState) - {S.ACKNOWLEDGED, S.PLANNED, S.EXPIRED}


def test_the_where_of_the_update_mirrors_the_table() -> None:
    for state, targets in MOVES.items():
        for target in AttemptState:
            assert (state in may_become(target)) is (target in targets)


@given(st.lists(st.sampled_from(AttemptState)))
def test_acknowledged_survives_every_later_report(reports: list[AttemptState]) -> None:
    state = S.ACKNOWLEDGED
    for report in reports:
        state = report if state in may_become(report) else state

    assert state is S.ACKNOWLEDGED


def test_outcomes_are_those_of_the_contract() -> None:
    assert {outcome_of(state) for state in AttemptState} == CONTRACT
    assert {state for state in AttemptState if outcome_of(state) is None} == LIVE - {S.UNKNOWN}
