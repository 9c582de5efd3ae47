"""Draw the evaluation: A4, one document a language one after the other, charts and tables that survive a copier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate

from plp.evaluation import Evaluation
from plp.language import Language, name_in
from tocsin.evaluation_charts import INK
from tocsin.evaluation_members import cost_pages, members_pages, method_pages, report_pages
from tocsin.evaluation_messages import message_pages, tests_pages
from tocsin.evaluation_style import WIDTH, heading
from tocsin.evaluation_title import title_pages
from tocsin.evaluation_words import Words, words_of
from tocsin.typeface import PLAIN, printable, register_faces

_MARGIN, _FOOT = 18 * mm, 12 * mm


def draw_evaluation(evaluation: Evaluation, languages: Sequence[Language]) -> bytes:
    """A PDF of the whole evaluation in each of these languages; drawn twice, since a page tells how many there are."""
    register_faces()
    _, pages = _drawn(evaluation, languages, pages=0)
    made, _ = _drawn(evaluation, languages, pages=pages)
    return made


def _drawn(evaluation: Evaluation, languages: Sequence[Language], *, pages: int) -> tuple[bytes, int]:
    made = BytesIO()
    first = words_of(evaluation, languages[0])
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        title=printable(f"{_title(evaluation, first)} – {evaluation.zone}"),
        author=printable(evaluation.zone),
        lang=f"{languages[0].value}-BE",
    )
    document.addPageTemplates([_page_of(evaluation, words_of(evaluation, each), pages) for each in languages])
    story: list[Any] = []
    for place, language in enumerate(languages):
        if place:
            story += [NextPageTemplate(language.value), PageBreak()]
        story += _story(evaluation, words_of(evaluation, language))
    document.build(story)
    return made.getvalue(), int(document.page)


def _story(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    yield from title_pages(evaluation, words)
    yield from message_pages(evaluation, words)
    yield from tests_pages(evaluation, words)
    yield from report_pages(evaluation, words)
    yield from members_pages(evaluation, words)
    yield from cost_pages(evaluation, words)
    yield heading(words.word("evaluation.method"))
    yield from method_pages(words)


def _page_of(evaluation: Evaluation, words: Words, pages: int) -> PageTemplate:
    frame = Frame(_MARGIN, _MARGIN + _FOOT / 2, WIDTH, A4[1] - 2 * _MARGIN - _FOOT / 2, 0, 0, 0, 0)
    name = printable(_title(evaluation, words))

    def foot(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(PLAIN, 8.5)
        canvas.setFillColor(INK)
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, _FOOT + 12, A4[0] - _MARGIN, _FOOT + 12)
        canvas.drawString(_MARGIN, _FOOT, name if len(name) <= 70 else f"{name[:69]}…")
        place = words.word("evaluation.page", page=document.page, pages=pages)
        canvas.drawRightString(A4[0] - _MARGIN, _FOOT, place)

    return PageTemplate(words.language.value, [frame], onPage=foot)


def _title(evaluation: Evaluation, words: Words) -> str:
    title = words.word("evaluation.title", year=evaluation.year)
    return f"{title} – {name_in(evaluation.name, words.language)}"
