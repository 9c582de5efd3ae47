"""Runs and what they owe: launched once, counted, stopped, proven to lose nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plp.alert import Alert, AlertState
from plp.cascade import CascadeState, Delivery, Final
from plp.errors import AlreadyLaunched
from plp.member import Route
from plp.outcome import AttemptState, By
from store import SqlStore
from tests.store.town import ANA, HOME, MARKET, MINUTE, NOON, claim, launch, message, move, neighbour, owed_to, run_of

LIVE_RUNS = {CascadeState.WAITING, CascadeState.RUNNING}


def test_a_cascade_comes_back_with_what_it_owes_in_the_lists_order(store: SqlStore) -> None:
    text = {"route": Route.TEXT_AND_VOICE, "next_by": By.SMS}
    cascade, deliveries = launch(store, [neighbour(3), ANA, neighbour(2)], **text)

    with store.read() as book:
        assert book.cascades.get(cascade.id) == book.cascades.of_alert("alert-1") == cascade
        assert book.cascades.deliveries(cascade.id) == [deliveries[1], deliveries[2], deliveries[0]]
        assert book.cascades.delivery(deliveries[0].id) == deliveries[0]
        assert book.cascades.of_alert("another") is None


def test_a_second_launch_names_the_first_cascade(store: SqlStore) -> None:
    cascade, _ = launch(store, [ANA])
    second = replace(cascade, id="second")

    with pytest.raises(AlreadyLaunched) as refused, store.write() as book:
        book.cascades.add(second, [owed_to(ANA, second)])

    assert refused.value.cascade == cascade.id
    with store.read() as book:
        assert book.cascades.all() == [cascade]


def test_cascades_are_listed_newest_first(store: SqlStore) -> None:
    first, _ = launch(store, [neighbour(1)], message(1))
    second, _ = launch(store, [neighbour(2)], message(2))
    other, _ = launch(store, [neighbour(3, partnership=MARKET)], message(3, partnership=MARKET))

    with store.read() as book:
        assert book.cascades.all() == [other, second, first]
        assert book.cascades.all({CascadeState.FINISHED}) == []
        assert book.cascades.of_partnership(HOME, LIVE_RUNS) == [second, first]


def test_a_state_moves_only_from_where_it_was_and_to_the_end_only_when_nobody_is_owed(store: SqlStore) -> None:
    cascade, (ana,) = launch(store, [ANA])

    with store.write() as book:
        assert not book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.FINISHED, at=NOON + MINUTE)
        book.cascades.finish(ana.id, Final.INFORMED, "heard")
        assert not book.cascades.move(cascade.id, was={CascadeState.WAITING}, to=CascadeState.RUNNING, at=NOON)
        assert book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.FINISHED, at=NOON + MINUTE)
        assert not book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.CANCELLED, at=NOON + MINUTE)

        finished = replace(cascade, state=CascadeState.FINISHED, finished_at=NOON + MINUTE)
        assert book.cascades.get(cascade.id) == finished


def test_stopping_raises_the_fence_and_ends_what_is_owed(store: SqlStore) -> None:
    cascade, (ana, ben, carl) = launch(store, [neighbour(1), neighbour(2), neighbour(3)])
    with store.write() as book:
        book.cascades.finish(ana.id, Final.ACKNOWLEDGED, "a key was pressed")
    put_off = claim(store, most=1)[0].attempt
    move(store, put_off, AttemptState.PLANNED)

    with store.write() as book:
        assert book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.CANCELLED, at=NOON)
        assert book.cascades.cancel_owed(cascade.id, NOON) == 2

        assert book.cascades.get(cascade.id) == replace(cascade, state=CascadeState.CANCELLED, fence=1)
        finals = {each.id: (each.final, each.due_at) for each in book.cascades.deliveries(cascade.id)}
        assert finals == {
            ana.id: (Final.ACKNOWLEDGED, None),
            ben.id: (Final.CANCELLED, None),
            carl.id: (Final.CANCELLED, None),
        }
        stopped = book.cascades.attempt(put_off.id)
        assert stopped is not None
        assert stopped.state is AttemptState.CANCELLED
        assert book.cascades.is_done(cascade.id)


def test_a_tally_always_adds_up(store: SqlStore) -> None:
    cascade, deliveries = launch(store, [neighbour(number) for number in range(7)])
    with store.write() as book:
        for delivery, final in zip(deliveries, Final, strict=False):
            book.cascades.finish(delivery.id, final, "so it ended")
        book.cascades.note_facts(deliveries[0].id, reached=True, heard=True, acknowledged=True)
        book.cascades.note_facts(deliveries[1].id, reached=True, heard=True)
        book.cascades.note_facts(deliveries[6].id, reached=True)
    claim(store, most=1)

    with store.read() as book:
        tally = book.cascades.tally(cascade.id)

    assert (tally.members, tally.pending, tally.under_way) == (7, 2, 1)
    assert tally.by_final == dict.fromkeys(Final, 1)
    assert (tally.reached, tally.heard, tally.acknowledged) == (3, 2, 1)
    assert tally.adds_up


def test_several_cascades_are_counted_at_once_each_for_itself(store: SqlStore) -> None:
    people = [neighbour(number) for number in range(3)]
    first, deliveries = launch(store, people)
    second, _ = launch(store, people[:2], message(2))
    empty = message(3)
    with store.write() as book:
        book.alerts.add(empty)
        book.cascades.add(run_of(empty), [])
        book.cascades.finish(deliveries[0].id, Final.INFORMED, "heard")
    claim(store, most=1)

    with store.read() as book:
        tallies = book.cascades.tallies([first.id, second.id, run_of(empty).id, "nobody's"])
        alone = {each: book.cascades.tally(each) for each in tallies}

    assert tallies == alone
    assert [(each.members, each.pending, each.adds_up) for each in tallies.values()] == [
        (3, 2, True),
        (2, 2, True),
        (0, 0, True),
        (0, 0, True),
    ]
    assert sum(each.under_way for each in tallies.values()) == 1


def test_a_final_is_written_once_unless_something_better_comes(store: SqlStore) -> None:
    cascade, (ana,) = launch(store, [ANA])
    with store.write() as book:
        assert not book.cascades.is_done(cascade.id)
        assert book.cascades.finish(ana.id, Final.INFORMED, "heard")
        assert not book.cascades.finish(ana.id, Final.UNREACHED, "no-answer")
        assert not book.cascades.set_next(ana.id, By.VOICE, NOON)
        assert book.cascades.finish(ana.id, Final.ACKNOWLEDGED, "a key", over={Final.INFORMED})

        assert book.cascades.delivery(ana.id) == replace(ana, final=Final.ACKNOWLEDGED, why="a key", due_at=None)
        assert book.cascades.is_done(cascade.id)


def test_a_fact_once_true_stays_true(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    with store.write() as book:
        assert book.cascades.note_facts(ana.id, heard=True) == replace(ana, heard=True)
        assert book.cascades.note_facts(ana.id) == replace(ana, heard=True)
        assert book.cascades.note_facts(ana.id, reached=True, heard=False) == replace(ana, reached=True, heard=True)

        assert book.cascades.delivery(ana.id) == replace(ana, reached=True, heard=True)


def test_who_was_only_thought_informed_is_owed_again(store: SqlStore) -> None:
    cascade, (ana, ben) = launch(store, [ANA, neighbour(2)])
    with store.write() as book:
        book.cascades.note_facts(ana.id, reached=True, heard=True)
        book.cascades.finish(ana.id, Final.INFORMED, "heard")
        book.cascades.finish(ben.id, Final.ACKNOWLEDGED, "a key")
        book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.FINISHED, at=NOON)

        assert book.cascades.reopen(ana.id, reached=True, heard=False)
        assert not book.cascades.reopen(ben.id, reached=True, heard=False)

        assert book.cascades.delivery(ana.id) == replace(ana, reached=True, due_at=None)
        assert book.cascades.get(cascade.id) == cascade


@pytest.mark.parametrize("fenced_by", ["a stop", "a correction"])
def test_who_was_only_thought_informed_is_not_owed_again_beyond_the_fence(store: SqlStore, fenced_by: str) -> None:
    cascade, (ana,) = launch(store, [ANA])
    with store.write() as book:
        book.cascades.finish(ana.id, Final.INFORMED, "heard")
        assert not book.cascades.raise_fence(cascade.id)
        if fenced_by == "a stop":
            book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.CANCELLED, at=NOON)
        else:
            book.cascades.move(cascade.id, was=LIVE_RUNS, to=CascadeState.FINISHED, at=NOON)
            assert book.cascades.raise_fence(cascade.id)

        assert not book.cascades.reopen(ana.id, reached=True, heard=False)

        fenced = book.cascades.get(cascade.id)
        assert (fenced.is_withdrawn, fenced.state in LIVE_RUNS) == (True, False)
        left = book.cascades.delivery(ana.id)
        assert (left.final, left.reached, left.due_at) == (Final.CANCELLED, True, None)


def test_what_members_were_owed_lately_is_found_newest_first(store: SqlStore) -> None:
    members = [ANA, neighbour(2), neighbour(3)]
    old, (owed_before, *_) = launch(store, members, message(1))
    new, (owed_now, ben, _) = launch(store, members, message(2))
    stopped, _ = launch(store, members, message(3))
    with store.write() as book:
        book.cascades.move(stopped.id, was=LIVE_RUNS, to=CascadeState.CANCELLED, at=NOON)

        found = book.cascades.deliveries_to([ANA.id, "homeless"], since=old.started_at)
        assert found == [(new, owed_now), (old, owed_before)]
        both = book.cascades.deliveries_to([ANA.id, neighbour(2).id], since=new.started_at)
        assert both == [(new, owed_now), (new, ben)]
        assert book.cascades.deliveries_to([], since=old.started_at) == []


def test_the_audit_finds_whom_nobody_accounts_for(store: SqlStore) -> None:
    _, (waits, rings, lost, done) = launch(store, [neighbour(number) for number in range(4)], due_at=None)
    with store.write() as book:
        book.cascades.set_next(rings.id, By.VOICE, NOON)
    claim(store)
    with store.write() as book:
        book.cascades.set_next(waits.id, By.SMS, NOON + MINUTE)
        book.cascades.finish(done.id, Final.ACKNOWLEDGED, "a key")

        assert [each.id for each in book.cascades.stranded()] == [lost.id]
        assert book.cascades.stranded(most=0) == []

    assert store.gauges() == {
        "due_voice": 0,
        "due_sms": 0,
        "due_deliveries": 0,
        "live_calls": 1,
        "unaccounted_members": 1,
        "reports_waiting": 0,
        "reports_waiting_too_long": 0,
        "monthly_tests_missed": 0,
        "self_tests_failing": 0,
    }


def test_deliveries_of_an_expired_alert_are_overdue_unless_a_call_is_under_way(store: SqlStore) -> None:
    alert: Alert = message(expires_at=NOON + MINUTE)
    _, (ana, ben, carl) = launch(store, [neighbour(number) for number in range(3)], alert)
    ringing = claim(store, most=1)[0].attempt
    with store.write() as book:
        book.cascades.set_next(ben.id, By.SMS, NOON)
        book.cascades.finish(carl.id, Final.UNREACHED, "no-answer")
    claim(store, By.SMS)

    def overdue(minutes: int) -> list[Delivery]:
        with store.read() as book:
            return book.cascades.overdue(NOON + minutes * MINUTE)

    assert overdue(0) == []
    assert [each.id for each in overdue(1)] == [ben.id]
    move(store, ringing, AttemptState.BUSY)
    assert {each.id for each in overdue(1)} == {ana.id, ben.id}


def test_ten_thousand_deliveries_are_written_at_once(store: SqlStore) -> None:
    cascade, _ = launch(store, [neighbour(number) for number in range(10_000)])
    with store.read() as book:
        assert book.cascades.tally(cascade.id).pending == book.cascades.due(By.VOICE, NOON) == 10_000


def test_an_alert_that_is_closed_keeps_its_cascade(store: SqlStore) -> None:
    alert = message(state=AlertState.VALIDATED)
    with store.write() as book:
        book.alerts.add(alert)
        book.cascades.add(run_of(alert), [])
        assert book.cascades.tally(run_of(alert).id).adds_up
        assert book.cascades.is_done(run_of(alert).id)
