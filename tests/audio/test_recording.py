"""An officer's recording: what is good is trimmed and levelled, what is not is refused with a sentence for him."""

from __future__ import annotations

import numpy as np
import pytest

from audio.errors import (
    RecordingEmpty,
    RecordingRefused,
    RecordingSilent,
    RecordingTooLong,
    RecordingTooShort,
    RecordingUnreadable,
)
from audio.level import speech_level
from audio.recording import normalise
from audio.sound import Sound, joined, silence
from audio.telephone import TARGET
from plp.errors import NothingHeard
from tests.audio.actors import babble, file_of, noise


@pytest.mark.parametrize(("kind", "rate"), [("WAV", 8000), ("WAV", 44100), ("MP3", 22050)])
def test_a_recording_loses_its_silent_ends_and_comes_out_level(kind: str, rate: int):
    # given three seconds of speech somewhere in ten seconds
    recorded = joined([silence(4, rate), babble(3, rate=rate, gain=0.02), silence(3, rate)])

    # when
    clip = normalise(file_of(recorded, kind))

    # then
    assert clip.rate == 8000
    assert 3 < clip.seconds < 4.2
    assert speech_level(clip) == pytest.approx(TARGET, abs=1)


def test_the_hiss_of_the_room_at_both_ends_goes_too():
    # given speech in a room 25 dB quieter than the voice
    speech = joined([silence(4, 8000), babble(3, rate=8000), silence(3, 8000)])
    room = noise(10, rate=8000, gain=10 ** ((speech_level(speech) - 25) / 20))

    # when
    clip = normalise(file_of(Sound(speech.samples + room.samples, 8000)))

    # then
    assert clip.seconds < 4.5


def test_two_channels_are_mixed():
    # given a stereo file with a voice on the left only
    voice = babble(2, rate=8000)
    stereo = Sound(np.stack([voice.samples, np.zeros_like(voice.samples)], axis=1), 8000)

    # when / then
    assert speech_level(normalise(file_of(stereo))) == pytest.approx(TARGET, abs=1)


@pytest.mark.parametrize(
    ("audio", "error"),
    [
        (b"", RecordingEmpty),
        (b"<Error>not found</Error>", RecordingUnreadable),
        (file_of(babble(3))[:20000], RecordingUnreadable),
        (file_of(silence(0, 8000)), RecordingUnreadable),
        (file_of(silence(5, 8000)), RecordingSilent),
        (file_of(noise(5, gain=0.1)), RecordingSilent),
        (file_of(babble(5, gain=0.0005)), RecordingSilent),
        (file_of(joined([silence(3, 8000), babble(0.8, rate=8000), silence(3, 8000)])), RecordingTooShort),
        (file_of(babble(125, rate=8000)), RecordingTooLong),
    ],
    ids=["empty", "no sound", "cut off", "no samples", "silence", "hiss", "far too soft", "a word", "a speech"],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(audio: bytes, error: type[RecordingRefused]):
    with pytest.raises(error) as refused:
        normalise(audio)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "audio",
    [
        file_of(joined([noise(2, rate=8000, gain=0.1), babble(3, rate=8000, gain=0.02)])),
        file_of(noise(5, gain=0.1)),
        file_of(joined([silence(3, 8000), babble(0.8, rate=8000), silence(3, 8000)])),
        file_of(babble(125, rate=8000)),
        file_of(babble(5, gain=0.003)),
    ],
    ids=["a voice in noise", "nothing but noise", "a word", "a speech", "a soft voice"],
)
def test_what_a_member_tells_is_kept_for_an_ear_to_judge(audio: bytes):
    assert normalise(audio, lenient=True).seconds > 0.8


@pytest.mark.parametrize(
    ("audio", "error"),
    [
        (b"", RecordingEmpty),
        (b"<Error>not found</Error>", RecordingUnreadable),
        (file_of(silence(5, 8000)), RecordingSilent),
        (file_of(noise(5, gain=0.001)), RecordingSilent),
        (file_of(joined([silence(3, 8000), babble(0.1, rate=8000), silence(3, 8000)])), RecordingTooShort),
    ],
    ids=["empty", "no sound", "silence", "the hiss of the line", "a receiver put down"],
)
def test_of_a_member_only_silence_is_refused(audio: bytes, error: type[RecordingRefused]):
    with pytest.raises(error) as refused:
        normalise(audio, lenient=True)
    assert isinstance(refused.value, NothingHeard) is (error is not RecordingUnreadable)
