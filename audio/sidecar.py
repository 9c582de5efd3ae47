"""The note beside a clip, for operators and the demo: language, engine, fingerprint of the clip, and the words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Note:
    """What lies in `<name>.txt`; `digest` is the SHA-256 of the WAV file, `text` is empty for a recording."""

    language: str
    engine: str
    digest: str
    text: str

    def written(self) -> bytes:
        """Three headed lines, an empty line, the text; UTF-8."""
        head = f"language: {self.language}\nengine: {self.engine}\nsha256: {self.digest}\n\n"
        return (head + self.text).encode("utf-8", errors="surrogatepass")


def digest_of(wav: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(wav).hexdigest()


def beside(clip: Path) -> Path:
    """Where the note of a clip lies."""
    return clip.with_suffix(".txt")


def read_note(clip: Path) -> Note | None:
    """The note of a clip; None when it is missing or is not one of ours. OSError when the disk will not tell."""
    try:
        head, _, text = beside(clip).read_bytes().decode("utf-8", errors="surrogatepass").partition("\n\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    fields = dict(line.partition(": ")[::2] for line in head.split("\n"))
    if not {"language", "engine", "sha256"} <= fields.keys():
        return None
    return Note(fields["language"], fields["engine"], fields["sha256"], text)
