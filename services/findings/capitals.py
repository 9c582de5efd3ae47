"""Words in capitals: in an SMS they shout, and a word nobody knows may be spelt by a voice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.language import Language

_SHOUTED = re.compile(r"(?<![\w-])[^\W\d_]{4,}(?![\w-])")


def capitals_in(text: str, language: Language) -> Iterable[str]:
    """The words of four letters or more that stand in capitals; shorter ones are abbreviations."""
    del language
    return (found[0] for found in _SHOUTED.finditer(text) if found[0].isupper())
