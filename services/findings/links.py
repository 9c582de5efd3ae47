"""E-mail addresses and links: no voice reads them well, and a police text never carries a link (DOMAIN §3, trust)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plp.language import Language

_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ENDINGS = "be|com|eu|org|net|info|brussels|vlaanderen|gent|nl|fr|de|lu|uk|io|app|me|ly|gl|to|online|site|shop"
_LINK = re.compile(rf"(?i:https?://|ftp://|www\.)\S+|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:{_ENDINGS})(?:/\S*)?(?![\w@-])")
_CLOSING = ".,;:!?)\"'»”’"


def emails_in(text: str, language: Language) -> Iterable[str]:
    """The e-mail addresses in a text."""
    del language
    return (found[0] for found in _EMAIL.finditer(text))


def links_in(text: str, language: Language) -> Iterable[str]:
    """The addresses of web pages in a text, e-mail addresses apart."""
    del language
    return (found[0].rstrip(_CLOSING) for found in _LINK.finditer(_EMAIL.sub(" ", text)))
