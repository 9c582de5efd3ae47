"""A sound in memory, and the few things done to any sound: decode, join, resample."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from audio.errors import SoundRefused

Samples = NDArray[np.float32]
LONGEST = 600.0  # seconds; a guard for memory, ten minutes is far more than a call
_SIZE_UNKNOWN = {0, 0xFFFFFFFF}  # what streaming writers leave in a WAV header


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples between -1 and 1, and how many of them make a second (`rate`, Hz)."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate


def silence(seconds: float, rate: int) -> Sound:
    """Nothing at all, for that many seconds."""
    return Sound(np.zeros(round(seconds * rate), dtype=np.float32), rate)


def joined(sounds: Sequence[Sound]) -> Sound:
    """The sounds one after the other; all must share one rate (ValueError otherwise, or when there is none)."""
    rates = {sound.rate for sound in sounds}
    if len(rates) != 1:
        raise ValueError("sounds to be joined must share one rate")
    return Sound(np.concatenate([sound.samples for sound in sounds]), rates.pop())


def spaced(spoken: Sequence[tuple[Sound, float]]) -> Sound:
    """Each sound followed by its pause in seconds; the pause after the last one is dropped."""
    with_pauses = chain.from_iterable((sound, silence(pause, sound.rate)) for sound, pause in spoken)
    return joined(list(with_pauses)[:-1])


def resampled(sound: Sound, rate: int) -> Sound:
    """The same sound at another rate, free of what that rate cannot carry."""
    if sound.rate == rate:
        return sound
    return Sound(soxr.resample(sound.samples, sound.rate, rate, quality="HQ").astype(np.float32), rate)


def decoded(audio: bytes, longest: float = LONGEST) -> Sound:
    """WAV or MP3 bytes as mono sound. Raises SoundRefused: empty, unreadable, cut off, over `longest` seconds."""
    if not audio:
        raise SoundRefused("there is no audio: zero bytes")
    _refuse_cut_off_wav(audio)
    try:
        with soundfile.SoundFile(io.BytesIO(audio)) as file:
            rate = int(file.samplerate)
            samples = file.read(frames=int(longest * rate) + 1, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise SoundRefused("these bytes cannot be decoded as sound") from error
    if len(samples) > longest * rate:
        raise SoundRefused(f"longer than {longest:.0f} seconds")
    if not len(samples) or not np.isfinite(samples).all():
        raise SoundRefused("these bytes hold no sound")
    return Sound(samples.mean(axis=1, dtype=np.float32), rate)


def _refuse_cut_off_wav(audio: bytes) -> None:
    # libsndfile reads half a WAV without a word of complaint.
    if audio[:4] != b"RIFF":
        return
    promised = int.from_bytes(audio[4:8], "little")
    if promised not in _SIZE_UNKNOWN and promised + 8 > len(audio):
        raise SoundRefused("the audio file is cut off")
