"""The switchboard: places calls, takes calls, and keeps the lines that are live."""

import asyncio
from collections.abc import Coroutine

from exchange.clock import wall
from exchange.desk import Desk
from exchange.faults import NETWORK
from exchange.handsets.character import RING_SECONDS, Character, Voicemail
from exchange.refusals import Refusal
from exchange.voice.bridge import SILENT, connect, order_arriving
from exchange.voice.call import WAITING, Call, CallBook, CallOrder, Source, Status
from exchange.voice.detection import detect
from exchange.voice.following import converse
from exchange.voice.line import ACCOUNT, HANDSET, Ending, Line
from exchange.voice.rate import CallRate

DIALLING_SECONDS = 0.5
BUSY_AFTER = 1.0
NOT_IN_PROGRESS = 21220


class Switchboard:
    """Every call of the account."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.calls = CallBook()
        self.rate = CallRate(desk.settings.calls_per_second)
        self.peak = 0
        self._lines: dict[str, Line] = {}

    @property
    def live(self) -> int:
        """Calls that ring or talk now."""
        return sum(1 for line in self._lines.values() if line.call.status is not Status.QUEUED)

    def accept(self, order: CallOrder) -> Line:
        """Writes the call down as queued; `begin` dials it."""
        character = self.desk.directory.rung(order.to)
        if character.refused:
            raise Refusal(character.refused, order.to)
        return self._line(Call(order), character)

    def begin(self, line: Line) -> None:
        """Dials an accepted call."""
        self.desk.errands.start(self._live(line, self._outgoing(line)))

    def take(self, order: CallOrder, character: Character) -> Line:
        """A handset dials one of the account's numbers."""
        line = self._line(Call(order, status=Status.RINGING, started_at=wall()), character)
        self.desk.errands.start(self._live(line, self._incoming(line)))
        return line

    def cancel(self, call: Call) -> None:
        """Takes back a call that waits or rings; one that is answered is left alone."""
        if call.status in WAITING and (line := self._lines.get(call.sid)):
            line.end(Ending(Status.CANCELED, ACCOUNT))

    def complete(self, call: Call) -> None:
        """Ends a call, whatever it is doing."""
        if line := self._lines.get(call.sid):
            status = Status.CANCELED if call.status in WAITING else Status.COMPLETED
            line.end(Ending(status, ACCOUNT))

    async def settled(self, call: Call) -> None:
        """Waits until a call that was told to end has ended."""
        if (line := self._lines.get(call.sid)) and line.ending.done():
            await line.settled.wait()

    def redirect(self, call: Call, source: Source) -> None:
        """Gives a live call another document. Raises Refusal (21220) unless it is in progress."""
        line = self._lines.get(call.sid)
        if not line or call.status is not Status.IN_PROGRESS:
            raise Refusal(NOT_IN_PROGRESS)
        line.redirect(source)

    def forget(self) -> None:
        """Forgets every call."""
        self.calls.clear()
        self._lines.clear()
        self.peak = 0

    # ---- the life of a line --------------------------------------------------------------------------------------

    def _line(self, call: Call, character: Character) -> Line:
        self.calls.add(call)
        line = self._lines[call.sid] = Line(self.desk, call, character)
        return line

    async def _live(self, line: Line, story: Coroutine[object, object, Ending]) -> None:
        """Lets the story run until it ends or somebody ends it."""
        telling = asyncio.create_task(story)
        try:
            ending = await _first_ending(line, telling)
        finally:
            telling.cancel()
            line.errands.dismiss()
            self._lines.pop(line.call.sid, None)
        await asyncio.wait({telling})
        line.settle(ending)

    async def _outgoing(self, line: Line) -> Ending:
        await self.rate.turn()
        line.progress.initiate()
        await self.desk.time.sleep(DIALLING_SECONDS)
        line.call.started_at = wall()
        if not_rung := self._fails_at_once(line.character):
            await self.desk.time.sleep(BUSY_AFTER)
            return not_rung
        line.enter(Status.RINGING)
        self.peak = max(self.peak, self.live)
        if unanswered := await self._reach(line):
            return unanswered
        return await self._answered(line)

    async def _reach(self, line: Line) -> Ending | None:
        """Rings a handset, or one of the account's own numbers; None when it was answered."""
        order = line.call.order
        number = self.desk.numbers.get(order.to)
        if not number or not number.voice_url:
            return await self._ring(line)
        effect = self.desk.faults.effect_on(NETWORK, order.to)
        if effect.lost:
            await self.desk.time.sleep(order.ring_timeout)
            return Ending(Status.NO_ANSWER, NETWORK)
        arriving = self.take(order_arriving(order, number, effect.shows), SILENT)
        return await connect(line, arriving, order.ring_timeout)

    @staticmethod
    def _fails_at_once(character: Character) -> Ending | None:
        if character.failed:
            return Ending(Status.FAILED, NETWORK, character.failed)
        return Ending(Status.BUSY, NETWORK) if character.busy else None

    async def _ring(self, line: Line) -> Ending | None:
        """Rings; None when it was answered."""
        longest, character = line.call.order.ring_timeout, line.character
        wanted = 2 * RING_SECONDS if character.rejects else character.rings_for
        if wanted is None or wanted > longest:
            await self.desk.time.sleep(longest)
            return Ending(Status.NO_ANSWER, NETWORK)
        await self.desk.time.sleep(wanted)
        return Ending(Status.BUSY, HANDSET) if character.rejects else None

    async def _answered(self, line: Line) -> Ending:
        line.answer()
        if line.character.voicemail:
            line.errands.start(_greet(line, line.character.voicemail))
        line.errands.start(_limit(line, line.call.order.time_limit))
        if order := line.call.order.detection:
            if order.beside:
                line.errands.start(detect(line, order))
            else:
                await detect(line, order)
        return await converse(line, line.call.order.source)

    async def _incoming(self, line: Line) -> Ending:
        self.peak = max(self.peak, self.live)
        line.errands.start(_limit(line, line.call.order.time_limit))
        return await converse(line, line.call.order.source)


async def _first_ending(line: Line, telling: asyncio.Task[Ending]) -> Ending:
    await asyncio.wait({telling, line.ending}, return_when=asyncio.FIRST_COMPLETED)
    try:
        return line.ending.result() if line.ending.done() else telling.result()
    except Exception as error:  # noqa: BLE001 - a fault of the exchange itself must not leave a call open for ever
        line.desk.feed.tell("exchange-error", line.call.sid, error=repr(error))
        return Ending(Status.FAILED, "exchange")


async def _greet(line: Line, machine: Voicemail) -> None:
    """A voicemail says its greeting, beeps, and takes the message until it is full."""
    await line.desk.time.sleep(machine.greeting)
    if machine.beep:
        line.call.transcript.beep_at = round(line.now, 2)
        line.desk.feed.tell("voicemail.beep", line.call.sid)
    await line.desk.time.sleep(machine.limit)
    line.hang_up()


async def _limit(line: Line, seconds: float) -> None:
    """No call lasts longer than its time limit."""
    await line.desk.time.sleep(seconds)
    line.end(Ending(Status.COMPLETED, NETWORK))
