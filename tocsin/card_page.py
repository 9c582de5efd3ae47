"""Draw members' cards: A5 in large print, one a page, or two side by side on an A4 sheet to be cut."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from services.member_card import Line, MemberCard, Style
from tocsin.typeface import BOLD, PLAIN, printable, register_faces

_MARGIN = 24.0
SMALLEST = 16.0
"""Points: what an old person reads without glasses at arm's length; only names nobody has make it smaller."""
_SIZES = (20.0, 19.0, 18.0, 17.0, SMALLEST)
_TIGHT_SIZES = (SMALLEST, 14.0, 12.0, 10.0, 8.0)
_INK, _RED, _PALE = HexColor(0x111111), HexColor(0xA30000), HexColor(0xF3F3F3)

# Each style: bold, size against the text's, space above against the text's size.
_LOOKS: dict[Style, tuple[bool, float, float]] = {
    Style.TITLE: (True, 1.2, 0.0),
    Style.NAME: (False, 1.0, 0.1),
    Style.DANGER: (True, 1.0, 0.45),
    Style.HEADING: (True, 1.1, 0.6),
    Style.TEXT: (False, 1.0, 0.1),
    Style.NUMBER: (True, 1.65, 0.1),
    Style.WORD: (True, 1.35, 0.0),
}
_CENTRED = frozenset({Style.NUMBER, Style.WORD})


def draw_cards(cards: Sequence[MemberCard], *, sheet: bool = False) -> bytes:
    """A PDF of these cards, each whole on its A5: names that are long wrap, and the print shrinks until all fits."""
    register_faces()
    made = BytesIO()
    size = landscape(A4) if sheet else A5
    canvas = Canvas(made, pagesize=size)
    width, height = size[0] / 2 if sheet else size[0], size[1]
    a_page = 2 if sheet else 1
    for start in range(0, len(cards), a_page):
        for place, card in enumerate(cards[start : start + a_page]):
            _draw(canvas, card, left=place * width, width=width, height=height)
        if sheet:
            _mark_the_cut(canvas, width, height)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _draw(canvas: Canvas, card: MemberCard, *, left: float, width: float, height: float) -> None:
    room = width - 2 * _MARGIN
    laid_out = _laid_out(card.lines, room, height - 2 * _MARGIN)
    top = height - _MARGIN
    for line, above, tall, paragraph in laid_out:
        top -= above
        if line.style is Style.DANGER:
            canvas.setFillColor(_PALE)
            canvas.setStrokeColor(_RED)
            canvas.setLineWidth(1.5)
            canvas.roundRect(left + _MARGIN - 6, top - tall - 5, room + 12, tall + 9, 6, stroke=1, fill=1)
        paragraph.drawOn(canvas, left + _MARGIN, top - tall)
        top -= tall


def _laid_out(lines: Sequence[Line], width: float, height: float) -> list[tuple[Line, float, float, Any]]:
    """The lines with the space above each, its height and its paragraph, in the largest print that fits."""
    found: list[tuple[Line, float, float, Any]] = []
    tries = [(size, 1.16, 1.0) for size in _SIZES] + [(size, 1.06, 0.5) for size in _TIGHT_SIZES]
    for size, leading, airy in tries:
        found = []
        for place, line in enumerate(lines):
            paragraph = _paragraph(line, size, leading)
            _, tall = paragraph.wrap(width, height)
            above = _LOOKS[line.style][2] * size * airy if place else 0.0
            found.append((line, above, tall, paragraph))
        if sum(above + tall for _, above, tall, _ in found) <= height:
            break
    return found


def _paragraph(line: Line, size: float, leading: float) -> Any:
    bold, scale, _ = _LOOKS[line.style]
    # The smallest print is for what is smallest: titles and numbers give way before the text does.
    printed = max(size * scale, min(size, SMALLEST))
    style = ParagraphStyle(
        line.style.value,
        fontName=BOLD if bold else PLAIN,
        fontSize=printed,
        leading=printed * leading,
        textColor=_RED if line.style is Style.DANGER else _INK,
        alignment=TA_CENTER if line.style in _CENTRED else 0,
        splitLongWords=1,
    )
    return Paragraph(escape(printable(line.text)), style)


def _mark_the_cut(canvas: Canvas, width: float, height: float) -> None:
    canvas.setStrokeColor(_INK)
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 5)
    canvas.line(width, 0, width, height)
    canvas.setDash()
