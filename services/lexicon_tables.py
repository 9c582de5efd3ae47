"""The lexicon in a zone file: `[[lexicon]]` tables that say how a street or place is said, language by language."""

from __future__ import annotations

import re

from plp.errors import BadInput
from plp.language import Language
from plp.lexicon import Lexicon, Saying, folded
from services.toml_table import Table, line_of_text

_SAYABLE = re.compile(r"[^\W\d_][^\W\d_ '’.,-]*(?:[ '’.,-]+[^\W\d_]+)*\.?")


def read_sayings(table: Table) -> list[Saying]:
    """One name with its respelling in each language that needs one; problems are noted in the table."""
    table.know(("written",), tuple(Language))
    written = table.text("written")
    said = {language: table.read(language.value, _said, "") for language in Language if language.value in table.content}
    if not said:
        table.note("written", 'is said nowhere; add how, in at least one language: fr = "…"')
    for language, words in said.items():
        if words and _holds(words, written):
            table.note(language.value, "holds the written form itself, so that nothing is gained; respell that word")
    return [Saying(written, language, words) for language, words in said.items() if words]


def lexicon_clashes(lexicon: Lexicon) -> list[str]:
    """A line for each name that is said in two ways in one language."""
    seen: dict[tuple[str, Language], str] = {}
    found: list[str] = []
    for each in lexicon:
        key = (folded(each.written), each.language)
        if key in seen:
            found.append(f"[[lexicon]] ({seen[key]}), {each.language}: is said in two ways; keep one")
        seen.setdefault(key, each.written)
    return found


def _said(value: object) -> str:
    words = line_of_text(value)
    if not _SAYABLE.fullmatch(words):
        raise BadInput("may hold only words, hyphens and apostrophes, as one would write them for a child to read")
    return words


def _holds(said: str, written: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(folded(written))}(?!\w)", folded(said)) is not None
