"""Sound files that are played: cached as the provider does, measured, and understood when their words are known."""

import hashlib
import io
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import soundfile  # type: ignore[import-untyped, unused-ignore]

from exchange.web import Reply, Web

UNREACHABLE = 11200
NOT_A_SOUND = 12300
PLAYABLE = ("audio/", "application/octet-stream", "application/wav")


class NotPlayable(Exception):
    """A sound that cannot be played, with the provider's code."""

    def __init__(self, code: int, detail: str) -> None:
        self.code = code
        super().__init__(detail)


@dataclass(frozen=True)
class Kept:
    """A sound in the cache: until when it is fresh, the tag to ask again with, and its length."""

    etag: str
    fresh_until: float
    seconds: float


class Sounds:
    """The cache of sounds, honouring ETag and Cache-Control."""

    def __init__(self, web: Web, sidecars: str | None = None) -> None:
        self._web = web
        self._sidecars = Path(sidecars) if sidecars else None
        self._kept: dict[str, Kept] = {}
        self._lengths: dict[bytes, float] = {}
        self._words: dict[str, str] = {}

    async def length(self, url: str) -> float:
        """Seconds of the sound at this address. Raises NotPlayable."""
        kept = self._kept.get(url)
        if kept and kept.fresh_until > time.monotonic():
            return kept.seconds
        reply = await self._web.download(url, {"If-None-Match": kept.etag} if kept and kept.etag else {})
        if reply.status == 304 and kept:
            seconds = kept.seconds
        elif reply.ok:
            seconds = self._measure(reply)
        else:
            raise NotPlayable(UNREACHABLE, f"got HTTP {reply.status} {reply.trouble}".strip())
        self._kept[url] = Kept(reply.headers.get("ETag", ""), time.monotonic() + _freshness(reply), seconds)
        return seconds

    def learn(self, url_or_ending: str, words: str) -> None:
        """Tells what is said in a clip."""
        self._words[url_or_ending] = words

    def forget(self) -> None:
        """Empties the cache and forgets the words."""
        self._kept.clear()
        self._words.clear()

    def words(self, url: str) -> str | None:
        """The words of a clip, if they were told or lie beside it in the directory of sidecars."""
        path = urlsplit(url).path
        for ending, words in self._words.items():
            if url.endswith(ending) or path.endswith(ending):
                return words
        return self._sidecar(PurePosixPath(path).name) if self._sidecars else None

    def _sidecar(self, name: str) -> str | None:
        assert self._sidecars is not None
        for beside in (f"{PurePosixPath(name).stem}.txt", f"{name}.txt"):
            if name and (self._sidecars / beside).is_file():
                return _after_headers((self._sidecars / beside).read_text(encoding="utf-8"))
        return None

    def _measure(self, reply: Reply) -> float:
        kind = reply.headers.get("Content-Type", "")
        if not kind.startswith(PLAYABLE):
            raise NotPlayable(NOT_A_SOUND, f"Content-Type {kind!r}")
        key = hashlib.sha256(reply.body).digest()
        if key not in self._lengths:
            self._lengths[key] = _length_of(reply.body)
        return self._lengths[key]


def _after_headers(sidecar: str) -> str:
    """The words: all of it, or what follows the empty line after `name: value` lines."""
    head, parted, words = sidecar.partition("\n\n")
    headed = parted and all(": " in line for line in head.splitlines())
    return (words if headed else sidecar).strip()


def _length_of(body: bytes) -> float:
    try:
        return float(soundfile.info(io.BytesIO(body)).duration)
    except soundfile.SoundFileError as error:
        raise NotPlayable(NOT_A_SOUND, str(error)) from error


def _freshness(reply: Reply) -> float:
    """Real seconds during which the sound need not be asked for again."""
    directives = dict(part.strip().partition("=")[::2] for part in reply.headers.get("Cache-Control", "").split(","))
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    age = directives.get("max-age", "0").strip('"')
    return float(age) if age.isdigit() else 0.0
