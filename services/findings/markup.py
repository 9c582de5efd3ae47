"""Markup for pages or voices (HTML, SSML): it would be spoken as plain words, never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import html5

from plp.language import Language

_MARKUP = re.compile(
    r"</?[A-Za-z!?][^<>]{0,200}>|&(?P<name>[A-Za-z]{2,8};)|&#(?:\d{1,6}|x[0-9A-Fa-f]{1,6});|\[\[[^\]]*\]\]|\{\{?.*?\}\}?"
)


def markup_in(text: str, language: Language) -> Iterable[str]:
    """The tags, entities and blanks left open in a text."""
    del language
    return (found[0] for found in _MARKUP.finditer(text) if not found["name"] or found["name"] in html5)
