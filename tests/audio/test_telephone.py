"""Telephone sound: whoever speaks, a member hears it equally loud, in band, with the same silence around it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.errors import SoundRefused
from audio.espeak import EspeakEngine
from audio.google import GttsEngine
from audio.level import speech_level
from audio.recording import normalise
from audio.sound import Sound, joined, silence
from audio.telephone import CEILING, TARGET, for_telephone, from_wav, to_wav
from tests.audio.actors import LONG, Google, babble, file_of, noise, spoken_length


def heard_level(sound: Sound) -> float:
    """Loudness by another yardstick than the code's own: RMS of all 50 ms stretches within 20 dB of the loudest."""
    size = sound.rate // 20
    power = (sound.samples[: len(sound.samples) // size * size].reshape(-1, size).astype(float) ** 2).mean(axis=1)
    return float(10 * np.log10(power[power > power.max() / 100].mean()))


def silence_before(sound: Sound) -> float:
    return int(np.flatnonzero(np.abs(sound.samples) > 0.01)[0]) / sound.rate


def silence_after(sound: Sound) -> float:
    return int(np.flatnonzero(np.abs(sound.samples[::-1]) > 0.01)[0]) / sound.rate


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
    assert speech_level(clip) == pytest.approx(TARGET, abs=0.5)
    assert np.abs(clip.samples).max() <= 10 ** (CEILING / 20)
    assert silence_before(clip) < 0.3
    assert 0.4 < silence_after(clip) < 0.75


def test_every_engine_and_the_officer_come_out_alike_within_one_decibel(google: Google, espeak: EspeakEngine):
    # given the offline voice, a Google that speaks softly, and an officer who shouts
    google.says(file_of(babble(spoken_length(LONG) / 2, rate=24000, gain=0.03, pitch=210), "MP3"))
    sounds = {
        "espeak": for_telephone(espeak.speak(LONG, "fr")),
        "gtts": for_telephone(GttsEngine(base_url=google.url).speak(LONG, "fr")),
        "recording": normalise(file_of(babble(4, rate=8000, gain=0.6, pitch=110))),
    }

    # when they are measured after the journey through the file
    levels = {name: heard_level(from_wav(to_wav(sound))) for name, sound in sounds.items()}

    # then nobody is louder than the others
    assert max(levels.values()) - min(levels.values()) < 2.0
    assert all(abs(level - TARGET) < 1.0 for level in levels.values())


def test_every_language_of_espeak_comes_out_alike_within_one_decibel(espeak: EspeakEngine):
    # given the same voice in four languages
    texts = {"fr": LONG, "nl": "Laat niemand binnen.", "de": "Bitte schließen Sie die Tür.", "en": "Lock your door."}

    # when
    levels = [heard_level(from_wav(to_wav(for_telephone(espeak.speak(t, lang))))) for lang, t in texts.items()]

    # then
    assert all(abs(level - TARGET) < 1.0 for level in levels)


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
