"""A second opinion on loudness: integrated LUFS of ITU-R BS.1770, written without a line of the code under test."""

from __future__ import annotations

import numpy as np

from audio.sound import Sound

# The two filters of BS.1770, as the Recommendation gives them for 48 kHz: shelf, then high pass.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def lufs(sound: Sound) -> float:
    """Integrated loudness of one channel: 400 ms blocks, absolute gate −70, relative gate −10."""
    weighted = _k_weighted(sound)
    block = round(0.4 * sound.rate)
    starts = range(0, len(weighted) - block + 1, block // 4)
    power = np.array([np.mean(weighted[start : start + block] ** 2) for start in starts])
    power = power[_loudness(power) > -70]
    power = power[_loudness(power) > _loudness(power.mean()) - 10]
    return float(_loudness(power.mean()))


def _loudness(power):
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _k_weighted(sound: Sound) -> np.ndarray:
    spectrum = np.fft.rfft(sound.samples.astype(float))
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(len(sound.samples), 1 / sound.rate) / 48000)
    for above, below in (_SHELF, _HIGH_PASS):
        spectrum *= np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay)
    return np.fft.irfft(spectrum, len(sound.samples))
