"""The exchange's own time, which may run faster than the wall clock."""

import asyncio
import time
from collections.abc import Coroutine
from datetime import UTC, datetime


class OwnTime:
    """Seconds of rings, speech and reactions; at speed 10 a minute lasts six real seconds."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("the speed must be above zero")
        self.speed = speed
        self._start = time.monotonic()

    def seconds(self) -> float:
        """Own seconds since the exchange opened."""
        return (time.monotonic() - self._start) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Waits so many own seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    async def happens_within(self, event: asyncio.Event, seconds: float) -> bool:
        """Whether the event came before so many own seconds had passed; returns as soon as it does."""
        if event.is_set():
            return True
        try:
            await asyncio.wait_for(event.wait(), max(0.0, seconds) / self.speed)
        except TimeoutError:
            return event.is_set()
        return True


def wall() -> datetime:
    """The real date and hour, aware, as it stands in every date of the API."""
    return datetime.now(UTC)


class Errands:
    """Background work of one owner, kept from being forgotten half-way and dismissed together."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Begins the work at once and remembers it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def dismiss(self) -> None:
        """Stops whatever is still under way."""
        for task in list(self._under_way):
            task.cancel()
