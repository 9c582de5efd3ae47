"""The rate at which calls leave the queue."""

import asyncio


class CallRate:
    """So many calls a real second, in the order they came; 0 lets all go at once."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._next_free = 0.0

    async def turn(self) -> None:
        """Waits for one's turn."""
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next_free)
        self._next_free = mine + self._gap
        await asyncio.sleep(mine - now)
