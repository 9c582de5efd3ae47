"""A voice recorded on the telephone: checked, trimmed and levelled like every other clip."""

from __future__ import annotations

from audio.errors import (
    RecordingEmpty,
    RecordingNoisy,
    RecordingSilent,
    RecordingTooLong,
    RecordingTooShort,
    RecordingUnreadable,
    SoundRefused,
)
from audio.level import clearance, is_steady, speech_level, speech_seconds
from audio.plausible import FLOOR
from audio.sound import Sound, decoded
from audio.telephone import for_telephone, in_band

SHORTEST = 1.0  # second of speech
LONGEST = 120.0  # seconds; a whole call stays under two minutes
SILENT = FLOOR - 10  # dBFS; below this even a good ear at a bad telephone hears nobody
LEAST_CLEARANCE = (
    10.0  # dB between voice and room; the hard of hearing need 15, and half of what is said is guessed at 5
)
_A_WORD = 0.16  # seconds: what is shorter and alone before or after the message is a clatter, or the tone of the #
_A_SOUND = 0.3  # seconds: less is a receiver put down, or a finger on the #


def normalise(audio: bytes, *, lenient: bool = False) -> Sound:
    """The recording (WAV or MP3 bytes) as telephone sound, silence at the ends removed.

    Raises RecordingEmpty, -Unreadable, -Silent, -TooShort (under 1 s of speech), -Noisy, -TooLong (over 120 s), each
    with a sentence that can be shown to the officer.  `lenient` is for a member who tells what he saw: however noisy,
    brief or long, it is kept for an ear to judge; only real silence is refused.
    """
    sound = _read(audio)
    heard = in_band(sound)  # an offset or a rumble is neither a voice nor a noise: no telephone carries it
    if _is_silent(heard, lenient=lenient):
        raise RecordingSilent("Nobody can be heard in the recording. Please speak after the tone, close to the phone.")
    if speech_seconds(heard) < (_A_SOUND if lenient else SHORTEST):
        raise RecordingTooShort("The recording holds less than one second of speech. Please record the message again.")
    clip = for_telephone(sound, live=True, word=0.0 if lenient else _A_WORD)
    if lenient:
        return clip
    if clearance(clip) < LEAST_CLEARANCE:
        raise RecordingNoisy("It is too noisy around the voice. Please record the message again in a quieter place.")
    if clip.seconds > LONGEST:
        raise RecordingTooLong(f"The recording is longer than {LONGEST:.0f} seconds. Please say it more briefly.")
    return clip


def _read(audio: bytes) -> Sound:
    if not audio:
        raise RecordingEmpty("The recording is empty. Please record the message again.")
    try:
        return decoded(audio)
    except SoundRefused as error:
        sentence = f"The recording cannot be read ({error}). Please record the message again."
        raise RecordingUnreadable(sentence) from error


def _is_silent(sound: Sound, *, lenient: bool) -> bool:
    """Too soft to be anybody, or nothing but the hiss of the line; a voice may be buried in a loud noise."""
    level = speech_level(sound)
    if lenient:
        return level < SILENT or (level < FLOOR and is_steady(sound))
    return level < FLOOR or is_steady(sound)
