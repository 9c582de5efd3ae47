"""A call put together as a member hears it: its clips with the pauses between, and what is measured of the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audio.errors import SoundRefused
from audio.measure import Measure, faults, measured, uneven_pauses
from audio.sound import Sound, joined, silence
from audio.telephone import RATE, from_wav, to_wav
from plp.errors import NotFound
from plp.ports import Ports
from services.findings.length import FASTEST, LONGEST_READING, SLOWEST
from services.listen_to_alert import READING, Clip

_TOO_FEW = 10  # words of which nobody can tell a pace


@dataclass(frozen=True, eq=False)
class Part:
    """One phrase of the call: its key in the texts, its sound, and the seconds of waiting after it."""

    key: str
    sound: Sound
    pause: float

    @property
    def seconds(self) -> float:
        """With the waiting."""
        return self.sound.seconds + self.pause


def parts_of(there: Ports, heard: Sequence[tuple[str, int]], clips: Mapping[str, Clip]) -> list[Part]:
    """The parts in the order they are heard.  Raises NotFound when a clip is not on the shelf, whole."""
    sounds = {key: _sound(there, clip) for key, clip in clips.items()}
    return [Part(key, sounds[key], pause) for key, pause in heard]


def _sound(there: Ports, clip: Clip) -> Sound:
    try:
        return from_wav(there.speech.wav(clip.media) or b"")
    except SoundRefused as refused:
        raise NotFound("a recording of this message is not on the shelf any more: nobody can be played it") from refused


def as_wav(parts: Sequence[Part]) -> bytes:
    """The whole call as one file, as the telephone gets it: µ-law, 8 kHz, mono."""
    return to_wav(joined([each for part in parts for each in (part.sound, silence(part.pause, RATE))]))


def told_of(parts: Sequence[Part], clip: Clip) -> dict[str, object]:
    """What is measured of the call and its reading, and what to think about, in plain sentences (`remarks`)."""
    reading = measured(next(part.sound for part in parts if part.key == READING))
    words = len(clip.text.split())
    pace = round(reading.pace(words)) if words else None
    return {
        "seconds": round(sum(part.seconds for part in parts), 1),
        "reading_seconds": round(reading.seconds, 1),
        "words": words or None,
        "words_a_minute": pace,
        "level_dbov": round(reading.level, 1),
        "peak_dbov": round(reading.peak, 1),
        "silence_before_s": round(reading.lead, 2),
        "pauses_s": [round(pause, 2) for pause in reading.pauses],
        "own_voice": not clip.text,
        "remarks": _remarks(reading, pace if words >= _TOO_FEW else None),
    }


def _remarks(reading: Measure, pace: int | None) -> list[str]:
    remarks = [f"the reading: {fault}" for fault in faults(reading)]
    if reading.seconds > LONGEST_READING:
        remarks.append(f"the reading takes {reading.seconds:.0f} s; aim for {LONGEST_READING} s")
    if pace is None:
        return remarks
    if not SLOWEST <= pace <= FASTEST:
        remarks.append(f"{pace} words a minute; {SLOWEST} to {FASTEST} are easy to follow")
    return remarks + [f"a pause of {pause:.1f} s within the reading" for pause in uneven_pauses(reading)]
