"""Recordings: what a handset said into a <Record>, as an 8 kHz mono WAV kept in memory."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import soundfile  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray

from exchange.clock import wall
from exchange.handsets.character import Utterance
from exchange.sids import new_sid

RATE = 8_000
TONE_HERTZ = 440.0


@dataclass
class Recording:
    """One recording; `ready` becomes true when the provider has finished with it."""

    call_sid: str
    wav: bytes
    seconds: float
    sid: str = field(default_factory=lambda: new_sid("RE"))
    created_at: datetime = field(default_factory=wall)
    ready: bool = False

    @property
    def duration(self) -> int:
        """Whole seconds, at least one."""
        return max(1, round(self.seconds))


class RecordingBook:
    """All recordings, in order."""

    def __init__(self) -> None:
        self._recordings: dict[str, Recording] = {}

    def __iter__(self) -> Iterator[Recording]:
        return iter(list(self._recordings.values()))

    def add(self, recording: Recording) -> None:
        """Keeps it."""
        self._recordings[recording.sid] = recording

    def get(self, sid: str) -> Recording | None:
        """The recording of that identifier."""
        return self._recordings.get(sid)

    def remove(self, sid: str) -> None:
        """Deletes it."""
        self._recordings.pop(sid, None)

    def clear(self) -> None:
        """Deletes all."""
        self._recordings.clear()


def seconds_of(utterance: Utterance) -> float:
    """How long the person speaks."""
    if utterance.wav:
        return float(soundfile.info(utterance.wav).duration)
    return utterance.tone + utterance.silence


def spoken(utterance: Utterance, seconds: float) -> bytes:
    """The first seconds of what the person says, as a WAV file."""
    samples, rate = _samples(utterance)
    out = io.BytesIO()
    soundfile.write(out, samples[: max(1, round(seconds * rate))], rate, format="WAV", subtype="PCM_16")
    return out.getvalue()


def _samples(utterance: Utterance) -> tuple[NDArray[np.float32], int]:
    if utterance.wav:
        samples, rate = soundfile.read(utterance.wav, dtype="float32", always_2d=True)
        return samples.mean(axis=1), int(rate)
    moments = np.arange(round(utterance.tone * RATE)) / RATE
    tone = 0.3 * np.sin(2 * np.pi * TONE_HERTZ * moments)
    silence = np.zeros(round(utterance.silence * RATE))
    return np.concatenate([tone, silence]).astype(np.float32), RATE
