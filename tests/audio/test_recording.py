"""An officer's recording: what is good is trimmed and levelled, what is not is refused with a sentence for him."""

from __future__ import annotations

import numpy as np
import pytest

from audio.errors import (
    RecordingEmpty,
    RecordingNoisy,
    RecordingRefused,
    RecordingSilent,
    RecordingTooLong,
    RecordingTooShort,
    RecordingUnreadable,
)
from audio.level import active_level, clearance, speech_level
from audio.measure import measured
from audio.recording import normalise
from audio.sound import Sound, joined, silence
from audio.telephone import TARGET
from plp.call import Flaw
from plp.errors import NothingHeard
from tests.audio.actors import babble, file_of, noise

FLAWS = {
    RecordingEmpty: Flaw.SILENT,
    RecordingSilent: Flaw.SILENT,
    RecordingTooShort: Flaw.SHORT,
    RecordingNoisy: Flaw.NOISY,
    RecordingTooLong: Flaw.LONG,
    RecordingUnreadable: Flaw.UNREADABLE,
}


def in_noise(above: float) -> Sound:
    """Four seconds of a voice, so many dB above what is around it."""
    voice = babble(4, rate=8000)
    hiss = noise(4, rate=8000, gain=10 ** ((active_level(voice) - above) / 20))
    return Sound(voice.samples + hiss.samples, 8000)


@pytest.mark.parametrize(("kind", "rate"), [("WAV", 8000), ("WAV", 44100), ("MP3", 22050)])
def test_a_recording_loses_its_silent_ends_and_comes_out_level(kind: str, rate: int):
    # given three seconds of speech somewhere in ten seconds
    recorded = joined([silence(4, rate), babble(3, rate=rate, gain=0.02), silence(3, rate)])

    # when
    clip = normalise(file_of(recorded, kind))

    # then
    assert clip.rate == 8000
    assert 3 < clip.seconds < 4.2
    assert measured(clip).level == pytest.approx(TARGET, abs=1)


def test_the_hiss_of_the_room_at_both_ends_goes_too():
    # given speech in a room 25 dB quieter than the voice
    speech = joined([silence(4, 8000), babble(3, rate=8000), silence(3, 8000)])
    room = noise(10, rate=8000, gain=10 ** ((speech_level(speech) - 25) / 20))

    # when
    clip = normalise(file_of(Sound(speech.samples + room.samples, 8000)))

    # then
    assert clip.seconds < 4.5


@pytest.mark.parametrize("above", [25, 20, 15])
def test_how_far_a_voice_stands_above_the_room_is_measured(above: int):
    assert clearance(in_noise(above)) == pytest.approx(above, abs=3)


def test_a_street_far_behind_the_voice_is_no_reason_to_refuse():
    assert measured(normalise(file_of(in_noise(18)))).level == pytest.approx(TARGET, abs=1)


def test_the_clatter_before_and_the_key_after_are_no_part_of_the_message():
    # given a receiver put down, two seconds, the message, a second and the tone of the #
    clatter = noise(0.05, rate=8000, gain=0.4)
    time = np.arange(800) / 8000
    key = Sound((0.2 * (np.sin(2 * np.pi * 941 * time) + np.sin(2 * np.pi * 1477 * time))).astype(np.float32), 8000)
    recorded = joined([clatter, silence(2, 8000), babble(3, rate=8000), silence(1, 8000), key])

    # when an officer said it, and when a member did
    officer, member = (normalise(file_of(recorded), lenient=lenient) for lenient in (False, True))

    # then the officer's begins and ends with his words; of the member nothing is thrown away
    assert officer.seconds == pytest.approx(3.6, abs=0.3)
    assert member.seconds > 6


def test_a_short_word_close_to_the_others_stays():
    said = joined([babble(0.12, rate=8000), silence(0.2, 8000), babble(3, rate=8000)])
    assert normalise(file_of(said)).seconds == pytest.approx(said.seconds + 0.6, abs=0.3)


def test_an_offset_or_a_rumble_is_neither_voice_nor_noise():
    # given a voice on a microphone with an offset, beside a lorry that hums at 40 Hz, both far louder than it
    voice = babble(3, rate=8000, gain=0.05)
    hum = 0.4 + 0.3 * np.sin(2 * np.pi * 40 * np.arange(len(voice.samples)) / 8000)

    # when / then the voice is kept; without it, nobody is there
    assert measured(normalise(file_of(Sound((voice.samples + hum).astype(np.float32), 8000)))).clearance > 20
    with pytest.raises(RecordingSilent):
        normalise(file_of(Sound(hum.astype(np.float32), 8000)))


def test_two_channels_are_mixed():
    # given a stereo file with a voice on the left only
    voice = babble(2, rate=8000)
    stereo = Sound(np.stack([voice.samples, np.zeros_like(voice.samples)], axis=1), 8000)

    # when / then
    assert measured(normalise(file_of(stereo))).level == pytest.approx(TARGET, abs=1)


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
        (file_of(in_noise(6)), RecordingNoisy),
        (file_of(babble(125, rate=8000)), RecordingTooLong),
    ],
    ids=[
        *("empty", "no sound", "cut off", "no samples", "silence", "hiss"),
        *("far too soft", "a word", "a motor", "a speech"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(audio: bytes, error: type[RecordingRefused]):
    with pytest.raises(error) as refused:
        normalise(audio)
    assert str(refused.value).endswith(".")
    assert refused.value.flaw is FLAWS[error]


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
