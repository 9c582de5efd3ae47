"""Requests that come together are taken together, and none of them pays for another's mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from tests.waiting import eventually
from webhooks.gathered import MOST, Gathered


class Desk:
    """Takes what it is given, several at once; the first batch stays open until the desk is told to go on."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.alone: list[str] = []
        self.busy, self.goes_on = Event(), Event()
        self.mishap: Callable[[Sequence[str]], None] = lambda batch: None

    def together(self, batch: Sequence[str]) -> list[str | None]:
        self.batches.append(list(batch))
        if len(self.batches) == 1:
            self.busy.set()
            assert self.goes_on.wait(10)
        self.mishap(batch)
        return [None if each == "held" else f"{each} taken" for each in batch]

    def by_itself(self, one: str) -> str:
        self.alone.append(one)
        if one == "bad":
            raise ValueError(one)
        return f"{one} taken alone"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def bring(desk: Desk) -> Iterator[Callable[..., list[Future[str]]]]:
    """Brings the first, and all others while it is being taken; what each is answered."""
    gathered: Gathered[str, str] = Gathered(desk.together, desk.by_itself)
    with ThreadPoolExecutor(64) as threads:

        def at_once(first: str, *others: str) -> list[Future[str]]:
            told = [threads.submit(gathered.take, first)]
            assert desk.busy.wait(10)
            told += [threads.submit(gathered.take, each) for each in others]
            assert eventually(lambda: gathered.waiting == len(others))
            desk.goes_on.set()
            return told

        yield at_once


def test_who_comes_alone_does_not_wait_for_others(desk: Desk) -> None:
    desk.goes_on.set()

    assert Gathered(desk.together, desk.by_itself).take("one") == "one taken"


def test_who_come_while_one_is_taken_are_taken_together(desk: Desk, bring: Callable[..., list[Future[str]]]) -> None:
    told = bring("first", "second", "third", "fourth")

    assert [each.result(10) for each in told] == ["first taken", "second taken", "third taken", "fourth taken"]
    assert [sorted(batch) for batch in desk.batches] == [["first"], ["fourth", "second", "third"]]


def test_never_too_many_at_once_and_nobody_is_forgotten(desk: Desk, bring: Callable[..., list[Future[str]]]) -> None:
    others = [f"{number}" for number in range(3 * MOST)]

    told = bring("first", *others)

    assert [each.result(10) for each in told] == [f"{each} taken" for each in ("first", *others)]
    assert [len(batch) for batch in desk.batches] == [1, MOST, MOST, MOST]


def test_what_is_not_for_the_others_is_brought_alone(desk: Desk, bring: Callable[..., list[Future[str]]]) -> None:
    told = bring("first", "held", "third")

    assert [each.result(10) for each in told] == ["first taken", "held taken alone", "third taken"]


def test_the_mistake_of_one_is_his_alone(desk: Desk, bring: Callable[..., list[Future[str]]]) -> None:
    def fails_with_a_bad_one(batch: Sequence[str]) -> None:
        if "bad" in batch:
            raise ValueError("something is wrong with one of them")

    desk.mishap = fails_with_a_bad_one

    first, good, bad = bring("first", "good", "bad")

    assert (first.result(10), good.result(10)) == ("first taken", "good taken alone")
    with pytest.raises(ValueError, match="bad"):
        bad.result(10)
