"""What the evaluation's pages share: the sizes of print, headings, paragraphs and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from tocsin.evaluation_charts import INK, LIGHT
from tocsin.typeface import BOLD, PLAIN, printable

WIDTH = A4[0] - 36 * mm
"""The width of the text, in points."""
PADDING = 2
SMALLEST = 7.5
"""Points: the heads of the widest table."""

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=10, leading=13, textColor=INK)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8.5, leading=11)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=8.5, leading=10.5)
FIGURE = ParagraphStyle("figure", parent=CELL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD, fontSize=SMALLEST, leading=9)
HEAD_FIGURE = ParagraphStyle("head figure", parent=HEAD, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=24, leading=29)
HEADING = ParagraphStyle("heading", parent=TEXT, fontName=BOLD, fontSize=14, leading=18, spaceBefore=16, spaceAfter=6)
SUBHEADING = ParagraphStyle("subheading", parent=TEXT, fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=8)
LARGE = ParagraphStyle("large", parent=TEXT, fontName=BOLD, fontSize=18, leading=22, alignment=TA_CENTER)
UNDER_LARGE = ParagraphStyle("under large", parent=SMALL, alignment=TA_CENTER)
_PADDING = [
    ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_LINES = [("LINEBELOW", (0, 0), (-1, -1), 0.3, LIGHT)]


def paragraph(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """Words as they are: nothing in them is read as an instruction to the printer."""
    return Paragraph(escape(printable(text)), style)


def heading(text: str) -> Paragraph:
    """The head of a part; what follows stays with it on the page."""
    return paragraph(text, ParagraphStyle("kept heading", parent=HEADING, keepWithNext=1))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, words_in: int) -> Table:
    """A table whose head is repeated on each page; the first columns hold words, the others figures."""

    def styled(cells: Sequence[str], words: ParagraphStyle, figures: ParagraphStyle) -> list[Any]:
        return [paragraph(cell, words if place < words_in else figures) for place, cell in enumerate(cells)]

    laid = [styled(head, HEAD, HEAD_FIGURE), *(styled(row, CELL, FIGURE) for row in rows)]
    lines = [*_PADDING, *_LINES, ("LINEBELOW", (0, 0), (-1, 0), 1, INK), ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]
    return Table(laid, colWidths=list(widths), repeatRows=1, style=lines)


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and figures, one a line."""
    return _in_two(rows, FIGURE, share=0.72)


def particulars(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and words, one a line."""
    return _in_two(rows, CELL, share=0.28)


def _in_two(rows: Sequence[tuple[str, str]], style: ParagraphStyle, *, share: float) -> Table:
    laid = [[paragraph(name, CELL), paragraph(said, style)] for name, said in rows]
    return Table(laid, colWidths=[WIDTH * share, WIDTH * (1 - share)], style=[*_PADDING, *_LINES])
