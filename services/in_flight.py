"""Batches on their way to the carrier: the next is claimed and the last is recorded while one is being answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import Empty, SimpleQueue
from threading import Event
from types import TracebackType
from typing import Self

from plp.book import Claim
from plp.errors import StoreBusy
from plp.ports import Placed

AT_ONCE = 16
"""Batches under way: a carrier that thinks for seconds holds up nobody whose moment has come."""
OPEN = 1000
"""Orders under way: what is claimed is at most a second or two from the carrier."""
FIRST, LARGEST = 8, 500
"""The first batch is small, so that the first telephone rings at once; each next one is larger."""
_PATIENCE, _NAP = 60.0, 0.25
"""Seconds for which results wait for a database that is away; after that the carrier's list tells them again."""
_ENOUGH = 100
_GATHERED = 0.03
"""Seconds for which few results are gathered: a commit each would cost more than all else, and a callback that
comes meanwhile is told by itself."""

Result = tuple[Claim, Placed]
Submit = Callable[[Iterable[Claim]], Iterator[Placed]]
Record = Callable[[Sequence[Result]], None]


class InFlight:
    """Hands batches to the carrier and records what comes back, as many results in one transaction as wait for it."""

    def __init__(self, submit: Submit, record: Record, *, largest: Callable[[], int] = lambda: LARGEST) -> None:
        self._submit, self._record, self._largest = submit, record, largest
        self._results: SimpleQueue[Result | None] = SimpleQueue()
        self._all_are_back = Event()
        self._threads = ThreadPoolExecutor(AT_ONCE + 1, thread_name_prefix="delivery")
        self._recorder = self._threads.submit(self._record_all)
        self._batches: dict[Future[None], int] = {}
        self._size = FIRST

    def next_size(self) -> int:
        """Wait until there is room for another batch; returns how many it may hold.

        Raises what went wrong with an earlier one.
        """
        while len(self._batches) >= AT_ONCE or sum(self._batches.values()) > OPEN - self._size:
            wait(self._batches, return_when=FIRST_COMPLETED)
            for batch in [each for each in self._batches if each.done()]:
                del self._batches[batch]
                batch.result()
        if self._recorder.done():
            self._recorder.result()
        return min(self._size, self._largest())

    def send(self, claims: Sequence[Claim], leaving: Iterable[Claim]) -> None:
        """Submit these, each when `leaving` lets it go."""
        self._size = min(self._size * 4, LARGEST)
        self._batches[self._threads.submit(self._fly, claims, leaving)] = len(claims)

    def tell(self, results: Sequence[Result]) -> None:
        """Record what is known without asking."""
        for result in results:
            self._results.put(result)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until all that was sent is recorded; raises what went wrong, unless something else did.

        Whatever breaks this wait off (a job's time-out), what is under way is recorded, and all threads end.
        """
        try:
            wait(self._batches)
        except BaseException:  # a job's time-out comes from anywhere; it is raised on
            self._end(waiting=False)
            raise
        self._end(waiting=True)
        if error is None:
            for future in (*self._batches, self._recorder):
                future.result()

    def _end(self, *, waiting: bool) -> None:
        self._results.put(None)
        self._all_are_back.set()
        self._threads.shutdown(wait=waiting)

    def _fly(self, claims: Sequence[Claim], leaving: Iterable[Claim]) -> None:
        by_id = {claim.attempt.id: claim for claim in claims}
        for placed in self._submit(leaving):
            self._results.put((by_id[placed.id], placed))

    def _record_all(self) -> None:
        self._record_what_comes()
        wait(self._batches)  # some are not back if nobody could wait for them: then nothing more is told after these
        self._results.put(None)
        self._record_what_comes()

    def _record_what_comes(self) -> None:
        while (first := self._results.get()) is not None:
            if self._results.qsize() < _ENOUGH:
                self._all_are_back.wait(_GATHERED)
            results, most = [first], self._largest()
            while len(results) < most:
                try:
                    another = self._results.get_nowait()
                except Empty:
                    break
                if another is None:
                    self._results.put(None)
                    break
                results.append(another)
            self._record_in_the_end(results)

    def _record_in_the_end(self, results: Sequence[Result]) -> None:
        """What the carrier said is known nowhere else yet: a database that is away a while is asked again."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._record(results)
            except StoreBusy:
                if time.monotonic() > until:
                    raise
                time.sleep(_NAP)
