"""How loud speech is, where it begins and ends, and whether it is speech at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio.sound import Sound

FRAME = 0.020  # seconds
NOTHING = -120.0  # dBFS: the level of a frame of zeros
_MARGIN = 16.0  # dB below the mean that still counts as speech: ITU-T P.56 takes 15.9
_DEAD = 50.0  # dB below the loudest frame: no part of any word

Levels = NDArray[np.float64]


def decibels(amplitude: float) -> float:
    """An amplitude (1.0 is full scale) in dBFS."""
    return max(NOTHING, 20 * float(np.log10(max(amplitude, 1e-9))))


def peak(sound: Sound) -> float:
    """The highest sample, in dBFS."""
    return decibels(float(np.abs(sound.samples).max(initial=0.0)))


def frame_levels(sound: Sound) -> Levels:
    """RMS of each whole 20 ms frame, in dBFS; at least one value, NOTHING for a sound shorter than a frame."""
    size = round(FRAME * sound.rate)
    whole = len(sound.samples) // size
    if not whole:
        return np.array([NOTHING])
    frames = sound.samples[: whole * size].astype(np.float64).reshape(whole, size)
    power = np.maximum((frames**2).mean(axis=1), 10 ** (NOTHING / 10))
    return np.asarray(10 * np.log10(power), dtype=np.float64)


def speech_level(sound: Sound) -> float:
    """RMS over active speech, in dBFS (0 is a full-scale square wave): pauses do not count, after ITU-T P.56."""
    return _mean(_active(frame_levels(sound)))


def speech_seconds(sound: Sound) -> float:
    """How many seconds of it are active speech; 0 for silence."""
    levels = frame_levels(sound)
    return len(_active(levels)) * FRAME if levels.max() > NOTHING else 0.0


def is_steady(sound: Sound) -> bool:
    """True for hiss, hum and tones: their level stands still, where speech moves by 10 dB and more."""
    levels = frame_levels(sound)
    alive = levels[levels > levels.max() - _DEAD]
    low, high = np.percentile(alive, [10, 90])
    return bool(high - low < 4.0)


def ends_abruptly(sound: Sound) -> bool:
    """True when the last instant is nearly as loud as the words: whole speech dies away, half a file does not."""
    end = Sound(sound.samples[-round(FRAME * sound.rate) :], sound.rate)
    return bool(frame_levels(end)[0] > speech_level(sound) - 12)


def trimmed(sound: Sound, *, threshold: float, keep: float) -> Sound:
    """Without what lies below `threshold` dBFS at both ends, save `keep` seconds (a soft consonant may hide there)."""
    loud = np.flatnonzero(frame_levels(sound) > threshold)
    if not len(loud):
        return Sound(sound.samples[:0], sound.rate)
    size, spare = round(FRAME * sound.rate), round(keep * sound.rate)
    return Sound(sound.samples[max(0, loud[0] * size - spare) : (loud[-1] + 1) * size + spare], sound.rate)


def _active(levels: Levels) -> Levels:
    alive = levels[levels > levels.max() - _DEAD]
    return np.asarray(alive[alive >= _mean(alive) - _MARGIN], dtype=np.float64)


def _mean(levels: Levels) -> float:
    return float(10 * np.log10((10 ** (levels / 10)).mean()))
