"""How loud speech is, where it begins and ends, how far it stands above the room, and whether it is speech at all.

Levels are in dBov, which for our samples is dBFS with 0 for a full-scale square wave (ITU-T G.100.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio.sound import Samples, Sound

FRAME = 0.020  # seconds
NOTHING = -120.0  # dBFS: the level of a frame of zeros
_MARGIN = 16.0  # dB below the mean that still counts as speech: ITU-T P.56 takes 15.9
_DEAD = 50.0  # dB below the loudest frame: no part of any word
_IDLE = -72.0  # dBov: what a line carries on which nothing is
_ALONE = 0.3  # seconds of silence on both sides
_P56_MARGIN = 15.9  # dB, as are the next two: ITU-T P.56, method B
_P56_TIME = 0.030  # seconds, of the envelope
_P56_HANGOVER = 200  # milliseconds for which speech goes on after its last sound

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


def active_level(sound: Sound) -> float:
    """The active speech level in dBov by method B of ITU-T P.56; NOTHING for silence.

    Gaps within words and breaths of up to 200 ms belong to the speech, pauses do not, however long they are.
    """
    if peak(sound) <= NOTHING:
        return NOTHING
    held = np.sort(_held_envelope(sound))
    thresholds = np.arange(-100.0, 0.0, 0.5)
    active = len(held) - np.searchsorted(held, 10 ** (thresholds / 20))  # about milliseconds, above each threshold
    energy = float((sound.samples.astype(np.float64) ** 2).sum())
    heard = active > 0
    levels = 10 * np.log10(energy / (active[heard] * _step(sound)))
    above = levels - thresholds[heard]
    first = int(np.argmax(above <= _P56_MARGIN))
    if first == 0:  # too short to rise that far, or steady from its first instant
        return float(levels[0 if above[0] <= _P56_MARGIN else -1])
    return float(np.interp(-_P56_MARGIN, -above[first - 1 : first + 1], levels[first - 1 : first + 1]))


def clearance(sound: Sound) -> float:
    """How many dB the voice stands above what is heard between its words, be that a room, a motor or a line."""
    levels = frame_levels(sound)
    alive = levels[levels > _IDLE]
    return speech_level(sound) - float(np.percentile(alive, 10)) if len(alive) else 0.0


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


def trimmed(sound: Sound, *, threshold: float, keep: float, word: float = 0.0) -> Sound:
    """Without what lies below `threshold` dBFS at both ends, save `keep` seconds (a soft consonant may hide there).

    What is louder there but shorter than `word` seconds, and alone, goes too: a receiver's clatter, a key's tone.
    """
    loud = _without_clatter(np.flatnonzero(frame_levels(sound) > threshold), word)
    if not len(loud):
        return Sound(sound.samples[:0], sound.rate)
    size, spare = round(FRAME * sound.rate), round(keep * sound.rate)
    return Sound(sound.samples[max(0, loud[0] * size - spare) : (loud[-1] + 1) * size + spare], sound.rate)


def _without_clatter(loud: NDArray[np.intp], word: float) -> NDArray[np.intp]:
    groups = np.split(loud, np.flatnonzero(np.diff(loud) * FRAME > _ALONE) + 1)
    words = [number for number, group in enumerate(groups) if len(group) * FRAME >= word]
    return np.concatenate(groups[words[0] : words[-1] + 1]) if words else loud


def _held_envelope(sound: Sound) -> Levels:
    """The envelope of P.56 at each millisecond, held for the hangover."""
    fading = np.exp(-1 / (_P56_TIME * sound.rate))
    age = np.arange(round(10 * _P56_TIME * sound.rate))
    kernel = (1 - fading) ** 2 * (age + 1) * fading**age  # two exponential means, one after the other
    envelope = _convolved(np.abs(sound.samples), kernel)[:: _step(sound)]
    padded = np.pad(np.maximum(envelope, 0.0), (_P56_HANGOVER - 1, 0))
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, _P56_HANGOVER).max(axis=1), dtype=np.float64)


def _step(sound: Sound) -> int:
    """Samples in a millisecond."""
    return max(1, round(sound.rate / 1000))


def _convolved(samples: Samples, kernel: Levels) -> Levels:
    length = 1 << (len(samples) + len(kernel)).bit_length()  # powers of two are fast
    spectrum = np.fft.rfft(samples, length) * np.fft.rfft(kernel, length)
    return np.asarray(np.fft.irfft(spectrum, length)[: len(samples)], dtype=np.float64)


def _active(levels: Levels) -> Levels:
    alive = levels[levels > levels.max() - _DEAD]
    return np.asarray(alive[alive >= _mean(alive) - _MARGIN], dtype=np.float64)


def _mean(levels: Levels) -> float:
    return float(10 * np.log10((10 ** (levels / 10)).mean()))
