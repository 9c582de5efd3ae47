"""The evaluation's pages about messages: how far each came, what it said, and what followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, KeepTogether, Spacer, Table

from plp.evaluation import Evaluation, Message
from tocsin.evaluation_charts import MOST_BARS, bars_in_pairs, stacked_bars
from tocsin.evaluation_style import CELL, SMALL, SUBHEADING, WIDTH, heading, paragraph, table
from tocsin.evaluation_words import NONE, Words

_FIRST = (
    ("evaluation.col.number", 35.0),
    ("evaluation.col.at", 55.0),
    ("evaluation.col.kind", 67.0),
    ("evaluation.col.owed", 41.0),
    ("evaluation.col.reached", 38.0),
    ("evaluation.col.share", 36.0),
    ("evaluation.col.heard", 37.0),
    ("evaluation.col.acknowledged", 46.0),
    ("evaluation.col.minutes", 37.0),
    ("evaluation.col.minutes", 37.0),
)
COLUMNS = (*_FIRST, ("evaluation.col.feedback", WIDTH - sum(width for _, width in _FIRST)))
"""The table of messages: the head of each column and its width in points."""
_WORDS_IN = 3


def message_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """Charts, the table of all messages, and each with its words and what followed."""
    yield heading(words.word("evaluation.messages"))
    if not evaluation.messages:
        yield paragraph(words.word("evaluation.no_messages"))
        return
    for start in range(0, len(evaluation.messages), MOST_BARS):
        some = evaluation.messages[start : start + MOST_BARS]
        yield KeepTogether([_reach_chart(some, words), Spacer(0, 8)])
    for start in range(0, len(evaluation.messages), MOST_BARS):
        some = evaluation.messages[start : start + MOST_BARS]
        yield KeepTogether([_minutes_chart(some, words), Spacer(0, 8)])
    yield CondPageBreak(90)
    yield _table(evaluation.messages, words)
    yield heading(words.word("evaluation.contents"))
    for message in evaluation.messages:
        yield from _whole(message, evaluation.year, evaluation.currency, words)


def tests_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """Tests, apart: they prove that the telephones are reached, and count in nothing else."""
    yield heading(words.word("evaluation.tests"))
    if evaluation.tests:
        yield _table(evaluation.tests, words)
    else:
        yield paragraph(words.word("evaluation.no_tests"))


def _reach_chart(messages: Sequence[Message], words: Words) -> Any:
    reached = [each.reach.reached for each in messages]
    missed = [each.reach.owed - each.reach.reached for each in messages]
    return stacked_bars(
        words.word("evaluation.reach_chart"),
        [str(each.number) for each in messages],
        [(words.word("evaluation.told"), reached), (words.word("evaluation.missed"), missed)],
        width=WIDTH,
        write=words.number,
        below=words.word("evaluation.by_number"),
    )


def _minutes_chart(messages: Sequence[Message], words: Words) -> Any:
    return bars_in_pairs(
        words.word("evaluation.minutes_chart"),
        [str(each.number) for each in messages],
        [
            (words.word("evaluation.to_share", share=words.half()), [each.reach.minutes_to_half for each in messages]),
            (words.word("evaluation.to_share", share=words.most()), [each.reach.minutes_to_most for each in messages]),
        ],
        width=WIDTH,
        write=words.number,
        below=words.word("evaluation.by_number"),
    )


def _table(messages: Sequence[Message], words: Words) -> Table:
    shares = iter((words.half(), words.most()))
    head = [words.word(key, share=next(shares)) if "minutes" in key else words.word(key) for key, _ in COLUMNS]
    widths = [width for _, width in COLUMNS]
    return table(head, [_row(each, words) for each in messages], widths, words_in=_WORDS_IN)


def _row(message: Message, words: Words) -> list[str]:
    reach = message.reach
    return [
        str(message.number),
        f"{words.date(message.at)} {words.time(message.at)}",
        words.word(f"kind.{message.kind}"),
        words.number(reach.owed),
        words.number(reach.reached),
        words.share(reach.share),
        words.number(reach.heard),
        words.number(reach.acknowledged),
        words.number(reach.minutes_to_half, digits=1),
        words.number(reach.minutes_to_most, digits=1),
        _feedback(message, words),
    ]


def _feedback(message: Message, words: Words) -> str:
    if message.owed:
        return words.word("evaluation.still_owed")
    return NONE if message.feedback_after_minutes is None else words.delay(message.feedback_after_minutes)


def _whole(message: Message, year: int, currency: str, words: Words) -> Iterator[Any]:
    """One message with its words; its head, first text and figures never part."""
    blanks = {"number": message.number, "kind": words.word(f"kind.{message.kind}")}
    said = [paragraph(f"{language.value.upper()} – {text}") for language, text in words.contents(message)]
    if message.spoken:
        said.append(paragraph(words.word("evaluation.spoken")))
    yield KeepTogether(
        [
            paragraph(words.word("evaluation.headed", **blanks), SUBHEADING),
            paragraph(words.moment(message.at), SMALL),
            *said[:1],
        ]
    )
    yield from said[1:]
    for each in (*_came(message, words), *_followed(message, year, words), *_cost(message, currency, words)):
        yield paragraph(each, CELL)


def _came(message: Message, words: Words) -> Iterator[str]:
    """How far it came."""
    reach = message.reach
    figures = {name: words.number(getattr(reach, name)) for name in ("owed", "reached", "heard", "acknowledged")}
    yield words.word("evaluation.reach_line", **figures)
    if reach.unreached:
        yield words.word("evaluation.unreached_line", reasons=words.reasons(reach.unreached))
    if reach.excluded:
        yield words.word("evaluation.excluded_line", reasons=words.reasons(reach.excluded))
    if reach.pending:
        yield words.word("evaluation.pending_line", count=words.number(reach.pending))
    if message.was_stopped:
        yield words.word("evaluation.stopped_line", count=words.number(reach.stopped))


def _followed(message: Message, year: int, words: Words) -> Iterator[str]:
    """What it followed, and what followed it."""
    if message.answers:
        yield words.word("evaluation.answers_line", number=message.answers.number, year=message.answers.year)
    for other in message.corrections:
        moment = words.moment(other.at)
        yield words.word("evaluation.corrected_line", number=words.another(other, year), moment=moment)
    if message.feedback and message.feedback_after_minutes is not None:
        yield words.word(
            "evaluation.feedback_line",
            number=words.another(message.feedback, year),
            moment=words.moment(message.feedback.at),
            delay=words.delay(message.feedback_after_minutes),
        )
    if message.owed:
        yield words.word("evaluation.owed_line")


def _cost(message: Message, currency: str, words: Words) -> Iterator[str]:
    """What it cost, and what of it has no price yet."""
    if cost := message.cost:
        forecast, actual = words.money(cost.forecast, currency), words.asked(cost, currency)
        yield words.word("evaluation.cost_line", forecast=forecast, actual=actual)
        if cost.unpriced:
            count, supposed = words.number(cost.unpriced), words.money(cost.supposed, currency)
            yield words.word("evaluation.cost_unpriced", count=count, supposed=supposed)
