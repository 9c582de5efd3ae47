"""Say a day as people do: "le 3 août", "3 augustus", "am 3. August", "3 August"."""

from __future__ import annotations

from datetime import date

from plp.language import Language
from texts.catalogue import say


def say_day(day: date, language: Language) -> str:
    """The day and the month, without the year; the first of a month is "1er" in French."""
    number = "1er" if language is Language.FR and day.day == 1 else str(day.day)
    return say("day", language, number=number, month=say(f"month.{day.month}", language))
