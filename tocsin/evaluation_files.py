"""The evaluation for a program (JSON) and for a spreadsheet (CSV as a Belgian one opens it)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from io import StringIO

from plp.charge import Bill
from plp.evaluation import Evaluation, Message
from plp.language import Language
from plp.tariff import FINEST
from services.show_cascade import iso
from tocsin.evaluation_words import Words, words_of

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 1


def as_json(evaluation: Evaluation) -> str:
    """Every figure under the name it has in `plp.evaluation`; moments in UTC, minutes as numbers."""
    return json.dumps(asdict(evaluation), ensure_ascii=False, indent=2, default=_written) + "\n"


def _written(value: object) -> str:
    """Moments, days and exact amounts, which JSON does not know."""
    return str(iso(value)) if isinstance(value, datetime) else str(value)


def as_csv(evaluation: Evaluation, language: Language) -> str:
    """One row a message, tests too; semicolons, decimal commas, and the mark by which a spreadsheet knows UTF-8."""
    words = words_of(evaluation, language)
    messages = sorted([*evaluation.messages, *evaluation.tests], key=lambda each: (each.at, each.number))
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    spoken = _languages(evaluation)
    writer.writerow(_header(words, spoken, evaluation.currency))
    for message in messages:
        writer.writerow([_cell(each) for each in _row(words, message, evaluation.year, spoken)])
    return _BOM + written.getvalue()


def _languages(evaluation: Evaluation) -> list[Language]:
    """Those the zone must use, and whatever else was written."""
    written = {language for each in (*evaluation.messages, *evaluation.tests) for language in each.texts}
    return [language for language in Language if language in written | set(evaluation.languages)]


def _header(words: Words, languages: list[Language], currency: str) -> list[str]:
    def name(key: str, **blanks: object) -> str:
        return words.word(key, **blanks)

    return [
        name("evaluation.col.number"),
        name("evaluation.col.date"),
        name("evaluation.col.time"),
        name("evaluation.col.kind"),
        *(name("evaluation.col.text", language=each.value) for each in languages),
        name("evaluation.col.members"),
        name("evaluation.col.owed"),
        name("evaluation.col.reached"),
        f"{name('evaluation.col.share')} %",
        name("evaluation.col.heard"),
        name("evaluation.col.acknowledged"),
        name("evaluation.col.unreached"),
        name("evaluation.col.why_unreached"),
        name("evaluation.col.excluded"),
        name("evaluation.col.why_excluded"),
        name("evaluation.col.pending"),
        name("evaluation.col.stopped"),
        name("evaluation.col.minutes", share=words.half()),
        name("evaluation.col.minutes", share=words.most()),
        name("evaluation.col.feedback_number"),
        name("evaluation.col.feedback_hours"),
        name("evaluation.col.feedback_owed"),
        name("evaluation.col.corrections"),
        name("evaluation.col.answers"),
        name("evaluation.col.forecast", currency=currency),
        name("evaluation.col.actual", currency=currency),
        name("evaluation.col.unpriced"),
        name("evaluation.col.other_currencies"),
    ]


def _row(words: Words, message: Message, year: int, languages: list[Language]) -> Iterator[object]:
    reach, delay = message.reach, message.feedback_after_minutes
    yield from (message.number, words.date(message.at), words.time(message.at), words.word(f"kind.{message.kind}"))
    yield from (message.texts.get(each, "") for each in languages)
    yield from (reach.members, reach.owed, reach.reached, None if reach.share is None else reach.share * 100)
    yield from (reach.heard, reach.acknowledged)
    yield from (sum(reach.unreached.values()), words.reasons(reach.unreached))
    yield from (sum(reach.excluded.values()), words.reasons(reach.excluded))
    yield from (reach.pending, reach.stopped, reach.minutes_to_half, reach.minutes_to_most)
    yield words.another(message.feedback, year) if message.feedback else ""
    yield None if delay is None else delay / 60
    yield words.word("evaluation.yes" if message.owed else "evaluation.no")
    yield ", ".join(words.another(each, year) for each in message.corrections)
    yield words.another(message.answers, year) if message.answers else ""
    cost = message.cost
    yield from (cost.forecast, cost.actual, cost.unpriced, _others(cost)) if cost else (None,) * 4


def _others(cost: Bill) -> str:
    """What was asked in other currencies: "0,50000 USD"; nothing is converted."""
    return " + ".join(f"{_cell(amount)} {currency}" for currency, amount in sorted(cost.others.items()))


def _cell(value: object) -> str:
    """A decimal comma in a figure; words that a spreadsheet would take for a formula stay words."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.{_DIGITS}f}".replace(".", ",")
        case Decimal():
            return str(value.quantize(FINEST)).replace(".", ",")
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
        case _:
            return str(value)
