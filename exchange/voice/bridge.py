"""A call to one of the account's own numbers: it leaves and arrives, and what one side keys reaches the other."""

import asyncio
from collections.abc import Callable

from exchange.handsets.character import Character
from exchange.numbers import OwnNumber
from exchange.voice.call import Callback, CallOrder, Source, Status
from exchange.voice.line import Ending, Line

SILENT = Character(silent=True)
"""Nobody is there: the account speaks at both ends."""


def order_arriving(leaving: CallOrder, number: OwnNumber, shown: str) -> CallOrder:
    """The call as it arrives, with the number the network shows."""
    source = Source(number.voice_url, number.voice_method)
    callback = Callback(number.status_callback) if number.status_callback else None
    return CallOrder(leaving.to, shown or leaving.caller, source, status_callback=callback, direction="inbound")


async def connect(leaving: Line, arriving: Line, longest: float) -> Ending | None:
    """Waits until the far side answers, `longest` own seconds at most; None when it did, else how it ended.

    From then on the end of one is the end of the other.
    """
    waiting = [asyncio.create_task(event.wait()) for event in (arriving.answered, arriving.settled)]
    await asyncio.wait(waiting, timeout=longest / leaving.desk.time.speed, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    if not arriving.answered.is_set():
        arriving.hang_up()
        return Ending(Status.BUSY if arriving.call.status is Status.BUSY else Status.NO_ANSWER, "handset")
    leaving.far, arriving.far = arriving, leaving
    leaving.errands.start(_after(arriving.settled, leaving.hang_up))
    arriving.errands.start(_after(leaving.settled, arriving.hang_up))
    return None


async def _after(event: asyncio.Event, then: Callable[[], None]) -> None:
    await event.wait()
    then()
