"""A line: one call from dialling to its end, with a handset at the far side."""

import asyncio
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from exchange.clock import Errands, wall
from exchange.desk import API_VERSION, Desk
from exchange.handsets.character import Character
from exchange.handsets.ear import Ear
from exchange.voice.call import Call, Source, Status
from exchange.voice.progress import Progress
from exchange.voice.transcript import Fault, Fetched, Heard, KeyPressed

GATEWAY, HANDSET, ACCOUNT = "gateway", "handset", "account"


@dataclass(frozen=True)
class Ending:
    """How a call ended, and who ended it."""

    status: Status
    by: str
    code: int | None = None


class KeyTaker(Protocol):
    """A verb that wants keys."""

    name: str

    def take(self, key: str) -> None:
        """Receives one key."""


class Line:
    """The live side of a call: the conversation, the keys, and whoever ends it first."""

    def __init__(self, desk: Desk, call: Call, character: Character) -> None:
        self.desk, self.call, self.character = desk, call, character
        self.errands = Errands()
        self.ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self.ear = Ear(character, desk.time, self.press, self.hang_up, self.errands)
        self.progress = Progress(desk, call)
        self.answered, self.settled = asyncio.Event(), asyncio.Event()
        self.far: Line | None = None
        self.records = 0
        self._answered_at: float | None = None
        self._taker: KeyTaker | None = None
        self.following: asyncio.Task[Source | None] | None = None
        self.update: Source | None = None

    # ---- what happens on the line -----------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Own seconds since the answer."""
        return 0.0 if self._answered_at is None else self.desk.time.seconds() - self._answered_at

    def answer(self) -> None:
        """The far side lifts the receiver."""
        self._answered_at = self.desk.time.seconds()
        self.answered.set()
        self.enter(Status.IN_PROGRESS)
        if not self.character.voicemail:
            self.ear.answer()

    def enter(self, status: Status) -> None:
        """Moves to a status and tells it."""
        self.progress.enter(status)

    def hear(self, heard: Heard) -> None:
        """The far side begins to hear something; a machine does not react."""
        self.call.transcript.heard.append(heard)
        self.desk.feed.tell(
            "heard", self.call.sid, to=self.call.order.to, verb=heard.verb, text=heard.text, url=heard.url
        )
        if not self.character.voicemail:
            self.ear.listen(heard)

    def press(self, key: str) -> None:
        """A key is pressed; a rotary telephone's keys do not arrive, and without a verb that wants it a key is lost."""
        arrived = not self.character.rotary
        taker = self._taker if arrived else None
        pressed = KeyPressed(round(self.now, 2), key, arrived, taker.name if taker else None)
        self.call.transcript.keys.append(pressed)
        self.desk.feed.tell("key", self.call.sid, key=key, arrived=arrived, taken_by=pressed.taken_by)
        if taker:
            taker.take(key)

    @contextmanager
    def keys_go_to(self, taker: KeyTaker) -> Iterator[None]:
        """While inside, keys are given to this verb."""
        self._taker = taker
        try:
            yield
        finally:
            self._taker = None

    def blame(self, code: int, url: str, detail: str) -> None:
        """Writes an error down as Twilio's debugger would."""
        self.call.transcript.errors.append(Fault(round(self.now, 2), code, url, detail))
        self.desk.feed.tell("error", self.call.sid, code=code, url=url, detail=detail)

    def fetched(self, url: str, status: int) -> None:
        """Writes down that a document was asked for."""
        self.call.transcript.fetches.append(Fetched(round(self.now, 2), url, status))
        self.desk.feed.tell("fetch", self.call.sid, url=url, status=status)

    def params(self, status: str | None = None) -> dict[str, str]:
        """The parameters of every request about this call."""
        order = self.call.order
        said: Mapping[str, str | None] = {
            "CallSid": self.call.sid,
            "AccountSid": self.desk.settings.account,
            "From": order.caller,
            "To": order.to,
            "Caller": order.caller,
            "Called": order.to,
            "CallStatus": status or self.call.status.value,
            "Direction": order.direction,
            "ApiVersion": API_VERSION,
            "AnsweredBy": self.call.answered_by,
        }
        return {name: value for name, value in said.items() if value is not None}

    # ---- ends and changes ----------------------------------------------------------------------------------------

    def end(self, ending: Ending) -> None:
        """Ends the call; the first one to say so is right."""
        if not self.ending.done():
            self.ending.set_result(ending)

    def hang_up(self) -> None:
        """The far side hangs up."""
        self.end(Ending(Status.COMPLETED, HANDSET))

    def redirect(self, source: Source) -> None:
        """Live update: what is being said stops at once, the new document takes its place."""
        self.update = source
        if self.following:
            self.following.cancel()

    def settle(self, ending: Ending) -> None:
        """Writes the end into the record and tells it."""
        call = self.call
        call.ended_at, call.ended_by = wall(), ending.by
        call.duration = math.ceil(self.now) if self._answered_at is not None else None
        if ending.code:
            self.blame(ending.code, "", "the call could not be completed")
        self.progress.enter(ending.status, code=ending.code)
        self.settled.set()
