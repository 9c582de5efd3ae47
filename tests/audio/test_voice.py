"""The voice as the rest of the gateway sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.errors import EngineMissing, RecordingSilent
from audio.sound import silence
from audio.telephone import from_wav, seconds_of
from audio.voice import ProviderVoice, Voice, open_voice
from tests.audio.actors import LONG, SECRET, Actor, away, babble, file_of, spoken_length

OTHER = "Restez chez vous et fermez la porte à clé."


def not_installed() -> Actor:
    raise EngineMissing("espeak is not installed: pip install it")


def test_a_prepared_phrase_is_found_and_can_be_served(tmp_path: Path):
    # given
    voice = open_voice(tmp_path, SECRET, ["gtts"], makers={"gtts": Actor})
    assert voice.clip(LONG, "fr") is None

    # when
    prepared = voice.prepare([(LONG, "fr")])

    # then
    name = voice.clip(LONG, "fr")
    assert (prepared.done, prepared.failed) == (1, ())
    assert from_wav(voice.file(name).path.read_bytes()).seconds == pytest.approx(spoken_length(LONG) + 0.6, abs=0.3)


def test_the_length_of_what_lies_on_the_shelf_is_told_and_of_nothing_else(tmp_path: Path):
    # given
    voice = open_voice(tmp_path, SECRET, ["gtts"], makers={"gtts": Actor})
    voice.prepare([(LONG, "fr")])
    name = voice.clip(LONG, "fr")

    # when
    seconds = voice.seconds(name)

    # then it is that of its sound
    assert seconds == pytest.approx(from_wav(voice.wav(name)).seconds, abs=0.001)
    assert voice.seconds("0" * 64 + ".wav") is None
    assert voice.seconds("../" + name) is None

    # when it is cut off
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])

    # then it does not count
    assert voice.seconds(name) is None


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF0000WAVEdata", b"x" * 100])
def test_a_file_that_holds_no_sound_has_no_length(tmp_path: Path, content: bytes):
    (tmp_path / "clip.wav").write_bytes(content)

    assert seconds_of(tmp_path / "clip.wav") is None
    assert seconds_of(tmp_path / "gone.wav") is None


def test_looking_for_a_clip_never_synthesises(tmp_path: Path):
    # given
    engine = Actor()
    voice = open_voice(tmp_path, SECRET, ["gtts"], makers={"gtts": lambda: engine})

    # when
    voice.clip(LONG, "fr")
    voice.clips([(LONG, "fr"), (OTHER, "fr")])

    # then
    assert engine.asked == []


def test_the_clips_of_one_call_are_in_one_voice_when_that_can_be(tmp_path: Path):
    # given a phrase rendered by the first engine, then that engine goes away and a second phrase is needed
    gtts = Actor(name="gtts")
    voice = open_voice(tmp_path, SECRET, ["gtts", "espeak"], makers={"gtts": lambda: gtts, "espeak": _espeak})
    voice.prepare([(LONG, "fr")])
    in_first_voice = voice.clip(LONG, "fr")
    gtts.part = away

    # when the call is prepared as a whole
    voice.prepare([(LONG, "fr"), (OTHER, "fr")])

    # then all its clips are the second engine's
    first, second = voice.clips([(LONG, "fr"), (OTHER, "fr")])
    assert second == voice.clip(OTHER, "fr")
    assert first not in {None, in_first_voice}


def _espeak() -> Actor:
    return Actor(name="espeak")


def test_a_mixed_call_is_better_than_silence(tmp_path: Path):
    # given one phrase on the shelf and one that is not
    voice = open_voice(tmp_path, SECRET, ["gtts"], makers={"gtts": Actor})
    voice.prepare([(LONG, "fr")])

    # when / then what is missing is said by the carrier
    assert voice.clips([(LONG, "fr"), (OTHER, "fr")]) == (voice.clip(LONG, "fr"), None)


def test_an_engine_that_is_not_installed_is_left_out_and_named(tmp_path: Path):
    # given / when
    makers = {"gtts": Actor, "espeak": not_installed}
    voice = open_voice(tmp_path, SECRET, ["espeak", "gtts", "provider"], makers=makers)

    # then
    assert voice.missing == ("espeak is not installed: pip install it",)
    assert voice.prepare([(LONG, "fr")]).done == 1


@pytest.mark.parametrize("order", [["provider"], ["provider", "gtts"]])
def test_with_the_providers_voice_there_is_never_a_clip(tmp_path: Path, order: list[str]):
    # given
    engine = Actor()
    voice = open_voice(tmp_path, SECRET, order, makers={"gtts": lambda: engine})

    # when
    prepared = voice.prepare([(LONG, "fr")])

    # then
    assert isinstance(voice, ProviderVoice)
    assert (prepared.done, prepared.failed, engine.asked) == (0, (), [])
    assert voice.clip(LONG, "fr") is None
    assert voice.clips([(LONG, "fr")]) == (None,)


@pytest.mark.parametrize("order", [["provider"], ["gtts"]])
def test_an_officers_recording_is_kept_with_either_voice(tmp_path: Path, order: list[str]):
    # given
    voice = open_voice(tmp_path, SECRET, order, makers={"gtts": Actor})

    # when
    name = voice.keep_recording("RE1", file_of(babble(3)))

    # then
    assert voice.recording("RE1") == name
    assert voice.file(name).etag
    voice.remove(name)
    assert voice.file(name) is None


def test_a_silent_recording_is_refused(tmp_path: Path):
    with pytest.raises(RecordingSilent):
        open_voice(tmp_path, SECRET, ["provider"]).keep_recording("RE1", file_of(silence(3, 8000)))


def test_a_forgotten_password_is_gone(tmp_path: Path):
    voice = open_voice(tmp_path, SECRET, ["gtts"], makers={"gtts": Actor})
    voice.prepare([("coquelicot", "fr")])
    assert voice.forget("coquelicot", "fr") == 1
    assert voice.clip("coquelicot", "fr") is None


@pytest.mark.parametrize("order", [[], ["siri"], ["gtts", "siri"]])
def test_an_order_nobody_knows_is_refused(tmp_path: Path, order: list[str]):
    with pytest.raises(ValueError, match="speech engines are gtts, espeak, provider"):
        open_voice(tmp_path, SECRET, order)


def test_the_real_offline_voice_prepares_four_languages(tmp_path: Path, espeak):
    # given
    voice = open_voice(tmp_path, SECRET, ["espeak", "provider"])
    phrases = [(LONG, "fr"), ("Laat niemand binnen.", "nl"), ("Schließen Sie die Tür.", "de"), ("Press 2.", "en")]

    # when
    prepared = voice.prepare(phrases)

    # then
    assert isinstance(voice, Voice)
    assert prepared.engines == {"espeak": 4}
    assert all(voice.clips(phrases))
