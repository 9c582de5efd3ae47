"""Errands are dialled beside the members, and neither waits for the other's answers."""

from __future__ import annotations

from threading import Event

from plp.ports import CallOrder, Door, TextOrder
from tests.fakes.town import CLAES_PHONE, Town
from tests.fakes.town_fixtures import town
from workers.dialling import dial

__all__ = ["town"]
ANA = "+3226200001"
PATIENCE = 10
"""Seconds after which a story has failed."""


def test_a_member_does_not_wait_for_an_errand_at_a_slow_carrier_nor_does_whoever_falls_due_meanwhile(
    town: Town,
) -> None:
    # given a carrier that says nothing of the officer's ring-back before Ana has been rung
    town.has("Ana", ANA)
    town.phone("+32479999999").dials().presses("*").types("7#")
    ana_is_rung, in_time = Event(), []

    def slowly(order: CallOrder | TextOrder, sid: str) -> None:
        del sid
        if order.to == ANA:
            ana_is_rung.set()
        else:
            town.launches(placing=False)
            in_time.append(ana_is_rung.wait(PATIENCE))

    town.carrier.before_answering = slowly

    # when
    placed = dial(town.ports, Door.CALLS)

    # then
    assert in_time == [True]
    assert (placed, sorted(town.rung())) == (2, sorted([ANA, CLAES_PHONE]))
