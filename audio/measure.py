"""Measures a clip as a judge of telephone sound would: level, peak, silences, band. `listen` and the tests ask it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.level import FRAME, active_level, clearance, frame_levels, peak
from audio.sound import Sound
from audio.telephone import CEILING, TARGET

LONGEST_LEAD = 0.3  # seconds of silence before the first word
PAUSE = (0.4, 0.7)  # seconds between two phrases
_LEVEL_WITHIN = 1.0  # dB around TARGET
_BAND_EDGE = 3400.0  # Hz
_ABOVE = -35.0  # dB of the whole: what may be left above the band, most of it the noise of µ-law itself
_SILENT = 38.0  # dB below the level of speech: no part of any word
_NO_WORD_HAS = 0.3  # seconds of silence: the stop of a p or t is shorter
_SLACK = 1.5 * FRAME  # seconds by which frames may misjudge a silence

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured: seconds, and decibels (`level` and `peak` in dBov, the others relative)."""

    seconds: float
    level: float
    peak: float
    lead: float
    tail: float
    silences: tuple[Span, ...]
    above_band: float
    clearance: float

    @property
    def pauses(self) -> tuple[float, ...]:
        """Each silence between first and last word, in seconds; the stop within a word is none."""
        return tuple(end - start for start, end in self.silences if start > 0 and end < self.seconds - _SLACK)

    @property
    def spoken(self) -> float:
        """Seconds from the first word to the end of the last."""
        return self.seconds - self.lead - self.tail

    def pace(self, words: int) -> float:
        """Words a minute, pauses included, when it holds so many words."""
        return 60 * words / self.spoken if self.spoken > 0 else 0.0


def measured(sound: Sound) -> Measure:
    """Measure a sound; one that is silent throughout has no level and is one silence."""
    lead, tail = _edges(sound)
    words = sound.samples[round(lead * sound.rate) : len(sound.samples) - round(tail * sound.rate)]
    spoken = Sound(words, sound.rate)
    return Measure(
        seconds=sound.seconds,
        level=active_level(spoken),
        peak=peak(sound),
        lead=lead,
        tail=tail,
        silences=_silences(sound, lead, tail),
        above_band=_above_band(spoken),
        clearance=clearance(spoken) if len(words) else 0.0,
    )


def faults(measure: Measure) -> list[str]:
    """One sentence for each rule of telephone sound that this clip breaks; none when it is as it should be."""
    rules = (
        (abs(measure.level - TARGET) <= _LEVEL_WITHIN, f"its level is {measure.level:.1f} dBov, not {TARGET:g}"),
        (measure.peak <= CEILING, f"it peaks at {measure.peak:.1f} dBov, above {CEILING:g}"),
        (measure.lead < LONGEST_LEAD, f"{measure.lead:.2f} s of silence come before the first word"),
        (measure.above_band <= _ABOVE, f"{measure.above_band:.0f} dB of it lie above {_BAND_EDGE:g} Hz"),
    )
    return [sentence for kept, sentence in rules if not kept]


def uneven_pauses(measure: Measure) -> list[float]:
    """The pauses of a clip spoken by an engine that are longer than a breath between two phrases, in seconds."""
    return [pause for pause in measure.pauses if pause > PAUSE[1] + _SLACK]


def _edges(sound: Sound) -> Span:
    loud = np.flatnonzero(_is_heard(sound))
    if not len(loud):
        return sound.seconds, 0.0
    return float(loud[0] * FRAME), float(max(0.0, sound.seconds - (loud[-1] + 1) * FRAME))


def _silences(sound: Sound, lead: float, tail: float) -> tuple[Span, ...]:
    quiet = np.concatenate([[False], ~_is_heard(sound), [False]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(quiet))
    spans = [(float(start * FRAME), float(end * FRAME)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    inner = [
        (start, end) for start, end in spans if start > 0 and end <= sound.seconds - tail and end - start > _NO_WORD_HAS
    ]
    return ((0.0, lead), *inner, (sound.seconds - tail, sound.seconds))


def _is_heard(sound: Sound) -> NDArray[np.bool_]:
    levels = frame_levels(sound)
    return np.asarray(levels > max(active_level(sound) - _SILENT, -100.0))


def _above_band(sound: Sound) -> float:
    if not len(sound.samples):
        return -120.0
    power = np.abs(np.fft.rfft(sound.samples, 1 << len(sound.samples).bit_length())) ** 2
    above = np.linspace(0, sound.rate / 2, len(power)) > _BAND_EDGE
    return float(10 * np.log10(max(power[above].sum(), 1e-12) / max(power.sum(), 1e-12)))
