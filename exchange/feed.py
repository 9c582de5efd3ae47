"""The feed: everything that happened in the exchange, in order, for tests and for whoever watches a demo."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from itertools import count

from exchange.clock import wall

Event = Mapping[str, object]
KEPT = 200_000


class Feed:
    """An append-only list of events, each with its number `n`, hour `at`, `kind` and `sid`."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self._news = asyncio.Event()

    def tell(self, kind: str, sid: str, **facts: object) -> None:
        """Adds one event and wakes those who wait for news."""
        event = {"n": next(self._numbers), "at": wall().isoformat(), "kind": kind, "sid": sid, **facts}
        self._events.append(event)
        self._news.set()
        self._news = asyncio.Event()

    @property
    def last(self) -> int:
        """The number of the newest event, 0 before the first."""
        return int(str(self._events[-1]["n"])) if self._events else 0

    def since(self, n: int, wanted: Callable[[Event], bool]) -> list[Event]:
        """The wanted events after number n, oldest first."""
        unread = max(0, self.last - n)
        recent = list(self._events)[-unread:] if unread else []
        return [event for event in recent if wanted(event)]

    async def wait_since(self, n: int, wanted: Callable[[Event], bool], real_seconds: float) -> list[Event]:
        """The same, waiting for the first one at most so long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + real_seconds
        while not (found := self.since(n, wanted)) and (left := deadline - loop.time()) > 0:
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                break
        return found
