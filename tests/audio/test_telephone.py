"""Telephone sound: whoever speaks, a member hears it equally loud, in band, with the same silence around it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.errors import SoundRefused
from audio.measure import measured
from audio.sound import Sound, joined, silence
from audio.telephone import CEILING, TARGET, for_telephone, from_wav, to_wav
from tests.audio.actors import babble, file_of, noise


def silence_before(sound: Sound) -> float:
    return int(np.flatnonzero(np.abs(sound.samples) > 0.01)[0]) / sound.rate


def silence_after(sound: Sound) -> float:
    return int(np.flatnonzero(np.abs(sound.samples[::-1]) > 0.01)[0]) / sound.rate


@settings(deadline=None)
@given(
    gain=st.floats(0.002, 5.0),
    rate=st.sampled_from([8000, 11025, 16000, 22050, 24000, 44100, 48000]),
    pitch=st.floats(90, 260),
    seconds=st.floats(0.6, 4),
    before=st.floats(0, 2),
    after=st.floats(0, 2),
)
def test_a_voice_from_anywhere_comes_out_equally_loud_and_equally_framed(gain, rate, pitch, seconds, before, after):
    # given a voice of any strength, at any rate, with any silence around it
    voice = babble(seconds, rate=rate, gain=gain, pitch=pitch)
    said = joined([silence(before, rate), voice, silence(after, rate)])

    # when it is made fit for the telephone and comes back from the file
    clip = from_wav(to_wav(for_telephone(said)))

    # then loudness, peaks and silences are the same for all
    assert measured(clip).level == pytest.approx(TARGET, abs=0.5)
    assert np.abs(clip.samples).max() <= 10 ** (CEILING / 20)
    assert silence_before(clip) < 0.3
    assert 0.3 < silence_after(clip) < 0.65


def test_what_a_telephone_cannot_carry_is_gone_before_loudness_is_measured():
    # given a voice with a hum of 50 Hz and a whistle of 6 kHz as strong as itself
    voice = babble(3, rate=24000)
    time = np.arange(len(voice.samples)) / voice.rate
    dirt = 0.3 * np.sin(2 * np.pi * 50 * time) + 0.3 * np.sin(2 * np.pi * 6000 * time)
    dirty = Sound((voice.samples + dirt).astype(np.float32), voice.rate)

    # when
    clip, clean = for_telephone(dirty), for_telephone(voice)

    # then it sounds as if they had never been there
    length = min(len(clip.samples), len(clean.samples))
    difference = clip.samples[:length] - clean.samples[:length]
    assert clip.rate == 8000
    assert 10 * np.log10((difference**2).mean()) < TARGET - 30


def test_the_file_is_mu_law_and_says_so():
    # given / when
    wav = to_wav(for_telephone(babble(1)))

    # then: RIFF, WAVE, format 7 (µ-law), one channel, 8000 Hz, 8 bits
    assert (wav[:4], wav[8:12]) == (b"RIFF", b"WAVE")
    assert int.from_bytes(wav[20:22], "little") == 7
    assert int.from_bytes(wav[22:24], "little") == 1
    assert int.from_bytes(wav[24:28], "little") == 8000
    assert int.from_bytes(wav[34:36], "little") == 8


@pytest.mark.parametrize("nothing", [Sound(np.zeros(0, np.float32), 8000), silence(2, 8000)])
def test_nothing_to_hear_is_refused(nothing: Sound):
    with pytest.raises(SoundRefused):
        for_telephone(nothing)


@pytest.mark.parametrize(
    "file",
    [b"", b"RIFF", file_of(babble(1)), to_wav(for_telephone(babble(1)))[:-1], noise(1).samples.tobytes()],
    ids=["zero bytes", "a header's beginning", "sixteen bits", "cut off", "no file at all"],
)
def test_only_a_whole_file_of_ours_is_read_back(file: bytes):
    with pytest.raises(SoundRefused):
        from_wav(file)
