"""A voice to be recorded: eight seconds that rise and fall like speech, since a steady tone is refused as nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE, SECONDS = 8000, 8


def record_a_voice(path: Path) -> Path:
    """Write it as a WAV file: a hum with overtones, in syllables, with a breath between phrases."""
    moments = np.arange(RATE * SECONDS) / RATE
    pitch = np.cumsum(140 + 25 * np.sin(2 * np.pi * 0.7 * moments)) / RATE
    hum = sum(np.sin(2 * np.pi * overtone * pitch) / overtone for overtone in (1, 2, 3, 5, 8))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * moments), 0, None)
    phrases = (moments % 2.5) < 2
    soundfile.write(path, (0.25 * hum * syllables * phrases).astype("float32"), RATE)
    return path
