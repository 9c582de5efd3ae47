"""Making something heard: words, a sound file, or silence, for as long as it lasts or until a key interrupts."""

import asyncio
from urllib.parse import urljoin

from exchange.voice.line import Line
from exchange.voice.sounds import NotPlayable
from exchange.voice.transcript import Heard
from exchange.voice.twiml import Audible, Pause, Play, Say

TONE_SECONDS = 0.5


async def make_heard(line: Line, verb: Audible, base: str, interrupt: asyncio.Event | None = None) -> None:
    """Plays one verb to the handset, as often as its loop says; returns early when the interrupt comes."""
    times = 1 if isinstance(verb, Pause) else verb.loop
    for _ in range(times):
        if interrupt and interrupt.is_set():
            return
        if (heard := await _prepare(line, verb, base)) is None:
            return
        if line.far and isinstance(verb, Play) and verb.digits:
            line.errands.start(_key_in(line, line.far, verb.digits))
        await sound(line, heard, interrupt)


async def _key_in(line: Line, far: Line, digits: str) -> None:
    """The tones arrive one after the other; `w` is a pause."""
    for key in digits:
        await line.desk.time.sleep(TONE_SECONDS)
        if key not in "wW":
            far.press(key)


async def sound(line: Line, heard: Heard, interrupt: asyncio.Event | None = None) -> None:
    """Lets the handset hear this; writes down how long it lasted, even when the call ends in the middle."""
    began = line.desk.time.seconds()
    line.hear(heard)
    try:
        heard.interrupted = await line.desk.time.happens_within(interrupt or asyncio.Event(), heard.length)
    except asyncio.CancelledError:
        heard.interrupted = True
        raise
    finally:
        lasted = line.desk.time.seconds() - began
        heard.seconds = min(lasted, heard.length) if heard.interrupted else heard.length


async def _prepare(line: Line, verb: Audible, base: str) -> Heard | None:
    """What will be heard; None when the sound cannot be had, which is blamed on the gateway."""
    match verb:
        case Say():
            return Heard(line.now, "Say", verb.seconds, text=verb.text)
        case Pause():
            return Heard(line.now, "Pause", verb.seconds)
        case Play() if verb.digits:
            return Heard(line.now, "Play", TONE_SECONDS * len(verb.digits), text=f"tones {verb.digits}")
        case Play():
            return await _clip(line, urljoin(base, verb.url))


async def _clip(line: Line, url: str) -> Heard | None:
    try:
        seconds = await line.desk.sounds.length(url)
    except NotPlayable as error:
        line.blame(error.code, url, str(error))
        return None
    return Heard(line.now, "Play", seconds, text=line.desk.sounds.words(url), url=url)
