"""Voices made of arithmetic, engines that misbehave on demand, and a Google that runs on loopback."""

from __future__ import annotations

import base64
import contextlib
import io
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio.errors import EngineAway
from audio.sound import Sound

SECRET = b"sixteen bytes and more"
CERTIFICATE = Path(__file__).parent / "untrusted_localhost.pem"  # self-signed, opens nothing
LONG = "Un homme se présente comme employé des eaux dans votre rue. Ne laissez entrer personne."


def babble(seconds: float, *, rate: int = 22050, gain: float = 0.2, pitch: float = 140.0) -> Sound:
    """Something with the rhythm of speech: a buzzing tone in four syllables a second, a breath after every eighth."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * pitch * k * time + k) / k for k in range(1, 20))
    syllables = np.sin(np.pi * 4 * time) ** 2 * ((np.arange(len(time)) * 4 // rate) % 8 != 7)
    return Sound((gain * buzz * syllables).astype(np.float32), rate)


def spoken_length(text: str) -> float:
    """Seconds a brisk reader needs."""
    return max(0.25, sum(sign.isalnum() for sign in text) / 13)


def noise(seconds: float, *, rate: int = 22050, gain: float = 0.2) -> Sound:
    return Sound((np.random.default_rng(7).standard_normal(round(seconds * rate)) * gain).astype(np.float32), rate)


def file_of(sound: Sound, kind: str = "WAV") -> bytes:
    """The sound as a WAV (16 bit) or MP3 file."""
    file = io.BytesIO()
    soundfile.write(file, sound.samples, sound.rate, format=kind)
    return file.getvalue()


@dataclass
class Actor:
    """An engine that plays its `part`: a function from text to sound. Counts how often it is asked."""

    part: Callable[[str], Sound] = lambda text: babble(spoken_length(text))
    name: str = "actor"
    version: str = "1"
    languages: tuple[str, ...] = ("fr", "nl", "de", "en")
    asked: list[str] = field(default_factory=list)

    def voice_for(self, language: str) -> str | None:
        return f"voice-{language}" if language in self.languages else None

    def speak(self, text: str, language: str) -> Sound:
        self.asked.append(text)
        return self.part(text)


def away(_text: str) -> Sound:
    raise EngineAway("cannot be reached")


def broken(text: str) -> Sound:
    raise KeyError(f"I tell everybody: {text}")


def half(text: str) -> Sound:
    return babble(spoken_length(text) / 2)


@dataclass
class Google:
    """What the server on loopback answers: status, body, and an optional act before it answers."""

    status: int = 200
    body: bytes = b""
    before: Callable[[], object] = lambda: None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def says(self, mp3: bytes) -> None:
        """From now on the answer holds this MP3, wrapped as Google wraps it."""
        self.body = b'x\n[["wrb.fr","jQ1olc","[\\"' + base64.b64encode(mp3) + b'\\"]",null]]\n'


@contextlib.contextmanager
def google_on_loopback(*, tls: bool = False) -> Iterator[Google]:
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            google.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            google.before()
            self.send_response(google.status)
            self.send_header("Content-Length", str(len(google.body)))
            self.end_headers()
            self.wfile.write(google.body)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # the client hung up, which is the story

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    google.url = f"http{'s' * tls}://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
