"""The evaluation's pages about members: what they reported and answered, who came and went, what it cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from reportlab.platypus import KeepTogether, Spacer

from plp.evaluation import Evaluation
from plp.language import Language
from plp.member import Wish
from plp.report import TAKEN_WITHIN, Decision
from tocsin.evaluation_charts import line, single_bars
from tocsin.evaluation_style import SMALL, SUBHEADING, WIDTH, facts, heading, paragraph
from tocsin.evaluation_words import Words

_A_MINUTE = timedelta(minutes=1)


def report_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """Reports by what became of them, month by month; answers by SMS, and requests to be called back."""
    reports = evaluation.reports
    yield heading(words.word("evaluation.reports"))
    yield facts(
        [
            (words.word("evaluation.reports_total"), words.number(reports.total)),
            *(
                (words.word(f"evaluation.by.{by}"), words.number(many))
                for by, many in sorted(reports.by_channel.items())
            ),
            *(
                (words.word(f"evaluation.decision.{decision}"), words.number(reports.by_decision[decision]))
                for decision in Decision
            ),
            (words.word("evaluation.unanswered"), words.number(reports.unanswered)),
            (words.word("evaluation.became"), words.number(reports.became_messages)),
            (words.word("evaluation.late", count=TAKEN_WITHIN // _A_MINUTE), words.number(reports.late)),
            (words.word("evaluation.median"), words.number(reports.median_minutes, digits=1)),
        ]
    )
    if reports.total:
        yield Spacer(0, 10)
        title = words.word("evaluation.reports_chart")
        yield single_bars(title, words.months(), reports.by_month, width=WIDTH, write=words.number)
    answers, asked = evaluation.texts, evaluation.call_backs
    yield KeepTogether(
        [
            paragraph(words.word("evaluation.answers"), SUBHEADING),
            facts(
                [
                    (words.word("evaluation.texts_total"), words.number(answers.total)),
                    (words.word("evaluation.understood"), words.number(answers.understood)),
                    (words.word("evaluation.own_words"), words.number(answers.own_words)),
                    (words.word("evaluation.call_backs"), words.number(asked.asked)),
                    (words.word("evaluation.called_back"), words.number(asked.done)),
                    (words.word("evaluation.call_back_median"), words.number(asked.median_minutes, digits=1)),
                ]
            ),
        ]
    )


def members_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """In and out during the year; who they are today."""
    members = evaluation.members
    yield heading(words.word("evaluation.members"))
    yield facts(
        [
            (words.word("evaluation.at_start"), words.number(members.at_start)),
            (words.word("evaluation.joined"), words.number(members.joined)),
            (words.word("evaluation.left"), words.number(members.left)),
            (words.word("evaluation.at_end"), words.number(members.at_end)),
            (words.word("evaluation.asked"), words.number(members.asked)),
            (words.word("evaluation.refused"), words.number(members.refused)),
            (words.word("evaluation.pauses"), words.number(members.pauses)),
        ]
    )
    if any(members.at_month_end):
        yield Spacer(0, 10)
        title = words.word("evaluation.members_chart")
        yield line(title, words.months(), members.at_month_end, width=WIDTH, write=words.number)
    yield KeepTogether(list(_today(evaluation, words)))


def _today(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    members = evaluation.members
    day = words.day(evaluation.as_of.astimezone(words.tz).date())
    yield paragraph(words.word("evaluation.today", day=day), SUBHEADING)
    languages = [(words.word(f"language.{each}"), members.by_language[each]) for each in Language]
    wishes = [(words.word(f"evaluation.wish.{each}"), members.by_channel[each]) for each in Wish]
    yield facts(
        [
            (words.word("evaluation.members"), words.number(members.today)),
            *((words.word("evaluation.in_language", language=name), words.number(many)) for name, many in languages),
            *((words.word("evaluation.by_wish", wish=name), words.number(many)) for name, many in wishes),
            (words.word("evaluation.landlines"), words.number(members.landlines)),
            (words.word("evaluation.paused_now"), words.number(members.paused)),
            (words.word("evaluation.no_consent"), words.number(members.no_consent)),
            (words.word("evaluation.waiting"), words.number(members.waiting)),
        ]
    )


def cost_pages(evaluation: Evaluation, words: Words) -> Iterator[Any]:
    """What the year cost: the forecast of each launch, and what the carrier asked."""
    cost, currency = evaluation.cost, evaluation.currency
    supposed = f"{words.number(cost.unpriced)} ({words.money(cost.supposed, currency)})"
    yield KeepTogether(
        [
            heading(words.word("evaluation.cost")),
            facts(
                [
                    (words.word("evaluation.forecast"), words.money(cost.forecast, currency)),
                    (words.word("evaluation.actual"), words.asked(cost, currency)),
                    (words.word("evaluation.unpriced"), supposed if cost.unpriced else words.number(0)),
                    (words.word("evaluation.calls"), words.number(cost.calls)),
                    (words.word("evaluation.minutes_called"), words.number(cost.minutes)),
                    (words.word("evaluation.texts_sent"), words.number(cost.texts)),
                ]
            ),
        ]
    )


def method_pages(words: Words) -> Iterator[Any]:
    """What each figure means, in sentences."""
    for key in ("evaluation.method_reached", "evaluation.method_minutes", "evaluation.method_members"):
        yield paragraph(words.word(key), SMALL)
        yield Spacer(0, 4)
