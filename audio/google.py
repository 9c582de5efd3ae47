"""The pleasant voice: Google's, through gTTS, but over our own session with TLS verified and time bounded."""

from __future__ import annotations

import base64
import binascii
import logging
import re
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from urllib.parse import urlsplit, urlunsplit

import requests
from gtts import gTTS

from audio.engine import within
from audio.errors import EngineAway, EngineFailed, SoundRefused
from audio.level import ends_abruptly, speech_level, trimmed
from audio.phrases import phrases
from audio.plausible import check_words
from audio.sound import Sound, decoded, joined, spaced

logging.getLogger("gtts").setLevel(logging.WARNING)  # at DEBUG it writes every text, passwords too, into the log

VOICES = {"fr": ("fr", "com"), "nl": ("nl", "com"), "de": ("de", "com"), "en": ("en", "co.uk")}  # language, domain
_RECIPE = "2"  # raise it when pauses or voices change: old clips are then rendered anew
_BIGGEST = 4_000_000  # bytes of one answer; a hundred characters make some 60,000
_AUDIO = re.compile(rb'jQ1olc","\[\\"([^"\\]*)\\"]')  # as gTTS 2.5.4 reads it


class GttsEngine:
    """Google's voice. Every answer is checked; whatever is wrong becomes EngineFailed or EngineAway."""

    name = "gtts"

    def __init__(
        self,
        session: Callable[[], requests.Session] = requests.Session,
        *,
        base_url: str | None = None,
        connect: float = 4.0,
        read: float = 8.0,
        budget: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`connect`, `read` and `budget` (one whole text) in seconds; `base_url` replaces Google's, for tests.

        `session` is called for each text: a session shared across threads or a fork would mix up its connections.
        """
        self.version = f"{version('gtts')}-r{_RECIPE}"
        self._session, self._base_url, self._timeout = session, base_url, (connect, read)
        self._budget, self._clock = budget, clock

    def voice_for(self, language: str) -> str | None:
        """The language and domain that make the voice, for fr, nl, de, en; None otherwise."""
        return "-".join(VOICES[language]) if language in VOICES else None

    def speak(self, text: str, language: str) -> Sound:
        """The text with pauses between phrases, within the budget. Raises EngineFailed or EngineAway."""
        if language not in VOICES:
            raise EngineFailed(f"gtts has no voice for {language}")
        deadline = self._clock() + self._budget
        return within(self._budget, lambda: self._speak(text, language, deadline), "gtts")

    def _speak(self, text: str, language: str, deadline: float) -> Sound:
        with self._session() as session:
            answer = partial(self._answer, session, deadline)
            spoken = [(_phrase(p.text, language, answer), p.pause) for p in phrases(text, language)]
        if not spoken:
            raise EngineFailed("there are no words to say")
        return spaced(spoken)

    def _answer(self, session: requests.Session, deadline: float, request: requests.PreparedRequest) -> bytes:
        request.url = self._address(request.url or "")
        # Proxies and the CA bundle of the environment count; verification itself is not negotiable.
        settings = session.merge_environment_settings(request.url, {}, True, True, None)
        try:
            with session.send(request, timeout=self._timeout, allow_redirects=False, **settings) as response:
                if response.status_code != 200:
                    raise EngineAway(f"Google answered {response.status_code}")
                return self._body(response, deadline)
        except requests.RequestException as error:
            raise EngineAway(f"Google cannot be reached: {type(error).__name__}") from error

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        for piece in response.iter_content(16_384):
            body += piece
            if len(body) > _BIGGEST:
                raise EngineFailed("Google's answer is far too long")
            if self._clock() > deadline:
                raise EngineAway(f"Google took longer than {self._budget:g} s")
        return bytes(body)

    def _address(self, url: str) -> str:
        if self._base_url is None:
            return url
        ours, theirs = urlsplit(self._base_url), urlsplit(url)
        return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _phrase(text: str, language: str, answer: Callable[[requests.PreparedRequest], bytes]) -> Sound:
    lang, domain = VOICES[language]
    try:
        speech = gTTS(text, lang=lang, tld=domain, lang_check=False)
        asked = speech._prepare_requests()  # noqa: SLF001 its own way of sending them checks no certificate
        sound = joined([decoded(_mp3_in(answer(request))) for request in asked])
        check_words(sound, text)
    except (SoundRefused, ValueError) as error:  # ValueError: pieces at different rates
        raise EngineFailed(f"Google's answer cannot be used: {error}") from error
    except AssertionError as error:  # how gTTS says that nothing was left after its clean-up
        raise EngineFailed("gTTS found no words to say") from error
    if ends_abruptly(sound):
        raise EngineFailed("Google's answer breaks off in the middle of a word")
    return trimmed(sound, threshold=speech_level(sound) - 40, keep=0.02)


def _mp3_in(body: bytes) -> bytes:
    found = _AUDIO.findall(body)
    if not found or not all(found):
        raise EngineFailed("Google's answer holds no audio")
    try:
        return b"".join(base64.b64decode(piece, validate=True) for piece in found)
    except binascii.Error as error:
        raise EngineFailed("Google's answer holds broken audio") from error
