"""What is told of several calls in one transaction ends as if each had been noted alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plp.cascade import CascadeState, Final
from plp.errors import StoreBusy
from plp.forecast import Rates
from plp.outcome import AttemptState
from plp.ports import Door
from services.deliver import place_calls
from services.note_call import Told, note_call, note_calls, note_reading
from tests.fakes.town import Town
from tests.fakes.town_fixtures import a_town

HOMES = {f"Neighbour {number}": f"+322200000{number}" for number in range(5)}
STATUSES = ("ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled", "odd")
TOLD = st.lists(st.tuples(st.sampled_from(sorted(HOMES)), st.sampled_from(STATUSES)), min_size=1, max_size=25)
CUTS = st.sets(st.integers(1, 24))
HEARD = st.sets(st.sampled_from(sorted(HOMES)))
Story = Sequence[tuple[str, str]]


def rung(town: Town) -> dict[str, tuple[str, str]]:
    """Everybody is rung; by name our attempt and the carrier's SID."""
    for name, number in HOMES.items():
        town.has(name, number)
    town.launches()
    found = {name: town.attempts(name)[0] for name in HOMES}
    return {name: (attempt.id, str(attempt.carrier_sid)) for name, attempt in found.items()}


def told_of(calls: dict[str, tuple[str, str]], story: Story) -> list[Told]:
    return [Told(calls[name][0], status, calls[name][1]) for name, status in story]


def together(town: Town, told: Sequence[Told]) -> None:
    """As the web process does: what cannot be noted with the others is noted alone."""
    for each, known in zip(told, note_calls(town.ports, told), strict=True):
        if known is None:
            assert note_call(town.ports, each)


def how_it_stands(town: Town) -> dict[str, object]:
    attempts = {name: town.attempts(name) for name in HOMES}
    [cascade] = town.cascades()
    return {
        "attempts": {name: [(each.state, each.lease_until) for each in tried] for name, tried in attempts.items()},
        "deliveries": {name: replace(town.delivery(name), id="", cascade="", member="") for name in HOMES},
        "cascade": cascade.state,
        "alert": town.alert(cascade.alert).state,
    }


@given(story=TOLD, cuts=CUTS, heard=HEARD)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_told_together_ends_as_if_told_one_by_one(
    empty_database: Path, story: Story, cuts: set[int], heard: set[str]
) -> None:
    ends = sorted({0, *(cut for cut in cuts if cut < len(story)), len(story)})
    with a_town(empty_database) as apart, a_town(empty_database) as at_once:
        for town in (apart, at_once):
            calls = rung(town)
            for name in sorted(heard):
                note_reading(town.ports, calls[name][0], 2)
            told = told_of(calls, story)
            if town is apart:
                for each in told:
                    assert note_call(town.ports, each)
            else:
                for start, end in pairwise(ends):
                    together(town, told[start:end])
            town.proves_nobody_is_lost()

        assert how_it_stands(at_once) == how_it_stands(apart)


def test_a_street_hangs_up_at_once_and_the_cascade_ends(any_town: Town) -> None:
    calls = rung(any_town)
    for attempt, _ in calls.values():
        note_reading(any_town.ports, attempt, 2)

    known = note_calls(any_town.ports, told_of(calls, [(name, "completed") for name in HOMES]))

    assert known == [True] * len(HOMES)
    assert {any_town.delivery(name).final for name in HOMES} == {Final.INFORMED}
    assert [cascade.state for cascade in any_town.cascades()] == [CascadeState.FINISHED]


def test_what_is_told_of_another_call_or_of_none_of_ours_is_left_to_be_refused_alone(any_town: Town) -> None:
    calls = rung(any_town)
    ana, bea, *_ = HOMES
    strange = [Told(calls[ana][0], "completed", "CAanother"), Told("never-made", "completed", "CA1")]

    known = note_calls(any_town.ports, [*strange, *told_of(calls, [(bea, "busy")])])

    assert known == [None, None, True]
    assert [note_call(any_town.ports, each) for each in strange] == [False, False]
    assert any_town.outcomes(ana) == ["submitted"]
    assert any_town.outcomes(bea) == ["busy"]


def test_a_call_told_before_the_carrier_had_answered_gets_its_sid(any_town: Town) -> None:
    any_town.carrier.loses_answer(HOMES["Neighbour 0"])
    for name, number in HOMES.items():
        any_town.has(name, number)
    any_town.launches()
    [lost] = any_town.attempts("Neighbour 0")
    [known] = any_town.attempts("Neighbour 1")

    noted = note_calls(
        any_town.ports, [Told(lost.id, "ringing", "CAlate"), Told(known.id, "ringing", str(known.carrier_sid))]
    )

    assert lost.carrier_sid is None
    assert noted == [True, True]
    [found] = any_town.attempts("Neighbour 0")
    assert (found.state, found.carrier_sid) == (AttemptState.RINGING, "CAlate")


@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)  # SQLite has one writer anyway
@pytest.mark.parametrize("holding", ["attempt", "delivery"])
def test_a_call_somebody_holds_keeps_none_of_the_others_waiting(any_town: Town, holding: str) -> None:
    # given
    calls = rung(any_town)
    ana, bea, *_ = HOMES
    held, noted = Event(), Event()

    def holds() -> None:
        with any_town.ports.store.write() as book:
            if holding == "attempt":
                book.cascades.hold_attempt(calls[ana][0])
            else:
                book.cascades.hold_delivery(any_town.attempts(ana)[0].delivery)
            held.set()
            noted.wait(10)

    other = Thread(target=holds)
    other.start()
    assert held.wait(10)

    # when
    known = note_calls(any_town.ports, told_of(calls, [(ana, "busy"), (bea, "busy")]))
    noted.set()
    other.join(10)

    # then
    assert known == [None, True]
    assert any_town.outcomes(bea) == ["busy"]


def test_what_is_told_twice_is_left_to_be_noted_twice(any_town: Town) -> None:
    calls = rung(any_town)
    ana, *_ = HOMES

    assert note_calls(any_town.ports, told_of(calls, [(ana, "ringing"), (ana, "ringing")])) == [True, None]


@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)  # SQLite has one writer anyway
def test_a_member_whose_number_is_being_changed_keeps_nobody_waiting(any_town: Town) -> None:
    # given
    calls = rung(any_town)
    ana, bea, *_ = HOMES
    held, noted = Event(), Event()

    def changes_a_number() -> None:
        with any_town.ports.store.write() as book:
            [member] = book.people.members_by_phone(HOMES[ana])
            book.people.save_members([replace(member, name="Ana the second")])
            held.set()
            noted.wait(10)

    other = Thread(target=changes_a_number)
    other.start()
    assert held.wait(10)

    # when
    told = told_of(calls, [(ana, "completed"), (bea, "completed")])
    with pytest.raises(StoreBusy):
        note_calls(any_town.ports, told)
    alone = note_call(any_town.ports, told[1])
    noted.set()
    other.join(10)

    # then
    assert alone
    assert any_town.outcomes(bea) == ["cut-short"]
    assert note_call(any_town.ports, told[0])


@pytest.mark.parametrize("many", [3, 8, 16])
def test_lines_that_become_free_together_are_given_to_those_who_wait(any_town: Town, many: int) -> None:
    # given
    lines = 20
    for number in range(lines + 10):
        any_town.has(f"Neighbour {number:02}", f"+32222000{number:02}")
    any_town.ports = replace(any_town.ports, rates=Rates(calls_per_second=20, lines=lines))
    any_town.launches(placing=False)
    assert place_calls(any_town.ports) == lines
    tried = [any_town.attempts(f"Neighbour {number:02}") for number in range(lines + 10)]
    told = [Told(each[0].id, "completed", str(each[0].carrier_sid)) for each in tried if each][:many]
    any_town.clock.sleep(timedelta(seconds=30))
    any_town.bell.rings.clear()

    # when
    assert note_calls(any_town.ports, told) == [True] * many

    # then
    assert (Door.CALLS, None) in any_town.bell.rings
