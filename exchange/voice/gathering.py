"""Gathering keys: the first one interrupts what is being said; the finish key, the count or silence ends it."""

import asyncio
from urllib.parse import urljoin

from exchange.voice.call import Source
from exchange.voice.line import Line
from exchange.voice.speech import make_heard
from exchange.voice.twiml import Gather


class Keys:
    """The keys a <Gather> has received so far."""

    name = "Gather"

    def __init__(self, verb: Gather) -> None:
        self._verb = verb
        self.digits = ""
        self.finished_on: str | None = None
        self.started = asyncio.Event()
        self.complete = asyncio.Event()
        self._more = asyncio.Event()

    def take(self, key: str) -> None:
        """One more key; those after the last wanted one are not heard any more."""
        if self.complete.is_set():
            return
        self.started.set()
        self._more.set()
        if key in self._verb.finish_on:
            self.finished_on = key
            self.complete.set()
            return
        self.digits += key
        if len(self.digits) == self._verb.most:
            self.complete.set()

    async def wait_for_the_rest(self, line: Line) -> None:
        """Waits until complete, or until no key came for the time-out."""
        while not self.complete.is_set():
            self._more.clear()
            if not await line.desk.time.happens_within(self._more, self._verb.timeout):
                return


class Deaf(Keys):
    """A <Gather> that waits for speech only: keys mean nothing to it."""

    def take(self, key: str) -> None:
        """Lets the key pass."""


async def gather(line: Line, verb: Gather, current: str) -> Source | None:
    """Says what is nested and collects keys; gives the action, or None to go on with the next verb."""
    keys = Keys(verb) if verb.takes_keys else Deaf(verb)
    with line.keys_go_to(keys):
        for said in verb.nested:
            await make_heard(line, said, current, keys.started)
        await keys.wait_for_the_rest(line)
    if not keys.digits and not verb.even_if_empty:
        return None
    params = [("Digits", keys.digits)]
    if keys.finished_on:
        params.append(("FinishedOnKey", keys.finished_on))
    return Source(urljoin(current, verb.action or ""), verb.method, params=tuple(params))
