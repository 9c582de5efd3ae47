"""The typeface of everything we print: drawn for poor eyes by the Braille Institute, no letter looks like another."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "Card", "Card-Bold"
_FACES = {PLAIN: "AtkinsonHyperlegible-Regular.ttf", BOLD: "AtkinsonHyperlegible-Bold.ttf"}


@cache
def register_faces() -> None:
    """Make the typeface known to the drawing library, once a process."""
    folder = resources.files("fontpkg_atkinson_hyperlegible") / "files"
    for name, file in _FACES.items():
        with (folder / file).open("rb") as opened:
            pdfmetrics.registerFont(TTFont(name, BytesIO(opened.read())))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def printable(text: str) -> str:
    """Letters the typeface lacks lose their accents; what is left without a shape is a question mark."""
    shapes = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(char if ord(char) in shapes or char == " " else _nearest(char, shapes) for char in text)


def _nearest(char: str, shapes: dict[int, int]) -> str:
    plain = unicodedata.normalize("NFKD", char)[:1]
    return plain if ord(plain) in shapes else "?"
