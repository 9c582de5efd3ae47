"""Tell how many lines are free, counting them only when what is known does not suffice."""

from __future__ import annotations

from plp.book import Book
from plp.ports import Ports


def lines_free(ports: Ports, book: Book, *, enough: int) -> int:
    """How many lines are free: exactly, or at least so many when those are more than `enough`.

    Every call that ends asks; counting ten thousand under way takes longer than all else it does.
    """
    now = ports.clock.now()
    surely = ports.free_lines.surely(now, ports.rates)
    if surely > enough:
        return surely
    free = ports.rates.lines - book.cascades.lines_in_use(now)
    ports.free_lines.counted(free, now)
    return free
