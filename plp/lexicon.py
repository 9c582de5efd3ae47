"""How a zone says its streets and places: the written form, and how it is said in one language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from plp.language import Language


@dataclass(frozen=True, slots=True)
class Saying:
    """One name as it is written, and how it is said in one language, respelt in plain letters."""

    written: str
    language: Language
    said: str


Lexicon = tuple[Saying, ...]
"""All names a zone has told us how to say, in every language."""


def folded(name: str) -> str:
    """A name as it is compared: in any case, spaces and hyphens alike, however its letters are encoded."""
    return re.sub(r"[\s-]+", " ", unicodedata.normalize("NFKC", name)).casefold().strip()
