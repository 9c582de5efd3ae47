"""Work is handed out once, in the right order, and never two calls to one number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from plp.alert import AlertState, Kind
from plp.cascade import Attempt, CascadeState, Final
from plp.fault import Fault
from plp.member import Member
from plp.outcome import AttemptState, By
from plp.phone import Line, Phone
from plp.plan import MOST_ATTEMPTS
from store import SqlStore
from tests.store.town import (
    ANA,
    HOME,
    LEASE,
    LINDENS,
    MARKET,
    MINUTE,
    NOON,
    TRADERS,
    ZONE,
    claim,
    launch,
    message,
    move,
    neighbour,
    owed_to,
    run_of,
)

LANDLINE = Phone("+3226200042", Line.LANDLINE)


def test_a_claim_brings_all_that_is_needed_to_ring(store: SqlStore) -> None:
    alert = message()
    cascade, (ana,) = launch(store, [ANA], alert)

    (claimed,) = claim(store)

    assert claimed.delivery == replace(ana, due_at=None)
    assert claimed.attempt == Attempt(
        id=claimed.attempt.id,
        delivery=ana.id,
        cascade=cascade.id,
        by=By.VOICE,
        seq=1,
        number=ANA.phone.e164,
        state=AttemptState.SUBMITTING,
        at=NOON,
        lease_until=NOON + LEASE,
    )
    assert len(claimed.attempt.id) == 32
    assert (claimed.cascade, claimed.alert, claimed.zone, claimed.partnership) == (cascade, alert, ZONE, LINDENS)
    with store.read() as book:
        assert book.cascades.delivery(ana.id) == claimed.delivery
        assert book.cascades.attempt(claimed.attempt.id) == claimed.attempt
        assert book.cascades.live_of(cascade.id) == book.cascades.live_calls_to([ANA.phone.e164]) == [claimed.attempt]
        assert book.cascades.live_calls() == 1


def test_what_is_claimed_is_not_claimed_again(store: SqlStore) -> None:
    launch(store, [neighbour(number) for number in range(5)])

    batches = [[each.delivery.position for each in claim(store, most=2)] for _ in range(4)]

    assert batches == [[0, 1], [2, 3], [4], []]


def test_nobody_is_claimed_before_his_time_nor_on_another_channel(store: SqlStore) -> None:
    launch(store, [ANA], due_at=NOON + MINUTE)

    assert claim(store) == []
    assert claim(store, By.SMS, now=NOON + MINUTE) == []
    assert len(claim(store, now=NOON + MINUTE)) == 1


def test_urgent_goes_first_then_the_wave_then_the_list(store: SqlStore) -> None:
    routine = message(1, kind=Kind.PREVENTION)
    launch(store, [neighbour(1), neighbour(2, vulnerable=True)], routine)
    launch(store, [neighbour(4), neighbour(3), replace(ANA, position=9)], message(2))

    claimed = claim(store)

    assert [each.delivery.member for each in claimed] == [ANA.id, f"{HOME}-3", f"{HOME}-4", f"{HOME}-2", f"{HOME}-1"]
    assert [each.alert.kind.is_urgent for each in claimed] == [True, True, True, False, False]


def test_what_is_written_together_stands_together_in_an_index(store: SqlStore) -> None:
    launch(store, [neighbour(number) for number in range(40)])

    drawn = [each.attempt.id for each in (*claim(store, most=25), *claim(store))]

    assert drawn == sorted(set(drawn))
    assert {len(each) for each in drawn} == {32}
    assert len({each[20:] for each in drawn}) == 40


def test_quiet_hours_hold_what_is_routine_and_only_there(store: SqlStore) -> None:
    launch(store, [neighbour(1)], message(1, kind=Kind.FEEDBACK))
    launch(store, [neighbour(2)], message(2, kind=Kind.ALL_CLEAR))

    assert [each.delivery.position for each in claim(store, holding={ZONE.name, "elsewhere"})] == [2]
    assert [each.delivery.position for each in claim(store, holding={"elsewhere"})] == [1]


def test_a_waiting_cascade_runs_from_its_first_claim_and_not_before_it_is_due(store: SqlStore) -> None:
    alert = message(kind=Kind.PREVENTION)
    waiting = run_of(alert, state=CascadeState.WAITING, due_from=NOON + MINUTE)
    with store.write() as book:
        book.people.save_members([ANA])
        book.alerts.add(alert)
        book.cascades.add(waiting, [owed_to(ANA, waiting, due_at=NOON)])

    assert claim(store) == []
    assert claim(store, now=NOON + MINUTE, holding={ZONE.name}) == []
    assert _state(store, waiting.id) is CascadeState.WAITING
    assert [each.cascade.state for each in claim(store, now=NOON + MINUTE)] == [CascadeState.RUNNING]
    assert _state(store, waiting.id) is CascadeState.RUNNING


def _state(store: SqlStore, cascade: str) -> CascadeState:
    with store.read() as book:
        return book.cascades.get(cascade).state


@pytest.mark.parametrize("state", [AlertState.CANCELLED, AlertState.CLOSED])
def test_nobody_is_claimed_once_the_alert_is_withdrawn(store: SqlStore, state: AlertState) -> None:
    alert = message()
    launch(store, [ANA], alert)
    with store.write() as book:
        book.alerts.save(replace(alert, state=state), was=AlertState.LAUNCHED)
        assert book.cascades.due(By.VOICE, NOON) == 0
        assert book.cascades.next_due(By.VOICE, NOON - MINUTE) is None

    assert claim(store) == []


def test_nobody_is_claimed_once_the_alert_has_expired(store: SqlStore) -> None:
    launch(store, [ANA], message(expires_at=NOON + MINUTE))

    assert claim(store, now=NOON + MINUTE) == []
    assert len(claim(store)) == 1


def test_nobody_is_claimed_beyond_the_fence(store: SqlStore) -> None:
    cascade, _ = launch(store, [ANA])
    with store.write() as book:
        book.cascades.move(cascade.id, was={CascadeState.RUNNING}, to=CascadeState.CANCELLED, at=NOON)
        book.cascades.move(cascade.id, was={CascadeState.CANCELLED}, to=CascadeState.RUNNING, at=NOON)

    assert claim(store) == []


def test_who_has_a_final_is_not_claimed(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    with store.write() as book:
        book.cascades.finish(ana.id, Final.ACKNOWLEDGED, "he called us")

    assert claim(store) == []


def test_two_members_behind_one_landline_are_never_rung_at_once(store: SqlStore) -> None:
    couple = [neighbour(1, phone=LANDLINE), neighbour(2, phone=LANDLINE), neighbour(3)]
    launch(store, couple)

    first = claim(store, most=2)
    assert [each.delivery.position for each in first] == [1, 3]
    assert claim(store) == []

    move(store, first[0].attempt, AttemptState.ACKNOWLEDGED)
    assert claim(store) == [], "the key was pressed, the last words are still being said"
    with store.write() as book:
        book.cascades.free_line(first[0].attempt.id)
    assert [each.delivery.position for each in claim(store)] == [2]


def test_many_behind_one_landline_leave_room_for_those_after_them(store: SqlStore) -> None:
    launch(store, [neighbour(number, phone=LANDLINE) for number in range(5)] + [neighbour(number) for number in (6, 7)])

    assert [each.delivery.position for each in claim(store, most=3)] == [0, 6, 7]


def test_neighbours_behind_one_number_are_texted_side_by_side(store: SqlStore) -> None:
    shared = neighbour(1).phone
    launch(store, [neighbour(1), neighbour(2, phone=shared)], next_by=By.SMS)

    assert [each.attempt.number for each in claim(store, By.SMS)] == [shared.e164, shared.e164]


def test_a_text_goes_while_the_same_phone_rings(store: SqlStore) -> None:
    shared = neighbour(1).phone
    _, (_, texted) = launch(store, [neighbour(1), neighbour(2, phone=shared)])
    claim(store, most=1)
    with store.write() as book:
        book.cascades.set_next(texted.id, By.SMS, NOON)

    assert len(claim(store, By.SMS)) == 1


def test_every_second_call_goes_to_the_second_phone(store: SqlStore) -> None:
    second = str(ANA.second_phone and ANA.second_phone.e164)
    _, (ana,) = launch(store, [ANA])

    def ring(by: By = By.VOICE) -> str:
        (claimed,) = claim(store, by)
        move(store, claimed.attempt, AttemptState.FAILED)
        with store.write() as book:
            book.cascades.set_next(ana.id, By.SMS if len(book.cascades.attempts_of(ana.id)) == 1 else By.VOICE, NOON)
        return claimed.attempt.number

    dialled = [ring(), ring(By.SMS), ring(), ring(), ring()]

    assert dialled == [ANA.phone.e164, ANA.phone.e164, second, ANA.phone.e164, second]
    with store.read() as book:
        assert [each.seq for each in book.cascades.attempts_of(ana.id)] == [1, 2, 3, 4, 5]


def test_an_attempt_the_carrier_did_not_take_is_taken_up_again(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    (first,) = claim(store)
    move(store, first.attempt, AttemptState.PLANNED, fault=Fault.THROTTLED, error_code=20429)
    with store.write() as book:
        book.cascades.set_next(ana.id, By.VOICE, NOON + MINUTE)

    assert claim(store) == []
    (again,) = claim(store, now=NOON + MINUTE)

    assert again.attempt == replace(first.attempt, at=NOON + MINUTE, lease_until=NOON + MINUTE + LEASE)
    with store.read() as book:
        assert book.cascades.attempts_of(ana.id) == [again.attempt]


def test_a_planned_attempt_keeps_its_number_and_waits_while_that_is_in_use(store: SqlStore) -> None:
    _, (one, _) = launch(store, [neighbour(1, phone=LANDLINE), neighbour(2, phone=LANDLINE)])
    (put_off,) = claim(store)
    move(store, put_off.attempt, AttemptState.PLANNED)
    (other,) = claim(store)
    with store.write() as book:
        book.cascades.set_next(one.id, By.VOICE, NOON)

    assert claim(store) == []
    move(store, other.attempt, AttemptState.NO_ANSWER)
    assert [each.attempt.id for each in claim(store)] == [put_off.attempt.id]


def test_nobody_is_rung_more_often_than_any_plan_allows(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    for _ in range(MOST_ATTEMPTS):
        (claimed,) = claim(store)
        move(store, claimed.attempt, AttemptState.BUSY)
        with store.write() as book:
            book.cascades.set_next(ana.id, By.VOICE, NOON)

    assert claim(store) == []


def test_who_calls_in_is_counted_apart_and_as_often_as_he_likes(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    (rung,) = claim(store)
    came_in = [
        replace(rung.attempt, id=f"in-{n}", by=By.VOICE_IN, seq=2, state=AttemptState.ANSWERED, at=NOON + n * MINUTE)
        for n in range(1, MOST_ATTEMPTS + 5)
    ]
    with store.write() as book:
        for each in came_in:
            book.cascades.add_attempt(each)
        book.cascades.move_attempt(rung.attempt.id, AttemptState.BUSY)
        book.cascades.set_next(ana.id, By.VOICE, NOON)
        assert book.cascades.live_calls() == 0

        assert [each.id for each in book.cascades.attempts_of(ana.id)][1:] == [each.id for each in came_in]

    assert [each.attempt.seq for each in claim(store)] == [2]


def test_the_clock_knows_what_is_due_and_when_something_will_be(store: SqlStore) -> None:
    _, (_, later, latest) = launch(store, [neighbour(number) for number in range(3)])
    with store.write() as book:
        book.cascades.set_next(later.id, By.VOICE, NOON + MINUTE)
        book.cascades.set_next(latest.id, By.SMS, NOON + 2 * MINUTE)

        assert [book.cascades.due(By.VOICE, NOON + n * MINUTE) for n in (-1, 0, 1)] == [0, 1, 2]
        assert book.cascades.next_due(By.VOICE, NOON) == NOON + MINUTE
        assert book.cascades.next_due(By.VOICE, NOON + MINUTE) is None
        assert book.cascades.next_due(By.SMS, NOON - MINUTE) == NOON + 2 * MINUTE


def test_claims_of_several_partnerships_each_bring_their_own(store: SqlStore) -> None:
    trader: Member = neighbour(1, partnership=MARKET)
    launch(store, [neighbour(2)], message(1))
    launch(store, [trader], message(2, partnership=MARKET))

    claimed = {each.delivery.member: (each.partnership, each.alert.id) for each in claim(store)}

    assert claimed == {trader.id: (TRADERS, "alert-2"), f"{HOME}-2": (LINDENS, "alert-1")}


@pytest.mark.parametrize("many", [1, 2, 3, 5, 40])
def test_however_many_cascades_run_each_member_is_claimed_once_and_a_stopped_one_rings_nobody(
    store: SqlStore, many: int
) -> None:
    # given
    runs = [launch(store, [neighbour(number)], message(id=f"alert-{number}"))[0] for number in range(many + 1)]
    with store.write() as book:
        book.cascades.move(runs[0].id, was={CascadeState.RUNNING}, to=CascadeState.CANCELLED, at=NOON)

    # when
    claims = claim(store)

    # then
    assert sorted(each.cascade.id for each in claims) == sorted(run.id for run in runs[1:])
    assert all(each.alert.id == each.cascade.alert for each in claims)
    assert not claim(store)


def test_leases_that_are_over_are_found_the_oldest_first(store: SqlStore) -> None:
    launch(store, [neighbour(number) for number in range(3)])
    first, second, ended = (each.attempt for each in claim(store))
    until = NOON + timedelta(seconds=40)
    with store.write() as book:
        book.cascades.prolong(first.id, until)
        book.cascades.prolong(first.id, NOON)
        book.cascades.move_attempt(ended.id, AttemptState.BUSY)
        book.cascades.prolong(ended.id, until)

        assert book.cascades.past_lease(NOON) == []
        assert [each.id for each in book.cascades.past_lease(NOON + LEASE)] == [second.id]
        assert [each.id for each in book.cascades.past_lease(until)] == [second.id, first.id]
        assert [each.id for each in book.cascades.past_lease(until, most=1)] == [second.id]
