"""A message is listened to before anybody is rung: the sound, its picture, and a plain sentence when there is none."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from audio.espeak import EspeakEngine
from audio.measure import faults, measured
from audio.telephone import TARGET, from_wav
from audio.voice import open_voice
from plp.language import Language
from plp.ports import Ports
from services.own_voice import draft_in_own_voice
from tests.audio.actors import SECRET, Actor, away, babble, file_of
from tests.audio.conftest import espeak
from tests.fakes.neighbourhood import ports_in
from tocsin.cli import main
from tocsin.heard_call import Part
from tocsin.waveform import draw_waveform

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample"
FR = (
    "La police recherche une camionnette blanche. Elle a été vue rue des Tilleuls. Si vous la voyez, appelez la police."
)
NL = "De politie zoekt een witte bestelwagen. Ziet u hem, bel dan de politie."
Type = Callable[..., Result]


__all__ = ["espeak"]


@pytest.fixture
def engine() -> Actor:
    return Actor(name="espeak")


@pytest.fixture
def ports(tmp_path: Path, engine: Actor) -> Ports:
    voice = open_voice(tmp_path / "shelf", SECRET, ["espeak", "provider"], makers={"espeak": lambda: engine})
    return replace(ports_in(tmp_path), speech=voice)


@pytest.fixture
def type_(ports: Ports) -> Type:
    """Types a command; the sample zone is loaded."""
    assert _type(ports, "zone", "load", SAMPLE / "zone.toml").exit_code == 0
    return lambda *words: _type(ports, *words)


def _type(ports: Ports, *words: str | Path) -> Result:
    return CliRunner(mix_stderr=False).invoke(main, [str(word) for word in words], obj={"ports": ports})


@pytest.fixture
def alert(type_: Type) -> str:
    texts = ("--text", f"fr={FR}", "--text", f"nl={NL}")
    return type_("alert", "draft", "--partnership", "tilleuls", "--kind", "urgent", *texts).stdout.strip()


def test_the_call_is_written_as_a_telephone_gets_it_with_its_picture(
    type_: Type, alert: str, tmp_path: Path, engine: Actor
) -> None:
    engine.part = lambda text: babble(max(0.5, sum(sign.isalnum() for sign in text) / 13))

    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav")

    assert (done.exit_code, done.stderr) == (0, "")
    whole = from_wav((tmp_path / "call.wav").read_bytes())
    assert f"the whole call {whole.seconds:.1f} s" in done.stdout
    assert "words a minute, level -23.0 dBov" in done.stdout
    with Image.open(tmp_path / "call.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1800, 620))


def test_the_reading_is_heard_twice_and_everything_is_the_clips_of_the_call(
    type_: Type, alert: str, tmp_path: Path, engine: Actor, ports: Ports
) -> None:
    type_("alert", "listen", alert, "--language", "nl", "--out", tmp_path / "call.wav")

    assert NL in engine.asked
    assert not [text for text in engine.asked if "wachtwoord" in text]
    whole = from_wav((tmp_path / "call.wav").read_bytes()).samples
    reading = from_wav(ports.speech.wav(ports.speech.clip(NL, "nl") or "") or b"").samples
    assert len(_places(whole, reading)) == 2


def _places(whole: np.ndarray, part: np.ndarray) -> list[int]:
    size = 1 << (len(whole) + len(part)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)), size)
    best = np.flatnonzero(likeness[: len(whole) - len(part) + 1] > 0.999 * float((part**2).sum()))
    return [int(place) for place in best if np.array_equal(whole[place : place + len(part)], part)]


def test_a_program_is_told_what_was_measured(type_: Type, alert: str, tmp_path: Path) -> None:
    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav", "--json")

    told = json.loads(done.stdout)
    assert told["level_dbov"] == pytest.approx(TARGET, abs=1)
    assert told["words"] == len(FR.split())
    assert told["seconds"] > 2 * told["reading_seconds"]
    assert (told["own_voice"], told["wav"]) == (False, str(tmp_path / "call.wav"))


def test_listening_changes_nothing_and_rings_nobody(type_: Type, alert: str, tmp_path: Path) -> None:
    before = type_("alert", "show", alert, "--json").stdout

    type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav")

    assert type_("alert", "show", alert, "--json").stdout == before
    assert json.loads(type_("cascade", "list", "--json").stdout) == []


def test_a_reading_too_long_or_too_fast_is_told(type_: Type, tmp_path: Path, engine: Actor) -> None:
    engine.part = lambda text: babble(max(0.5, len(text) / 20))
    text = "fr=" + "Ne laissez entrer personne, et fermez votre porte à double tour. " * 10
    alert = type_("alert", "draft", "--partnership", "tilleuls", "--kind", "urgent", "--text", text).stdout.strip()

    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav")

    assert done.exit_code == 0
    assert "aim for 30 s" in done.stderr
    assert "words a minute; 140 to 180 are easy to follow" in done.stderr


def test_an_officers_own_voice_is_heard_and_the_fixed_sentence_where_he_was_silent(
    type_: Type, ports: Ports, tmp_path: Path
) -> None:
    take = ports.speech.keep_recording("RE1", file_of(babble(4, rate=8000, gain=0.02)))
    alert = draft_in_own_voice(ports, partnership="tilleuls", takes={Language.FR: take}, by="claes").id

    own = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "own.wav", "--json")
    fixed = type_("alert", "listen", alert, "--language", "nl", "--out", tmp_path / "fixed.wav", "--json")

    assert json.loads(own.stdout)["own_voice"] is True
    assert json.loads(own.stdout)["reading_seconds"] == pytest.approx(4.5, abs=0.4)
    assert json.loads(fixed.stdout)["own_voice"] is False


# ---------------------------------------------------------------------------------------- refusals


def test_a_recording_taken_off_the_shelf_is_told(type_: Type, ports: Ports, tmp_path: Path) -> None:
    take = ports.speech.keep_recording("RE1", file_of(babble(4, rate=8000)))
    alert = draft_in_own_voice(ports, partnership="tilleuls", takes={Language.FR: take}, by="claes").id
    ports.speech.remove(take)

    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav")

    assert (done.exit_code, (tmp_path / "call.wav").exists()) == (1, False)
    assert "not on the shelf any more" in done.stderr


def test_an_alert_that_is_not_there_and_a_language_it_does_not_speak(type_: Type, alert: str) -> None:
    nowhere = type_("alert", "listen", "nope", "--language", "fr")
    mute = type_("alert", "listen", alert, "--language", "de")

    assert (nowhere.exit_code, nowhere.stderr) == (1, "there is no alert 'nope'\n")
    assert mute.exit_code == 1
    assert mute.stderr.startswith(f"alert {alert} has no text in de: it has fr, nl;")
    assert type_("alert", "listen", alert, "--language", "it").exit_code == 2


def test_an_engine_that_is_away_is_told_with_its_reason(type_: Type, alert: str, engine: Actor, tmp_path: Path) -> None:
    engine.part = away

    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "call.wav")

    assert (done.exit_code, (tmp_path / "call.wav").exists()) == (1, False)
    assert "the carrier's own voice would say it in the call (espeak: cannot be reached" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_where_the_carrier_says_every_word_there_is_nothing_to_hear(
    type_: Type, alert: str, ports: Ports, tmp_path: Path
) -> None:
    silent = replace(ports, speech=open_voice(tmp_path / "none", SECRET, ["provider"]))

    done = _type(silent, "alert", "listen", alert, "--language", "fr")

    assert done.exit_code == 1
    assert "TOCSIN_SPEECH leaves every word to the carrier" in done.stderr


def test_a_folder_that_is_not_there_is_told(type_: Type, alert: str, tmp_path: Path) -> None:
    done = type_("alert", "listen", alert, "--language", "fr", "--out", tmp_path / "no" / "call.wav")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


# ------------------------------------------------------------------------------------- the picture


def test_the_picture_shows_the_wave_the_level_and_the_silences() -> None:
    parts = [Part("alert.reading", babble(2.0, rate=8000), 3.0), Part("call.closing", babble(1.0, rate=8000), 0.0)]

    with Image.open(io.BytesIO(draw_waveform(parts, "a call"))) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=1 << 20) or []}
        waiting = picture.convert("RGB").getpixel((110 + int(1660 * 4 / 6), 200))

    assert {(0x1F, 0x5F, 0x99), (0xA3, 0, 0), (0x11, 0x11, 0x11)} <= colours
    assert waiting == (0xE9, 0xE2, 0xD0)


def test_a_call_of_real_words_keeps_every_rule(
    ports: Ports,
    type_: Type,
    alert: str,
    tmp_path: Path,
    espeak: EspeakEngine,
) -> None:
    real = open_voice(tmp_path / "real", SECRET, ["espeak"], makers={"espeak": lambda: espeak})

    done = _type(
        replace(ports, speech=real),
        "alert",
        "listen",
        alert,
        "--language",
        "nl",
        "--out",
        tmp_path / "call.wav",
        "--json",
    )

    told = json.loads(done.stdout)
    assert told["remarks"] == []
    assert 140 <= told["words_a_minute"] <= 180
    whole = from_wav((tmp_path / "call.wav").read_bytes())
    assert faults(measured(whole)) == []
