"""The gateway's voice: one object that finds, prepares and serves clips; built once by `open_voice`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from audio.breaker import Breaker
from audio.engine import Engine
from audio.errors import EngineMissing, RecordingUnreadable, SoundRefused
from audio.espeak import EspeakEngine
from audio.google import GttsEngine
from audio.recording import normalise
from audio.rendering import Prepared, Progress, Studio, Words, render
from audio.shelf import MediaFile, Shelf
from audio.telephone import seconds_of

log = logging.getLogger(__name__)
PROVIDER = "provider"  # the carrier's own <Say>: no clip at all
ENGINES: Mapping[str, Callable[[], Engine]] = {"gtts": GttsEngine, "espeak": EspeakEngine}


class Recordings:
    """What every voice can do: keep recorded voices, serve what lies on the shelf, and take it away."""

    def __init__(self, shelf: Shelf) -> None:
        """`shelf` keeps everything."""
        self._shelf = shelf

    def keep_recording(self, recording_id: str, audio: bytes, *, lenient: bool = False) -> str:
        """Shelves a recording (WAV or MP3 bytes); its media name.

        `lenient`: a member's, of which only silence is refused.
        Raises RecordingRefused with a sentence for an officer; OSError from the disk.
        """
        try:
            return self._shelf.put_recording(normalise(audio, lenient=lenient), recording_id)
        except SoundRefused as error:
            raise RecordingUnreadable(f"The recording cannot be used ({error}). Please record it again.") from error

    def recording(self, recording_id: str) -> str | None:
        """The media name of a recording that was kept and is whole."""
        return self._shelf.find_recording(recording_id)

    def file(self, name: str) -> MediaFile | None:
        """Path and unquoted ETag of a verified clip or recording; None for everything else."""
        return self._shelf.open_for_serving(name)

    def wav(self, name: str) -> bytes | None:
        """The bytes of a verified clip or recording; None for everything else."""
        found = self._shelf.open_for_serving(name)
        return found.path.read_bytes() if found else None

    def seconds(self, name: str) -> float | None:
        """How long a verified clip or recording lasts; None for everything else."""
        found = self._shelf.open_for_serving(name)
        return seconds_of(found.path) if found else None

    def remove(self, name: str) -> None:
        """Takes a clip or recording away for good, with its note (retention)."""
        self._shelf.remove(name)

    def forget(self, text: str, language: str) -> int:
        """Takes every clip of these words away, whoever spoke them (a member leaves, a password changes); how many."""
        return self._shelf.forget(text, language)


class ProviderVoice(Recordings):
    """Everything is said by the carrier's `<Say>`; only officers' recordings are kept and served."""

    missing: tuple[str, ...] = ()

    def clip(self, text: str, language: str) -> str | None:
        """None: the carrier says it."""
        return None

    def clips(self, phrases: Sequence[Words]) -> tuple[str | None, ...]:
        """None for each: the carrier says them all."""
        return (None,) * len(phrases)

    def prepare(self, phrases: Iterable[Words], on_progress: Progress | None = None) -> Prepared:
        """Nothing to do."""
        return Prepared()


class Voice(Recordings):
    """Clips made by engines, in order of preference; `missing` says which could not be loaded, and what to do."""

    def __init__(self, studio: Studio, missing: Sequence[str] = ()) -> None:
        """`missing`: one sentence for each engine that is wanted but not installed."""
        super().__init__(studio.shelf)
        self._studio = studio
        self.missing = tuple(missing)

    def clip(self, text: str, language: str) -> str | None:
        """The media name of verified audio for these words, if it is on the shelf; never synthesises."""
        found = self._shelf.find(text, language, self._studio.engines)
        return found.name if found else None

    def clips(self, phrases: Sequence[Words]) -> tuple[str | None, ...]:
        """As `clip` for all the phrases of one call, in one voice when one engine has them all."""
        for engine in self._studio.engines:
            found = [self._shelf.find(text, language, [engine]) for text, language in phrases]
            if all(found):
                return tuple(clip.name for clip in found if clip)
        return tuple(self.clip(text, language) for text, language in phrases)

    def prepare(self, phrases: Iterable[Words], on_progress: Progress | None = None) -> Prepared:
        """Renders what is missing; failures are counted with their reasons, never raised. May take minutes."""
        return render(self._studio, phrases, on_progress)


def open_voice(
    folder: Path,
    secret: bytes,
    order: Sequence[str],
    *,
    makers: Mapping[str, Callable[[], Engine]] = ENGINES,
    breaker: Breaker | None = None,
    parallel: int = 4,
) -> Voice | ProviderVoice:
    """The voice for an order such as ("gtts", "espeak", "provider"); what stands after "provider" is never asked.

    ValueError: unknown engine, empty order, secret under 16 bytes. OSError: the folder. An engine that is not
    installed is left out and named in `missing`.
    """
    unknown = [name for name in order if name != PROVIDER and name not in makers]
    if unknown or not order:
        known = ", ".join([*makers, PROVIDER])
        raise ValueError(f"speech engines are {known}; not {', '.join(unknown) or 'an empty list'}")
    shelf = Shelf(folder, secret)
    wanted = list(order[: order.index(PROVIDER)] if PROVIDER in order else order)
    if not wanted:
        return ProviderVoice(shelf)
    engines, missing = _made(wanted, makers)
    return Voice(Studio(shelf, engines, breaker or Breaker(), parallel), missing)


def _made(wanted: Sequence[str], makers: Mapping[str, Callable[[], Engine]]) -> tuple[list[Engine], list[str]]:
    engines, missing = [], []
    for name in dict.fromkeys(wanted):
        try:
            engines.append(makers[name]())
        except EngineMissing as error:
            log.warning("engine=%s left out: %s", name, error)
            missing.append(str(error))
    return engines, missing
