"""Recording: the beep, what the handset says, and the key or the silence that ends it."""

import asyncio
from urllib.parse import urljoin

from exchange.callbacks import Notice
from exchange.handsets.character import Utterance
from exchange.voice.call import Source
from exchange.voice.line import Line
from exchange.voice.recordings import Recording, seconds_of, spoken
from exchange.voice.speech import sound
from exchange.voice.transcript import Heard
from exchange.voice.twiml import Record

BEEP_SECONDS = 0.5
PROCESSING_SECONDS = 1.0
HUNG_UP = "hangup"


class EndKey:
    """The key that ends a recording."""

    name = "Record"

    def __init__(self, keys: str) -> None:
        self._keys = keys
        self.key = ""
        self.pressed = asyncio.Event()

    def take(self, key: str) -> None:
        """Ends the recording if it is one of the keys that do."""
        if key in self._keys and not self.pressed.is_set():
            self.key = key
            self.pressed.set()


async def record(line: Line, verb: Record, current: str) -> Source | None:
    """Records the handset; gives the action, or None when nothing was said."""
    end = EndKey(verb.finish_on)
    utterance = _next_utterance(line)
    with line.keys_go_to(end):
        if verb.beep:
            await sound(line, Heard(line.now, "Beep", BEEP_SECONDS), end.pressed)
        began = line.desk.time.seconds()
        try:
            seconds = await _speak(line, verb, utterance, end)
        except asyncio.CancelledError:
            if line.ending.done():
                _kept_at_hang_up(line, verb, utterance, current, line.desk.time.seconds() - began)
            raise
    if not seconds:
        return None
    recording = _keep(line, verb, utterance, seconds, current)
    return Source(urljoin(current, verb.action or ""), verb.method, params=_params(line, recording, end.key))


def _next_utterance(line: Line) -> Utterance:
    """What this person says at the nth <Record>; the last one repeats."""
    spoken_ones = line.character.speaks
    line.records += 1
    return spoken_ones[min(line.records, len(spoken_ones)) - 1] if spoken_ones else Utterance()


async def _speak(line: Line, verb: Record, utterance: Utterance, end: EndKey) -> float:
    """Lets the person speak; gives the seconds that were recorded (trailing silence is trimmed)."""
    wanted = min(seconds_of(utterance), verb.longest)
    began = line.desk.time.seconds()
    if await line.desk.time.happens_within(end.pressed, wanted):
        return min(wanted, line.desk.time.seconds() - began)
    for key in utterance.keys if wanted < verb.longest else "":
        line.press(key)
    await line.desk.time.happens_within(end.pressed, min(verb.timeout, verb.longest - wanted))
    return wanted


def _keep(line: Line, verb: Record, utterance: Utterance, seconds: float, current: str) -> Recording:
    recording = Recording(line.call.sid, spoken(utterance, seconds), seconds)
    line.desk.recordings.add(recording)
    line.desk.feed.tell("recording", line.call.sid, recording=recording.sid, seconds=round(seconds, 2))
    line.desk.errands.start(_finish(line, verb, recording, current))
    return recording


def _params(line: Line, recording: Recording, digits: str) -> tuple[tuple[str, str], ...]:
    return (
        ("RecordingUrl", f"{line.desk.settings.account_url}/Recordings/{recording.sid}"),
        ("RecordingSid", recording.sid),
        ("RecordingDuration", str(recording.duration)),
        ("Digits", digits),
    )


async def _finish(line: Line, verb: Record, recording: Recording, current: str) -> None:
    """The recording can be downloaded a moment later; then its callback is sent."""
    await line.desk.time.sleep(PROCESSING_SECONDS)
    recording.ready = True
    if not verb.callback or "completed" not in verb.callback_events:
        return
    params = dict(_params(line, recording, "")) | {
        "AccountSid": line.desk.settings.account,
        "CallSid": line.call.sid,
        "RecordingStatus": "completed",
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
    }
    params.pop("Digits")
    url = urljoin(current, verb.callback)
    line.desk.courier.send(Notice(line.call.sid, "recording:completed", url, verb.callback_method, params))


def _kept_at_hang_up(line: Line, verb: Record, utterance: Utterance, current: str, elapsed: float) -> None:
    """Somebody who hangs up instead of pressing a key has still left a message: the action is told `hangup`."""
    seconds = min(elapsed, seconds_of(utterance), verb.longest)
    if seconds <= 0:
        return
    recording = _keep(line, verb, utterance, seconds, current)
    params = line.params("completed") | dict(_params(line, recording, HUNG_UP))
    line.desk.errands.start(_tell_action(line, urljoin(current, verb.action or ""), verb.method, params))


async def _tell_action(line: Line, url: str, method: str, params: dict[str, str]) -> None:
    reply = await line.desk.web.ask(url, method, params)
    line.fetched(url, reply.status)
