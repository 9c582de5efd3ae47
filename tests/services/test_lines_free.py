"""Lines are counted when it matters, and not at the end of every call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from plp.book import Book
from plp.forecast import Rates
from services.lines_free import lines_free
from tests.fakes.town import Town


@dataclass
class Counted:
    """Cascades of which only the calls under way are asked."""

    in_use: int
    asked: list[datetime] = field(default_factory=list)

    @property
    def cascades(self) -> Counted:
        """Itself."""
        return self

    def lines_in_use(self, now: datetime) -> int:
        """How many, and who asked."""
        self.asked.append(now)
        return self.in_use


def test_many_calls_that_end_in_one_second_are_counted_once(town: Town) -> None:
    ports = replace(town.ports, rates=Rates(calls_per_second=10, lines=1000))
    book = Counted(in_use=400)

    free = [lines_free(ports, cast(Book, book), enough=200) for _ in range(50)]

    assert len(book.asked) == 1
    assert free[0] == 600
    assert all(200 < each <= 600 for each in free)


def test_where_lines_are_short_each_one_counts(town: Town) -> None:
    ports = replace(town.ports, rates=Rates(calls_per_second=10, lines=1000))
    book = Counted(in_use=790)

    free = [lines_free(ports, cast(Book, book), enough=200) for _ in range(3)]

    assert (len(book.asked), free) == (3, [210, 210, 210])


def test_a_second_later_they_are_counted_again(town: Town) -> None:
    ports = replace(town.ports, rates=Rates(calls_per_second=10, lines=1000))
    book = Counted(in_use=0)

    lines_free(ports, cast(Book, book), enough=200)
    town.clock.sleep(timedelta(seconds=1))
    book.in_use = 990

    assert lines_free(ports, cast(Book, book), enough=200) == 10
