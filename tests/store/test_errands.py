"""Calls and texts owed beside the cascades."""

from __future__ import annotations

from dataclasses import replace

from plp.errand import Errand, ErrandKind, ErrandState
from plp.language import Language
from plp.outcome import By
from store import SqlStore
from tests.store.town import CLAES, MINUTE, NOON, ZONE


def an_errand(name: str, **changes: object) -> Errand:
    owed = Errand(
        name, ErrandKind.RING_BACK, By.VOICE, ZONE.name, CLAES.phone, Language.FR, name, ErrandState.OWED, NOON, NOON,
        officer="claes",
    )  # fmt: skip
    return replace(owed, **changes)  # type: ignore[arg-type]


def test_an_errand_is_claimed_once_and_moves_only_from_where_it_was(store: SqlStore) -> None:
    owed = [an_errand(f"e-{n}", due_at=NOON + n * MINUTE, asked_at=NOON + n * MINUTE) for n in range(3)]
    late = NOON + 5 * MINUTE
    taken = [replace(each, state=ErrandState.SUBMITTING, claimed_at=late) for each in owed]
    with store.write() as book:
        assert [book.errands.add(each) for each in reversed(owed)] == [True] * 3

        assert book.errands.asked_since(ErrandKind.RING_BACK, "claes", NOON + MINUTE) == 2
        assert (book.errands.due(By.VOICE, NOON), book.errands.due(By.VOICE, late)) == (1, 3)
        assert book.errands.claim(By.VOICE, most=2, now=late) == taken[:1]
        assert book.errands.claim(By.SMS, most=2, now=late) == []

        move = book.errands.move
        assert move("e-0", was={ErrandState.SUBMITTING}, to=ErrandState.SUBMITTED, sid="CA9")
        assert not move("e-0", was={ErrandState.SUBMITTING}, to=ErrandState.FAILED)
        assert not move("e-0", was={ErrandState.SUBMITTED}, to=ErrandState.ENDED, sid="CA8")
        assert book.errands.get("e-0") == replace(taken[0], state=ErrandState.SUBMITTED, carrier_sid="CA9")
        assert book.errands.get("none") is None
        assert book.cascades.sids_bound(["CA9"]) == {"CA9"}


def test_the_same_errand_is_owed_once(store: SqlStore) -> None:
    notice = an_errand("n-1", kind=ErrandKind.NOTICE, subject="alert-1", says="summary")
    with store.write() as book:
        assert book.errands.add(notice)
        assert not book.errands.add(replace(notice, id="n-2"))
        assert book.errands.add(replace(notice, id="n-3", round=2))
        assert [each.id for each in book.errands.about(ErrandKind.NOTICE, "alert-1")] == ["n-1", "n-3"]


def test_a_number_that_is_being_rung_is_not_rung_for_another_errand(store: SqlStore) -> None:
    report = an_errand("r-1", kind=ErrandKind.REPORT, subject="report-1")
    another = an_errand("r-2", kind=ErrandKind.REPORT, subject="report-2")
    with store.write() as book:
        book.errands.add(report)
        book.errands.add(another)
        assert [each.id for each in book.errands.claim(By.VOICE, most=5, now=NOON)] == ["r-1"]
        assert book.errands.claim(By.VOICE, most=5, now=NOON) == []

        book.errands.move("r-1", was={ErrandState.SUBMITTING}, to=ErrandState.ENDED, sid="CA1")
        assert [each.id for each in book.errands.claim(By.VOICE, most=5, now=NOON)] == ["r-2"]
