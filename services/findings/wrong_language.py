"""A text that is surely in another language than it says."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from plp.finding import Code, Found
from plp.language import Language
from services.findings.dossier import Dossier

SURE = 0.9
FEWEST_WORDS = 5
_COMPARED = ("fr", "nl", "de", "en", "es", "it", "pt", "ro", "pl", "tr", "lb")
"""Ours, and what else is written here: Luxembourgish lies between German and French and draws doubt to itself."""
_SMALL_WORDS: Mapping[Language, str] = {
    Language.FR: "le la les l d n du un une est et vous dans pas il elle pour sur qui au aux ne votre vos si ont",
    Language.NL: "het een van niet dat zijn op te met voor u uw bij naar er wordt worden hem als ook aan uit",
    Language.DE: "der das ein eine einen und ist nicht sie dem zu mit auf für ihr ihre im von wird sich",
    Language.EN: "the of and to your you not for with are at do it this that him if he was by has have",
}
_one_at_a_time = threading.Lock()


def wrong_language(dossier: Dossier) -> Iterable[Found]:
    """A warning for each text that is surely not in its language."""
    for language, text in sorted(dossier.alert.texts.items()):
        if speaks_for_itself(text, language) or (dossier.others_wait and not is_read()):
            continue
        seen = language_of(text)
        if seen and seen != language:
            yield Found(Code.WRONG_LANGUAGE, language=language, words=(seen,))


def speaks_for_itself(text: str, language: Language) -> bool:
    """Whether its small words alone show that a text is in this language, as nearly always: then nothing is read."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    told = {each: sum(words[small] for small in smalls.split()) for each, smalls in _SMALL_WORDS.items()}
    others = max(number for each, number in told.items() if each is not language)
    return told[language] > 2 * others


def language_of(text: str) -> str | None:
    """The two letters of the language a text is surely in, or None: too short, or too much like another."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) < FEWEST_WORDS:
        return None
    language, certainty = _identifier().classify(" ".join(words).lower())
    return str(language) if certainty >= SURE else None


def is_read() -> bool:
    """Whether the model is there; reading it takes seconds on a small machine."""
    return bool(_read.cache_info().currsize)


def _identifier() -> Any:
    with _one_at_a_time:  # two threads would read the model twice
        return _read()


@cache
def _read() -> Any:
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # a second to read: only for a text
    from py3langid.modelio import load_model

    likelihoods, priors, languages, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)
    # Only the columns of the languages compared are kept: 25 MB less in each process.
    kept = [place for place, language in enumerate(languages) if language in _COMPARED]
    ours = [languages[place] for place in kept]
    return LanguageIdentifier(likelihoods[:, kept], priors[kept], ours, moves, features, norm_probs=True, tk_row=rows)
