"""A text that is surely in another language than it says."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache
from typing import Any

from plp.finding import Code, Found
from services.findings.dossier import Dossier

SURE = 0.9
FEWEST_WORDS = 5
_COMPARED = ("fr", "nl", "de", "en", "es", "it", "pt", "ro", "pl", "tr", "lb")
"""Ours, and what else is written here: Luxembourgish lies between German and French and draws doubt to itself."""
_one_at_a_time = threading.Lock()


def wrong_language(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text that is surely not in its language."""
    for language, text in sorted(dossier.alert.texts.items()):
        seen = language_of(text)
        if seen and seen != language:
            yield Found(Code.WRONG_LANGUAGE, language=language, words=(seen,))


def language_of(text: str) -> str | None:
    """The two letters of the language a text is surely in, or None: too short, or too much like another."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) < FEWEST_WORDS:
        return None
    language, certainty = _identifier().classify(" ".join(words).lower())
    return str(language) if certainty >= SURE else None


def _identifier() -> Any:
    with _one_at_a_time:  # two threads would read the model twice
        return _read()


@cache
def _read() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second to read: only when a text is checked

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_COMPARED)
    return identifier
