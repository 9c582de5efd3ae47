"""Column types: moments, words of our enums, and the few values kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, TIMESTAMP, BigInteger, ColumnElement, Dialect, Text, TypeDecorator, literal_column
from sqlalchemy.types import TypeEngine

from plp.language import Language
from plp.lexicon import Lexicon, Saying
from plp.monthly_test import MonthlyTest, Week, Workday
from plp.night import QuietHours
from plp.plan import ROUTINE, Plan, Plans, read_plan, write_plan
from plp.tariff import FINEST, PRICES, Budget, Span, Tariff

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC: timestamptz on PostgreSQL, whole microseconds since 1970 on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of this database."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a moment that does not say in which time zone it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment is stored with its time zone; this one has none")
        return value if dialect.name == "postgresql" else (value - _EPOCH) // _TICK

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give it back in UTC, whatever the session's time zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else _EPOCH + value * _TICK


class Word(TypeDecorator[StrEnum]):
    """A word of one of our enums, kept as text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        # Looked up, not called: every row of every batch passes here several times.
        self._members: Mapping[str, StrEnum] = {member.value: member for member in kind}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the word, refusing one the enum does not have."""
        if value is None:
            return None
        return (value if type(value) is self.kind else self.kind(value)).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Give the member of the enum."""
        return None if value is None else self._members.get(value) or self.kind(value)


class ByLanguage(TypeDecorator[Mapping[Language, str]]):
    """One text per language."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write whatever mapping it is."""
        return dict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give the languages back as such."""
        return {Language(language): text for language, text in value.items()}


class Strings(TypeDecorator[tuple[str, ...]]):
    """A few strings in their order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a list."""
        return list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give a tuple."""
        return tuple(value)


class PlanTables(TypeDecorator[Plans]):
    """A partnership's plans, as the tables `read_plan` reads."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write both plans in full, so that a later default changes no plan agreed before."""
        return {"urgent": write_plan(value.urgent), "routine": write_plan(value.routine)}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read both plans."""
        return _plans(json.dumps(value))


@lru_cache(maxsize=1024)
def _plans(tables: str) -> Plans:
    """Read once for all who agreed on the same: reading them costs a callback as much as its question."""
    plans = json.loads(tables)
    return Plans(read_plan(plans["urgent"], Plan()), read_plan(plans["routine"], ROUTINE))


class QuietTimes(TypeDecorator[QuietHours]):
    """Quiet hours, written `22:00:00/07:00:00`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write both ends."""
        return f"{value.start.isoformat()}/{value.end.isoformat()}"

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read both ends."""
        start, end = value.split("/")
        return QuietHours(time.fromisoformat(start), time.fromisoformat(end))


class Sayings(TypeDecorator[Lexicon]):
    """A zone's lexicon: for each name how it is written, the language, and how it is said in it."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a list, in the order of the file."""
        return [[each.written, each.language.value, each.said] for each in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read it in the same order."""
        return tuple(Saying(written, Language(language), said) for written, language, said in value)


class Amount(TypeDecorator[Decimal]):
    """An amount of money, kept as a whole number of the finest part: a sum of many stays exact on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Write it; what is finer is rounded."""
        return None if value is None else int((value / FINEST).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give it back; PostgreSQL sums whole numbers to its own decimals."""
        return None if value is None else int(value) * FINEST


class Tariffs(TypeDecorator[Tariff]):
    """A zone's own prices, each written as it stands in the file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Tariff | None, dialect: Dialect) -> str | None:
        """Write them all, so that a later list of prices changes none agreed before."""
        return None if value is None else json.dumps(asdict(value), default=str, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Tariff | None:
        """Read them all."""
        if value is None:
            return None
        words = json.loads(value).items()
        known: dict[str, Any] = {key: Decimal(each) if key in PRICES else each for key, each in words}
        return Tariff(**known)


class Budgets(TypeDecorator[Budget]):
    """A budget, written `20.00/month`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Budget | None, dialect: Dialect) -> str | None:
        """Write amount and span."""
        return None if value is None else f"{value.cap}/{value.per}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Budget | None:
        """Read amount and span."""
        if value is None:
            return None
        cap, per = value.split("/")
        return Budget(Decimal(cap), Span(per))


class MonthlyTests(TypeDecorator[MonthlyTest]):
    """The day of a monthly test, written `first tuesday 10:30:00`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: MonthlyTest | None, dialect: Dialect) -> str | None:
        """Write its three parts."""
        return None if value is None else f"{value.week} {value.day} {value.at.isoformat()}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> MonthlyTest | None:
        """Read its three parts."""
        if value is None:
            return None
        week, day, at = value.split()
        return MonthlyTest(Week(week), Workday(day), time.fromisoformat(at))


def fixed(word: StrEnum) -> ColumnElement[str]:
    """Write one of our own words into the statement itself.

    A partial index is used only where the planner can see, without parameters, that its condition holds.
    """
    return literal_column(f"'{word.value}'", Text)
