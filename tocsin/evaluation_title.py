"""The evaluation's first page: whose year it is, and the year in six figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from reportlab.platypus import Spacer, Table

from plp.evaluation import Evaluation
from plp.language import name_in
from tocsin.evaluation_charts import INK
from tocsin.evaluation_style import (
    LARGE,
    SMALL,
    TITLE,
    UNDER_LARGE,
    WIDTH,
    heading,
    paragraph,
    particulars,
)
from tocsin.evaluation_words import Words


def title_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """Partnership, municipality, zone, period; then the year in brief."""
    charter = evaluation.charter_approved_on
    yield paragraph(words.word("evaluation.title", year=evaluation.year), TITLE)
    yield paragraph(words.word("evaluation.what"))
    yield Spacer(0, 10)
    yield particulars(
        [
            (words.word("evaluation.partnership"), name_in(evaluation.name, words.language)),
            (words.word("evaluation.municipality"), name_in(evaluation.municipality, words.language)),
            (words.word("evaluation.zone"), evaluation.zone),
            (words.word("evaluation.belong"), words.word(f"evaluation.kind.{evaluation.kind}")),
            (words.word("evaluation.charter"), words.day(charter) if charter else words.word("evaluation.no_charter")),
            (words.word("evaluation.period"), words.period(evaluation)),
        ],
    )
    yield Spacer(0, 8)
    yield paragraph(words.word("evaluation.made_on", moment=words.moment(evaluation.as_of)), SMALL)
    yield paragraph(words.word("evaluation.anonymous"), SMALL)
    yield heading(words.word("evaluation.brief"))
    yield _in_brief(evaluation, words)


def _in_brief(evaluation: Evaluation, words: Words) -> Table:
    owed = sum(each.reach.owed for each in evaluation.messages)
    reached = sum(each.reach.reached for each in evaluation.messages)
    boxes = [
        (words.number(len(evaluation.messages)), words.word("evaluation.messages")),
        (words.share(reached / owed if owed else None), words.word("evaluation.share")),
        (
            words.number(_typical([each.reach.minutes_to_half for each in evaluation.messages]), digits=1),
            words.word("evaluation.typical", share=words.half()),
        ),
        (words.number(sum(each.owed for each in evaluation.messages)), words.word("evaluation.owed")),
        (words.number(evaluation.reports.total), words.word("evaluation.reports")),
        (words.number(evaluation.members.at_end), words.word("evaluation.members")),
    ]
    laid = [[_box(*each) for each in boxes[start : start + 3]] for start in (0, 3)]
    lines = [("GRID", (0, 0), (-1, -1), 0.6, INK), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(laid, colWidths=[WIDTH / 3] * 3, style=lines)


def _box(figure: str, name: str) -> list[Any]:
    return [paragraph(figure, LARGE), paragraph(name, UNDER_LARGE)]


def _typical(minutes: Sequence[float | None]) -> float | None:
    known = [each for each in minutes if each is not None]
    return median(known) if known else None
