"""Names of clips: keyed hashes, so that nobody guesses a name from the words, or the words from a name."""

from __future__ import annotations

import hashlib
import hmac
import json
import re

_SOUND = "1"  # raise it when loudness, band or padding change: old clips are then rendered anew
_NAME = re.compile(r"[0-9a-f]{64}\.wav")


def speech_name(secret: bytes, text: str, language: str, voice: str, engine: str, version: str) -> str:
    """The name of these words, in this language, by this voice of this version of an engine."""
    return _name(secret, "speech", _SOUND, text, language, voice, engine, version)


def recording_name(secret: bytes, recording_id: str) -> str:
    """The name of an officer's recording."""
    return _name(secret, "recording", recording_id)


def is_name(name: str) -> bool:
    """True for 64 hexadecimal digits and `.wav`, nothing else: no folder, no dot, no newline."""
    return _NAME.fullmatch(name) is not None


def _name(secret: bytes, *fields: str) -> str:
    # JSON quotes each field: ("a", "bc") and ("ab", "c") stay two things. Lone surrogates are escaped, not refused.
    return hmac.new(secret, json.dumps(fields).encode("ascii"), hashlib.sha256).hexdigest() + ".wav"
