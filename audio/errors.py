"""What can go wrong between words and a clip; each error carries one plain sentence, never the words said."""

from __future__ import annotations

from plp.call import Flaw
from plp.errors import BadRecording, NothingHeard


class AudioError(Exception):
    """Root of the tree: AudioError ← EngineMissing, EngineFailed ← EngineAway, SoundRefused, RecordingRefused ← …"""


class EngineMissing(AudioError):
    """The engine is not installed on this machine; the sentence says how to install it."""


class EngineFailed(AudioError):
    """The engine gave no usable speech for these words; the next one may be asked."""


class EngineAway(EngineFailed):
    """The engine cannot be reached or will not serve us now: leave it alone for a while."""


class SoundRefused(AudioError):
    """This sound is not what it should be (undecodable, silent, steady noise, wrong length or format)."""


class RecordingRefused(AudioError, BadRecording):
    """An officer's recording cannot be used; the sentence can be shown to him as it is."""


class RecordingEmpty(RecordingRefused, NothingHeard):
    """No audio arrived at all."""

    flaw = Flaw.SILENT


class RecordingUnreadable(RecordingRefused):
    """The bytes are no WAV or MP3, or are cut off."""

    flaw = Flaw.UNREADABLE


class RecordingSilent(RecordingRefused, NothingHeard):
    """Nothing but silence or steady noise."""

    flaw = Flaw.SILENT


class RecordingTooShort(RecordingRefused, NothingHeard):
    """Less than one second of speech."""

    flaw = Flaw.SHORT


class RecordingNoisy(RecordingRefused):
    """Somebody speaks, but what is around him is nearly as loud."""

    flaw = Flaw.NOISY


class RecordingTooLong(RecordingRefused):
    """Longer than anybody would listen to on the telephone."""

    flaw = Flaw.LONG
