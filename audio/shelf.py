"""The shelf: verified clips under unguessable names; what lies here may be played to a member, and nothing else."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from audio.durable import sweep, sync_folder, turn, write_aside
from audio.engine import Engine
from audio.errors import SoundRefused
from audio.names import is_name, recording_name, speech_name
from audio.plausible import check_voice, check_words
from audio.sidecar import Note, beside, digest_of, read_note
from audio.sound import Sound
from audio.telephone import from_wav, to_wav

log = logging.getLogger(__name__)
_LOCKS = 256  # lock files; words that share one merely wait for each other


@dataclass(frozen=True)
class Clip:
    """Verified audio on the shelf, and who speaks in it."""

    name: str
    engine: str


@dataclass(frozen=True)
class MediaFile:
    """What the web server needs to serve a clip; `etag` is not quoted yet."""

    path: Path
    etag: str


class Shelf:
    """A folder of clips, shared by threads, processes and, on a common disk, machines."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Makes the folder if need be. ValueError when the secret is shorter than 16 bytes; OSError from the disk."""
        if len(secret) < 16:
            raise ValueError("the secret that names the clips needs at least 16 bytes")
        self._folder, self._secret = folder, secret
        self._verified: dict[str, tuple[tuple[int, int, int], str]] = {}  # name → file as it was, digest
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".locks").mkdir(mode=0o700, exist_ok=True)
        sweep(folder)

    def name_for(self, text: str, language: str, engine: Engine) -> str | None:
        """The name these words have when this engine says them; None when it does not speak the language."""
        voice = engine.voice_for(language)
        return voice and speech_name(self._secret, text, language, voice, engine.name, engine.version)

    def find(self, text: str, language: str, engines: Sequence[Engine]) -> Clip | None:
        """The verified clip of these words by the first of the engines that has one. Synthesises nothing."""
        for engine in engines:
            name = self.name_for(text, language, engine)
            if name and self._digest(name):
                return Clip(name, engine.name)
        return None

    def open_for_serving(self, name: str) -> MediaFile | None:
        """Path and ETag of a verified clip; None for anything else, whatever the name tries to be."""
        if not is_name(name):
            return None
        digest = self._digest(name)
        return MediaFile(self._folder / name, digest[:32]) if digest else None

    def alone(self, text: str, language: str) -> AbstractContextManager[None]:
        """Within it nobody else, in this process or another, renders these words."""
        key = speech_name(self._secret, text, language, "", "", "")
        return turn(self._folder / ".locks" / f"{int(key[:8], 16) % _LOCKS:03d}")

    def put_speech(self, sound: Sound, text: str, language: str, engine: Engine) -> Clip:
        """Shelves telephone sound as these words by that engine. SoundRefused, or OSError from the disk."""
        name = self.name_for(text, language, engine)
        if name is None:
            raise SoundRefused(f"{engine.name} does not speak {language}")
        self._put(name, sound, language, f"{engine.name} {engine.version}", text)
        return Clip(name, engine.name)

    def put_recording(self, sound: Sound, recording_id: str) -> str:
        """Shelves an officer's normalised recording; the media name. SoundRefused, or OSError from the disk."""
        name = recording_name(self._secret, recording_id)
        self._put(name, sound, "-", "recording", "")
        return name

    def find_recording(self, recording_id: str) -> str | None:
        """The media name of that recording, if it is on the shelf and whole."""
        name = recording_name(self._secret, recording_id)
        return name if self._digest(name) else None

    def remove(self, name: str) -> None:
        """Takes clip and note away, for good; nothing happens when they are not there."""
        if is_name(name):
            clip = self._folder / name
            for path in (clip, beside(clip), clip.with_suffix(".bad")):
                path.unlink(missing_ok=True)
            sync_folder(self._folder)

    def forget(self, text: str, language: str) -> int:
        """Takes away every clip of these words, by whatever engine and version, for good; how many there were."""
        spoken = [n.with_suffix(".wav") for n in self._folder.glob("*.txt") if is_name(n.with_suffix(".wav").name)]
        notes = ((clip.name, read_note(clip)) for clip in spoken)
        gone = [name for name, note in notes if note and (note.text, note.language) == (text, language)]
        for name in gone:
            self.remove(name)
        return len(gone)

    def _put(self, name: str, sound: Sound, language: str, engine: str, text: str) -> None:
        wav, clip = to_wav(sound), self._folder / name
        note = Note(language, engine, digest_of(wav), text)
        if self._digest(name) == note.digest:
            return  # a repeated job changes nothing under the feet of a call
        with contextlib.ExitStack() as undo:
            note_aside = self._aside(undo, note.written())
            clip_aside = self._aside(undo, wav)
            _check(clip_aside.read_bytes(), note)
            # The note first: a clip without its note would not count as verified.
            note_aside.replace(beside(clip))
            clip_aside.replace(clip)
        sync_folder(self._folder)
        log.info("shelved clip=%s language=%s engine=%s seconds=%.1f", name[:12], language, engine, sound.seconds)

    def _aside(self, undo: contextlib.ExitStack, content: bytes) -> Path:
        aside = write_aside(self._folder, content)
        undo.callback(aside.unlink, missing_ok=True)
        return aside

    def _digest(self, name: str) -> str | None:
        """The fingerprint of a clip that is there and whole; what is not whole is put out of the way."""
        clip = self._folder / name
        try:
            seen = _as_it_is(clip.lstat())
            known = self._verified.get(name)
            if known and known[0] == seen:
                return known[1]
            digest = _verified_digest(clip)
        except FileNotFoundError:
            return None
        except SoundRefused as error:
            self._put_away(clip, str(error))
            return None
        except OSError as error:  # too many open files, say: no fault of the clip
            log.error("clip=%s cannot be read: %s", name[:12], error.strerror)  # noqa: TRY400 we know where
            return None
        self._verified[name] = (seen, digest)
        return digest

    def _put_away(self, clip: Path, reason: str) -> None:
        log.warning("clip=%s is not fit to be played and was put aside: %s", clip.name[:12], reason)
        with contextlib.suppress(OSError):  # another process was faster, or the disk is read-only: not served anyway
            clip.replace(clip.with_suffix(".bad"))


def _verified_digest(clip: Path) -> str:
    if not beside(clip).exists():
        raise FileNotFoundError  # on a common disk another machine's note may be seen a moment after its clip
    note = read_note(clip)
    # A link would lead out of the folder.
    with os.fdopen(os.open(clip, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        wav = file.read()
    if note is None:
        raise SoundRefused("its note cannot be read")
    _check(wav, note)
    return note.digest


def _check(wav: bytes, note: Note) -> None:
    sound = from_wav(wav)
    if digest_of(wav) != note.digest:
        raise SoundRefused("it is not the file that was written")
    if note.text:
        check_words(sound, note.text)
    else:
        check_voice(sound)


def _as_it_is(status: os.stat_result) -> tuple[int, int, int]:
    if not stat.S_ISREG(status.st_mode):
        raise SoundRefused("it is not a file")
    return status.st_ino, status.st_size, status.st_mtime_ns
