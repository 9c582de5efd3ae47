"""The offline voice: libespeak-ng through ctypes; robotic, but always there and very fast."""

from __future__ import annotations

import ctypes
import os
import threading
from functools import cache
from pathlib import Path

import numpy as np

from audio.errors import EngineFailed, EngineMissing
from audio.level import speech_level, trimmed
from audio.phrases import phrases
from audio.sound import Sound, spaced

# voice, and espeak's own rate that makes 140 to 180 real words a minute of it (measured, see tests/audio)
VOICES = {"fr": ("fr-be", 130), "nl": ("nl", 152), "de": ("de", 158), "en": ("en", 141)}  # espeak's "en" is British
_RECIPE = "2"  # raise it when rates, voices or pauses change: old clips are then rendered anew
_INSTALL = "the offline voice is not installed: pip install 'tocsin[offline-voice]' (espeak-ng, GPL-3.0)"
_SYNCHRONOUS, _DONT_EXIT, _UTF8, _RATE = 2, 0x8000, 1, 1  # from speak_lib.h
_LONGEST_PATH = 150  # bytes; libespeak-ng keeps the folder of its voices in a buffer of 160
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakEngine:
    """libespeak-ng; safe to use from several threads, which take turns, and after a fork."""

    name = "espeak"

    def __init__(self) -> None:
        """Loads the library. Raises EngineMissing with a sentence that says how to install it."""
        self._library = _library()
        self.version = f"{self._library.version}-r{_RECIPE}"

    def voice_for(self, language: str) -> str | None:
        """The espeak voice for fr, nl, de, en; None otherwise."""
        return VOICES[language][0] if language in VOICES else None

    def speak(self, text: str, language: str) -> Sound:
        """The text, phrase by phrase, with pauses between. Raises EngineFailed."""
        if language not in VOICES:
            raise EngineFailed(f"espeak has no voice for {language}")
        spoken = [(self._phrase(phrase.text, language), phrase.pause) for phrase in phrases(text, language)]
        if not spoken:
            raise EngineFailed("there are no words to say")
        return spaced(spoken)

    def _phrase(self, text: str, language: str) -> Sound:
        voice, rate = VOICES[language]
        sound = self._library.synthesise(text, voice, rate)
        # espeak adds a silence of its own after each clause: ours replaces it.
        return trimmed(sound, threshold=speech_level(sound) - 40, keep=0.02)


class _Library:
    """The one libespeak-ng of this process: it is full of globals, so one caller at a time."""

    def __init__(self, path: str, voices: str) -> None:
        self._espeak = ctypes.CDLL(path)
        self._espeak.espeak_Info.restype = ctypes.c_char_p
        self._heard: list[bytes] = []
        self._callback = _Callback(self._hear)  # kept, or ctypes would free it under the library
        self._turn = threading.Lock()
        self.rate = int(self._espeak.espeak_Initialize(_SYNCHRONOUS, 0, voices.encode(), _DONT_EXIT))
        if self.rate <= 0:
            raise EngineMissing(f"libespeak-ng found no voices in {voices}; {_INSTALL}")
        self.version = self._espeak.espeak_Info(None).decode()
        self._espeak.espeak_SetSynthCallback(self._callback)
        # A fork in the middle of a word would leave the child a locked lock and half a state.
        release = self._turn.release
        os.register_at_fork(before=self._turn.acquire, after_in_parent=release, after_in_child=release)

    def synthesise(self, text: str, voice: str, rate: int) -> Sound:
        """One phrase at espeak's own rate. Raises EngineFailed."""
        words = text.encode("utf-8", errors="replace") + b"\0"
        with self._turn:
            self._heard.clear()
            if self._espeak.espeak_SetVoiceByName(voice.encode()):
                raise EngineFailed(f"espeak has lost its voice {voice}")
            self._espeak.espeak_SetParameter(_RATE, rate, 0)
            if self._espeak.espeak_Synth(words, len(words), 0, 0, 0, _UTF8, None, None):
                raise EngineFailed("espeak refused the text")
            heard = b"".join(self._heard)
        return Sound(np.frombuffer(heard, dtype=np.int16).astype(np.float32) / np.float32(32768), self.rate)

    def _hear(self, samples: ctypes.Array[ctypes.c_short], count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, count * 2))
        return 0


@cache
def _library() -> _Library:
    try:
        import espeakng_loader  # an optional extra: looked for only when asked for
    except ImportError as error:
        raise EngineMissing(_INSTALL) from error
    voices = str(Path(espeakng_loader.__file__).parent / "espeak-ng-data")
    if len(voices.encode()) > _LONGEST_PATH:
        raise EngineMissing(f"libespeak-ng cannot use a folder with so long a name: {voices}")
    try:
        return _Library(espeakng_loader.get_library_path(), voices)
    except OSError as error:
        raise EngineMissing(f"libespeak-ng could not be loaded ({error}); {_INSTALL}") from error
