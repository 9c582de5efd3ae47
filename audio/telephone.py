"""Sound made fit for the telephone: 8 kHz, telephone band, even loudness, µ-law WAV.

Loudness is the active speech level of ITU-T P.56, in dBov: docs/decisions tells why that yardstick and why this level.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from audio.errors import SoundRefused
from audio.level import active_level, frame_levels, peak, speech_level, trimmed
from audio.sound import Samples, Sound, decoded, joined, resampled, silence

RATE = 8000  # Hz
TARGET = -23.0  # dBov, active speech level: 3 dB above the network's nominal −26, for old ears and old handsets
CEILING = -3.0  # dBov, no sample above, so that no gateway behind us clips it
LEAD = 0.1  # seconds of silence before the first word: carriers swallow the first instant of a clip
TAIL = 0.4  # seconds after the last word: with the next clip's LEAD a breath, as between two phrases
_HELD = CEILING - 0.4  # dBFS; µ-law rounds a loud sample by up to 3 %
_NOTHING = -90.0  # dBFS
_QUIET = 38.0  # dB below the speech level: no part of a word, not even an f
_BAND = (200.0, 3350.0)  # Hz; the filter needs 90 Hz to close, and above 3400 nothing is left (ITU-T G.712)
_LOOK = 41  # samples the limiter looks around: 5 ms


def for_telephone(sound: Sound, *, live: bool = False, word: float = 0.0) -> Sound:
    """Mono 8 kHz at TARGET, at most CEILING, with LEAD and TAIL of silence around the words.

    `live`: a person in a room, not a machine; the ends are cut where only the room is left, and a little later,
    since a person begins more softly; what is shorter than `word` seconds is no word there.
    Raises SoundRefused when there is nothing to hear.
    """
    if peak(sound) < _NOTHING:
        raise SoundRefused("there is nothing to hear")
    narrow = in_band(sound)
    threshold = speech_level(narrow) - (_above_the_room(narrow) if live else _QUIET)
    words = trimmed(narrow, threshold=threshold, keep=0.15 if live else 0.04, word=word)
    return joined([silence(LEAD, RATE), levelled(words), silence(TAIL, RATE)])


def in_band(sound: Sound) -> Sound:
    """The sound at 8 kHz without what a telephone cannot carry: rumble, hum, a microphone's offset, hiss above."""
    narrow = resampled(sound, RATE)
    margin = len(_band_pass()) // 2  # as "same" would, also for what is shorter than the filter
    filtered = np.convolve(narrow.samples, _band_pass())[margin : margin + len(narrow.samples)]
    return Sound(filtered.astype(np.float32), RATE)


def levelled(sound: Sound) -> Sound:
    """The same sound at TARGET dBov, peaks held under CEILING (which costs at most a few tenths)."""
    for _ in range(4):  # holding the peaks lowers the level a little, so once more
        gain = 10 ** ((TARGET - active_level(sound)) / 20)
        sound = Sound(_held(sound.samples * np.float32(gain)), sound.rate)
        if abs(active_level(sound) - TARGET) < 0.1:
            break
    return sound


def to_wav(sound: Sound) -> bytes:
    """A µ-law WAV file of it."""
    file = io.BytesIO()
    soundfile.write(file, sound.samples, sound.rate, format="WAV", subtype="ULAW")
    return file.getvalue()


def from_wav(wav: bytes) -> Sound:
    """The sound in one of our own clips. Raises SoundRefused unless it is whole, µ-law, mono, 8 kHz."""
    sound = decoded(wav)
    with soundfile.SoundFile(io.BytesIO(wav)) as file:
        if (file.format, file.subtype, file.channels, file.samplerate) != ("WAV", "ULAW", 1, RATE):
            raise SoundRefused("the clip is not an 8 kHz mono µ-law WAV")
    return sound


def seconds_of(clip: Path) -> float | None:
    """How long a file of sound lasts, by its header alone; None when it is gone or holds none."""
    try:
        return float(soundfile.info(clip).duration)
    except soundfile.SoundFileError:
        return None


def _above_the_room(sound: Sound) -> float:
    # A room is never silent: what lies within 6 dB of its background is not speech.
    background = float(np.percentile(frame_levels(sound), 10))
    return float(np.clip(speech_level(sound) - background - 6, 14, _QUIET))


@cache
def _band_pass() -> Samples:
    taps = np.arange(-150, 151)
    low, high = (2 * edge / RATE for edge in _BAND)
    kernel = (high * np.sinc(high * taps) - low * np.sinc(low * taps)) * np.hamming(len(taps))
    return np.asarray(kernel, dtype=np.float32)


def _held(samples: Samples) -> Samples:
    ceiling = np.float32(10 ** (_HELD / 20))
    if np.abs(samples).max(initial=0.0) <= ceiling:
        return samples
    wanted = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), 1e-9))
    around = np.lib.stride_tricks.sliding_window_view
    # The lowest gain nearby, then its average over the same span: smooth, and never above what a peak allows.
    lowest = around(np.pad(wanted, _LOOK - 1, constant_values=1.0), _LOOK).min(axis=1)
    smooth = around(lowest, _LOOK).mean(axis=1)
    return np.asarray(samples * smooth, dtype=np.float32)
