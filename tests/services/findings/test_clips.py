"""The length of what lies on the shelf is measured, not guessed."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, replace

import pytest

from plp.finding import Code
from plp.language import Language
from services.check_alert import check_alert
from services.findings.clips import wav_seconds
from tests.fakes.town import FR, NL, Town, TownSpeech

TEXTS = {
    FR: "Un homme sonne aux portes du quartier. N'ouvrez pas. Si vous le voyez, appelez la police.",
    NL: "Een man belt aan in de buurt. Doe niet open. Ziet u hem, bel dan de politie.",
}


def a_wav(seconds: float) -> bytes:
    """Silence of this length."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * round(8000 * seconds))
    return file.getvalue()


@dataclass
class Spoken(TownSpeech):
    """A shelf on which every text in French lies, so many seconds long."""

    seconds: float = 6.0

    def clip(self, text: str, language: str) -> str | None:
        """A clip in French, none in another language."""
        del text
        return "clip" if language == FR else None

    def wav(self, media: str) -> bytes | None:
        """Its sound."""
        del media
        return a_wav(self.seconds)


def told(town: Town, seconds: float) -> dict[tuple[Code, Language | None], str]:
    """What is found about a message whose French clip lasts so long."""
    town.ports = replace(town.ports, speech=Spoken(seconds=seconds))
    return {
        (each.code, each.language): each.sentence
        for each in check_alert(town.ports, town.drafts(texts=TEXTS).id, language=FR)
    }


def test_the_clip_on_the_shelf_tells_its_seconds_and_pace_and_what_is_not_there_is_estimated(town: Town) -> None:
    found = told(town, 6.0)

    assert found[Code.SPEECH, FR] == "Une lecture en français dure environ 6 secondes, à 160 mots par minute."
    assert "environ 7 secondes" in found[Code.SPEECH, NL]
    assert (Code.PACE, FR) not in found


@pytest.mark.parametrize("seconds", [4, 12])
def test_a_voice_too_fast_or_too_slow_is_warned_of(town: Town, seconds: float) -> None:
    assert (Code.PACE, FR) in told(town, seconds)


def test_a_long_clip_is_too_long_whatever_the_words(town: Town) -> None:
    assert "dure environ 31 secondes" in told(town, 31)[Code.TOO_LONG, FR]


@pytest.mark.parametrize("sound", [b"", b"RIFF", b"RIFF0000WAVE", b"RIFF0000WAVEdata\xff\xff\xff\x7f", b"x" * 100])
def test_what_is_no_sound_has_no_length(sound: bytes) -> None:
    assert wav_seconds(sound) == 0.0


def test_a_file_cut_off_is_as_long_as_what_is_left() -> None:
    assert wav_seconds(a_wav(2.0)) == pytest.approx(2.0)
    assert wav_seconds(a_wav(2.0)[: 44 + 16000]) == pytest.approx(1.0)
