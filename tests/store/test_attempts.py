"""One guarded update a callback: any order, any number of times, the same truth."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from plp.book_of_attempts import Taken
from plp.cascade import Attempt, Final
from plp.fault import Fault
from plp.outcome import MOVES, AttemptState, By
from plp.phone import Line, Phone
from store import SqlStore, migrate, open_store
from tests.store.town import ANA, MINUTE, NOON, claim, launch, move, neighbour, settle_town

S = AttemptState
LANDLINE = Phone("+3226200042", Line.LANDLINE)


def test_a_move_the_table_allows_is_made_with_all_it_tells(store: SqlStore) -> None:
    launch(store, [ANA])
    (claimed,) = claim(store)

    assert move(store, claimed.attempt, S.SUBMITTED, sid="CA1", lease_until=NOON + MINUTE)
    assert _now(store, claimed.attempt) == replace(
        claimed.attempt, state=S.SUBMITTED, carrier_sid="CA1", lease_until=NOON + MINUTE
    )
    assert move(store, claimed.attempt, S.FAILED, fault=Fault.NUMBER, error_code=21211)
    assert _now(store, claimed.attempt) == replace(
        claimed.attempt, state=S.FAILED, carrier_sid="CA1", lease_until=None, fault=Fault.NUMBER, error_code=21211
    )


def test_what_the_table_forbids_changes_nothing(store: SqlStore) -> None:
    launch(store, [ANA])
    (claimed,) = claim(store)
    move(store, claimed.attempt, S.ACKNOWLEDGED, sid="CA1")
    before = _now(store, claimed.attempt)

    assert not any(move(store, claimed.attempt, state, sid="CA1") for state in S)
    assert not move(store, replace(claimed.attempt, id="never given out"), S.RINGING)
    assert _now(store, claimed.attempt) == before


def test_a_move_may_be_narrowed_to_some_states(store: SqlStore) -> None:
    launch(store, [ANA])
    (claimed,) = claim(store)

    assert not move(store, claimed.attempt, S.REJECTED, only_from={S.UNKNOWN})
    assert move(store, claimed.attempt, S.REJECTED, only_from={S.UNKNOWN, S.SUBMITTING})


def test_a_sid_is_bound_once_and_to_one_attempt(store: SqlStore) -> None:
    launch(store, [neighbour(1), neighbour(2)])
    one, two = (each.attempt for each in claim(store))

    assert move(store, one, S.RINGING, sid="CA1")
    assert not move(store, one, S.ANSWERED, sid="CA2")
    assert not move(store, two, S.RINGING, sid="CA1")
    assert move(store, one, S.ANSWERED, sid="CA1")
    assert move(store, two, S.RINGING)

    with store.read() as book:
        assert book.cascades.sids_bound(["CA1", "CA2"]) == {"CA1"}
        assert book.cascades.sids_bound([]) == set()


def test_of_several_taken_at_once_one_that_conflicts_costs_no_other_its_sid(store: SqlStore) -> None:
    launch(store, [neighbour(number) for number in (1, 2, 3, 4)])
    known, first, doubled, last = (each.attempt for each in claim(store))
    move(store, known, S.RINGING, sid="CA1")

    with store.write() as book:
        book.cascades.note_taken(
            [Taken(each.id, sid, NOON + MINUTE) for each, sid in ((first, "CA2"), (doubled, "CA1"), (last, "CA3"))]
        )

    assert [_now(store, each).carrier_sid for each in (known, first, doubled, last)] == ["CA1", "CA2", None, "CA3"]
    assert [_now(store, each).state for each in (first, doubled, last)] == [S.SUBMITTED, S.SUBMITTING, S.SUBMITTED]
    assert _now(store, last).lease_until == NOON + MINUTE


def test_a_late_call_is_not_adopted_while_its_number_has_another_and_nothing_else_is_lost(store: SqlStore) -> None:
    launch(store, [neighbour(1, phone=LANDLINE), neighbour(2, phone=LANDLINE)])
    (refused,) = claim(store)
    move(store, refused.attempt, S.REJECTED)
    (rings,) = claim(store)

    with store.write() as book:
        book.cascades.note_events("status", [(refused.attempt.id, "ringing", 1)], NOON)
        assert not book.cascades.move_attempt(refused.attempt.id, S.RINGING, sid="CA1")
        assert book.cascades.move_attempt(rings.attempt.id, S.BUSY)
        assert book.cascades.move_attempt(refused.attempt.id, S.RINGING, sid="CA1")

    assert _now(store, refused.attempt).state is S.RINGING


def test_what_is_noted_stays_noted(store: SqlStore) -> None:
    cascade, (ana,) = launch(store, [ANA])
    (claimed,) = claim(store)
    with store.write() as book:
        book.cascades.note_guess(claimed.attempt.id, "machine_end_beep")
        for readings in (1, 2, 1):
            book.cascades.note_played(claimed.attempt.id, readings)
        book.cascades.note_look(claimed.attempt.id, NOON)
        book.cascades.note_look(claimed.attempt.id, NOON + MINUTE)

        noted = replace(claimed.attempt, answered_by="machine_end_beep", played=2, looks=2, looked_at=NOON + MINUTE)
        assert book.cascades.attempts(cascade.id) == {ana.id: [noted]}
        assert book.cascades.attempt("never given out") is None


def test_an_attempt_written_whole_is_counted(store: SqlStore) -> None:
    _, (ana,) = launch(store, [ANA])
    rung = Attempt("rung", ana.id, ana.cascade, By.VOICE, 1, ana.phone, S.BUSY, NOON)
    with store.write() as book:
        book.cascades.add_attempt(rung)
        assert book.cascades.attempts_of(ana.id) == [rung]

    (claimed,) = claim(store)
    assert (claimed.attempt.seq, claimed.attempt.number) == (2, ana.second_phone)


def test_callbacks_in_any_order_and_number_end_where_the_table_says() -> None:
    with TemporaryDirectory() as folder:
        store = _one_member(Path(folder))
        try:
            _any_callbacks(store)
        finally:
            store.close()


def _any_callbacks(store: SqlStore) -> None:
    with store.read() as book:
        (attempt,) = book.cascades.past_lease(NOON + MINUTE)

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(st.tuples(st.sampled_from(sorted(S)), st.sampled_from([None, "CA1", "CA2"])), max_size=12))
    def story(callbacks: list[tuple[AttemptState, str | None]]) -> None:
        with suppress(Undone), store.write() as book:
            stands, bound = S.SUBMITTING, None
            for to, sid in callbacks:
                allowed = to in MOVES[stands] and (bound is None or sid in {None, bound})
                assert book.cascades.move_attempt(attempt.id, to, sid=sid) is allowed
                if allowed:
                    stands, bound = to, bound or sid
            found = book.cascades.attempt(attempt.id)
            assert found is not None
            assert (found.state, found.carrier_sid) == (stands, bound)
            raise Undone

    story()


class Undone(Exception):
    """Each example begins where the last one began."""


def _one_member(folder: Path) -> SqlStore:
    url = f"sqlite:///{folder}/tocsin.db"
    migrate(url)
    store = open_store(url)
    settle_town(store)
    launch(store, [ANA])
    claim(store)
    return store


def _now(store: SqlStore, attempt: Attempt) -> Attempt:
    with store.read() as book:
        found = book.cascades.attempt(attempt.id)
    assert found is not None
    return found


def test_a_call_that_rings_is_not_wanted_once_he_acknowledged_heard_or_left_or_the_message_was_stopped(
    store: SqlStore,
) -> None:
    finals = (*Final, None)
    launch(store, [neighbour(number) for number in range(1, len(finals) + 1)])
    claims = claim(store, most=len(finals))
    wanted = {}
    for number, (claimed, final) in enumerate(zip(claims, finals, strict=True)):
        move(store, claimed.attempt, S.SUBMITTED, sid=f"CA{number}")
        wanted[claimed.attempt.id] = final
        if final:
            with store.write() as book:
                book.cascades.finish(claimed.delivery.id, final, "")

    with store.read() as book:
        unwanted = {wanted[attempt.id] for attempt in book.cascades.unwanted_calls()}
    assert unwanted == {Final.ACKNOWLEDGED, Final.INFORMED, Final.EXCLUDED, Final.CANCELLED}
