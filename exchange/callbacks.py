"""The courier of callbacks: in order for each call or text, unless a fault says otherwise."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from exchange.clock import Errands
from exchange.faults import CALLBACK, Faults
from exchange.feed import Feed
from exchange.web import Web

LONGEST_WAIT_FOR_THE_NEXT = 2.0


@dataclass(frozen=True)
class Notice:
    """One thing to tell an address."""

    sid: str
    event: str
    url: str
    method: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Delivered:
    """How it went."""

    event: str
    url: str
    status: int
    attempts: int


class Courier:
    """Delivers notices one after the other for each sid, and keeps what was answered."""

    def __init__(self, web: Web, feed: Feed, faults: Faults) -> None:
        self._web, self._feed, self._faults = web, feed, faults
        self._errands = Errands()
        self._last: dict[str, asyncio.Task[None]] = {}
        self._held: defaultdict[str, list[Notice]] = defaultdict(list)
        self._first: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.delivered: defaultdict[str, list[Delivered]] = defaultdict(list)

    def send(self, notice: Notice) -> None:
        """Takes the notice; returns at once."""
        effect = self._faults.effect_on(CALLBACK, notice.params.get("To", ""), notice.event)
        if effect.lost:
            self._feed.tell("callback.lost", notice.sid, event=notice.event, url=notice.url)
        elif effect.delayed:
            self._errands.start(self._late(notice, effect.delayed))
        elif effect.reordered:
            self._held[notice.sid].append(notice)
            self._errands.start(self._unless_another_comes(notice))
        else:
            self._queue(notice, times=2 if effect.doubled else 1)

    async def first_was_delivered(self, sid: str, real_seconds: float) -> None:
        """Waits until this call's or text's first callback has been answered, at most so long."""
        try:
            await asyncio.wait_for(self._first[sid].wait(), real_seconds)
        except TimeoutError:
            self._feed.tell("callback.none-yet", sid)

    def forget(self) -> None:
        """Throws away what is under way and what was delivered."""
        self._errands.dismiss()
        for kept in (self._last, self._held, self._first, self.delivered):
            kept.clear()

    def as_json(self, sid: str) -> list[dict[str, object]]:
        """What was delivered for this sid."""
        return [asdict(delivered) for delivered in self.delivered[sid]]

    def _queue(self, notice: Notice, times: int = 1) -> None:
        """Behind those of its sid that are under way, and with those that were held for it to overtake."""
        notices = [notice] * times + self._held.pop(notice.sid, [])
        self._last[notice.sid] = self._errands.start(self._in_turn(notices, self._last.get(notice.sid)))

    async def _in_turn(self, notices: Sequence[Notice], before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait({before})
        for notice in notices:
            await self._deliver(notice)

    async def _unless_another_comes(self, notice: Notice) -> None:
        await asyncio.sleep(LONGEST_WAIT_FOR_THE_NEXT)
        held = self._held.get(notice.sid, [])
        if notice in held:  # it was the last: nothing can overtake it
            held.remove(notice)
            self._queue(notice)

    async def _late(self, notice: Notice, real_seconds: float) -> None:
        await asyncio.sleep(real_seconds)
        await self._deliver(notice)

    async def _deliver(self, notice: Notice) -> None:
        reply = await self._web.ask(notice.url, notice.method, notice.params)
        self.delivered[notice.sid].append(Delivered(notice.event, notice.url, reply.status, reply.attempts))
        self._feed.tell("callback", notice.sid, event=notice.event, url=notice.url, status=reply.status)
        self._first[notice.sid].set()
