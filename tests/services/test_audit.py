"""The audit: whoever is missing from a cascade is counted, and it is loud."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from plp.cascade import UNFINISHED, CascadeState, Final
from plp.outcome import AttemptState
from plp.ports import Ports
from services.audit import audit
from services.plan_next import finish
from services.sweep import sweep
from tests.fakes.like import Like
from tests.fakes.town import Town

ANA, BEA = "+3222000001", "+3222000002"


class Miscounting:
    """A store that counts one member too many: his delivery is nowhere."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self._store.read() as book:

            def tallies(cascades: Any) -> Any:
                counted = book.cascades.tallies(cascades)
                return {each: replace(tally, members=tally.members + 1) for each, tally in counted.items()}

            yield Like(book, cascades=Like(book.cascades, tallies=tallies))


@pytest.fixture
def miscounted(town: Town) -> Ports:
    """Ana and Bea are being rung, and somebody else is missing."""
    town.has("Ana", ANA)
    town.has("Bea", BEA)
    town.launches()
    return replace(town.ports, store=Miscounting(town.ports.store))


def is_shouted(town: Town, caplog: pytest.LogCaptureFixture) -> bool:
    return f"members_missing cascade={town.cascades()[0].id}" in caplog.text


def test_who_has_neither_a_time_nor_an_attempt_nor_a_final_is_counted_and_shouted(
    any_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    any_town.has("Ana", ANA)
    cascade = any_town.launches(placing=False)
    assert [each.holds for each in audit(any_town.ports)] == [True]
    with any_town.ports.store.write() as book:
        book.cascades.set_next(any_town.delivery("Ana").id, None, None)

    [found] = audit(any_town.ports, cascade.id)

    assert (found.holds, found.stranded) == (False, 1)
    assert any_town.ports.store.gauges()["unaccounted_members"] == 1
    assert is_shouted(any_town, caplog)


@pytest.mark.parametrize("over", [CascadeState.FINISHED, CascadeState.CANCELLED])
def test_who_is_still_owed_something_by_a_cascade_that_is_over_is_counted_and_shouted(
    any_town: Town, over: CascadeState, caplog: pytest.LogCaptureFixture
) -> None:
    any_town.has("Ana", ANA)
    cascade = any_town.launches(placing=False)
    ends_too_early(any_town, over)
    assert any_town.delivery("Ana").due_at is not None

    [found] = audit(any_town.ports, cascade.id)

    assert (found.holds, found.stranded) == (False, 1)
    assert any_town.ports.store.gauges()["unaccounted_members"] == 1
    assert is_shouted(any_town, caplog)


def ends_too_early(town: Town, over: CascadeState) -> None:
    """As nothing of ours writes it any more."""
    with town.ports.store.write() as book:
        if over is CascadeState.CANCELLED:
            book.cascades.move(town.cascades()[0].id, was=UNFINISHED, to=over, at=town.clock.now())
        else:
            cascades: Any = book.cascades
            cascades._on.exec_driver_sql("UPDATE cascades SET state = 'finished'")


def test_the_sweep_rings_whom_a_finished_cascade_still_owes(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    cascade = any_town.launches(placing=False)
    ends_too_early(any_town, CascadeState.FINISHED)

    assert sweep(any_town.ports).stranded == 1
    any_town.works()

    assert any_town.cascade(cascade).state is CascadeState.RUNNING
    any_town.phone(ANA).answers().listens_to_the_end()
    assert any_town.cascade(cascade).state is CascadeState.FINISHED


def test_the_sweep_rings_nobody_whom_a_stopped_cascade_still_owes(any_town: Town) -> None:
    any_town.has("Ana", ANA)
    ends = any_town.launches(placing=False)
    ends_too_early(any_town, CascadeState.CANCELLED)

    assert sweep(any_town.ports).stranded == 1
    any_town.works()

    assert (any_town.delivery("Ana").final, any_town.rung()) == (Final.CANCELLED, [])
    assert [each.holds for each in audit(any_town.ports, ends.id)] == [True]


def test_the_last_to_end_has_the_cascade_audited(
    town: Town, miscounted: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Ana", "Bea"):
        assert not is_shouted(town, caplog)
        with miscounted.store.write() as book:
            finish(miscounted, book, town.delivery(name), Final.INFORMED, "heard")

    assert is_shouted(town, caplog)


def test_of_two_that_end_in_one_moment_the_later_has_the_cascade_audited(
    town: Town, miscounted: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    with miscounted.store.write() as book:
        finish(miscounted, book, town.delivery("Ana"), Final.INFORMED, "heard")
        book.cascades.finish(town.delivery("Bea").id, Final.INFORMED, "heard")

    assert is_shouted(town, caplog)


def test_a_cascade_that_the_sweep_ends_is_audited(
    town: Town, miscounted: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    with town.ports.store.write() as book:
        for name in ("Ana", "Bea"):
            for attempt in book.cascades.attempts_of(town.delivery(name).id):
                book.cascades.move_attempt(attempt.id, AttemptState.HEARD)
            book.cascades.finish(town.delivery(name).id, Final.INFORMED, "heard")
    assert not is_shouted(town, caplog)

    sweep(miscounted)

    assert is_shouted(town, caplog)
