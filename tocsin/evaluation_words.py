"""The evaluation's words, numbers and dates, as they are written in one language in Belgium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_month_names
from babel.numbers import format_currency, format_decimal, format_percent

from plp.charge import Bill
from plp.evaluation import Evaluation, Message, Named, Reason
from plp.language import Language
from plp.tariff import in_cents
from services.reach import HALF, MOST
from texts.catalogue import say

NONE = "–"
"""Written where there is nothing to count."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one language writes; moments are those of the zone's clock on the wall."""

    language: Language
    tz: ZoneInfo

    @property
    def locale(self) -> str:
        """The language as it is written in Belgium."""
        return f"{self.language.value}_BE"

    def word(self, key: str, **blanks: object) -> str:
        """A text of the evaluation."""
        return say(key, self.language, **blanks)

    def number(self, figure: float | None, *, digits: int = 0) -> str:
        """A figure, with so many digits behind the comma at most."""
        if figure is None:
            return NONE
        shape = "#,##0" + ("." + "#" * digits if digits else "")
        return format_decimal(figure, format=shape, locale=self.locale)

    def share(self, part: float | None) -> str:
        """A part of the whole, in whole percents; all is said only when it is all, nothing when it is nothing."""
        if part is None:
            return NONE
        percent = round(part * 100)
        return format_percent((min(max(percent, 1), 99) if 0 < part < 1 else percent) / 100, locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount, to the cent; what is less than a cent is said to be so."""
        least = Decimal("0.01")
        if 0 < amount < least:
            return f"< {format_currency(least, currency, locale=self.locale)}"
        return format_currency(in_cents(amount), currency, locale=self.locale)

    def day(self, day: date) -> str:
        """A day in full: "3 mars 2026"; the first of a month is "1er" in French."""
        written = format_date(day, format="long", locale=self.locale)
        return f"1er{written[1:]}" if self.language is Language.FR and day.day == 1 else written

    def date(self, moment: datetime) -> str:
        """A day in figures, with the whole year."""
        return format_date(moment.astimezone(self.tz), format="dd/MM/yyyy", locale=self.locale)

    def time(self, moment: datetime) -> str:
        """The hour on the wall."""
        return format_time(moment.astimezone(self.tz), format="HH:mm", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """A day in full, and the hour."""
        return f"{self.day(moment.astimezone(self.tz).date())}, {self.time(moment)}"

    def months(self) -> list[str]:
        """The months, short, from January."""
        names = get_month_names("abbreviated", context="stand-alone", locale=self.locale)
        return [names[month] for month in range(1, 13)]

    def delay(self, minutes: float) -> str:
        """So long, in the unit in which one thinks of it."""
        # Not Babel's units: its Dutch hours and days are English.
        if minutes < 120:
            key = "evaluation.delay.minute" if round(minutes) == 1 else "evaluation.delay.minutes"
            return self.word(key, count=self.number(round(minutes)))
        if minutes < 48 * 60:
            return self.word("evaluation.delay.hours", count=self.number(minutes / 60, digits=1))
        return self.word("evaluation.delay.days", count=self.number(minutes / (24 * 60), digits=1))

    # ---- what several pages and files say alike

    def half(self) -> str:
        """The first share that is timed."""
        return self.share(HALF)

    def most(self) -> str:
        """The second share that is timed."""
        return self.share(MOST)

    def reasons(self, counted: Mapping[Reason, int]) -> str:
        """Reasons with how often each, the most frequent first."""
        by_number = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        return ", ".join(
            f"{self.word(f'evaluation.reason.{reason}')} {self.number(many)}" for reason, many in by_number
        )

    def another(self, other: Named, year: int) -> str:
        """The number of another message, with its year when that is not this one."""
        return str(other.number) if other.year == year else f"{other.number}/{other.year}"

    def period(self, evaluation: Evaluation) -> str:
        """From when to when it was counted."""
        year = evaluation.year
        last = date(year, 12, 31) if evaluation.complete else evaluation.as_of.astimezone(self.tz).date()
        key = "evaluation.whole" if evaluation.complete else "evaluation.so_far"
        return self.word(key, since=self.day(date(year, 1, 1)), until=self.day(last))

    def asked(self, cost: Bill, currency: str) -> str:
        """What the carrier asked: in the evaluation's currency, and beside it in each other one."""
        others = (self.money(amount, other) for other, amount in sorted(cost.others.items()))
        return ", ".join([self.money(cost.actual, currency), *others])

    def contents(self, message: Message) -> list[tuple[Language, str]]:
        """Its texts by language; one an officer spoke has no text."""
        return [(language, message.texts[language]) for language in Language if message.texts.get(language)]


def words_of(evaluation: Evaluation, language: Language) -> Words:
    """The words of one language for the zone of this evaluation."""
    return Words(language, ZoneInfo(evaluation.time_zone))
