"""An officer's own voice: checked, trimmed and levelled like every other clip."""

from __future__ import annotations

from audio.errors import (
    RecordingEmpty,
    RecordingSilent,
    RecordingTooLong,
    RecordingTooShort,
    RecordingUnreadable,
    SoundRefused,
)
from audio.level import is_steady, speech_level, speech_seconds
from audio.plausible import FLOOR
from audio.sound import Sound, decoded
from audio.telephone import for_telephone

SHORTEST = 1.0  # second of speech
LONGEST = 120.0  # seconds; a whole call stays under two minutes


def normalise(audio: bytes) -> Sound:
    """The recording (WAV or MP3 bytes) as telephone sound, silence at the ends removed.

    Raises RecordingEmpty, -Unreadable, -Silent, -TooShort (under 1 s of speech), -TooLong (over 120 s), each with a
    sentence that can be shown to the officer.
    """
    if not audio:
        raise RecordingEmpty("The recording is empty. Please record the message again.")
    try:
        sound = decoded(audio)
    except SoundRefused as error:
        sentence = f"The recording cannot be read ({error}). Please record the message again."
        raise RecordingUnreadable(sentence) from error
    if speech_level(sound) < FLOOR or is_steady(sound):
        raise RecordingSilent("Nobody can be heard in the recording. Please speak after the tone, close to the phone.")
    if speech_seconds(sound) < SHORTEST:
        raise RecordingTooShort("The recording holds less than one second of speech. Please record the message again.")
    clip = for_telephone(sound, live=True)
    if clip.seconds > LONGEST:
        raise RecordingTooLong(f"The recording is longer than {LONGEST:.0f} seconds. Please say it more briefly.")
    return clip
