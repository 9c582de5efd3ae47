"""What a carrier asks for a call or a text, and what a partnership may spend: exact amounts, never floats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from plp.errors import BadInput
from plp.phone import Line

DEAREST = Decimal(1000)
"""No minute and no text costs as much: a mistyped price is refused."""
FINEST = Decimal("0.00001")
"""What we keep of an amount; carriers ask hundredths of a cent."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tariff:
    """The prices of one carrier, each in `currency`: a text per part, calls per minute begun."""

    provider: str
    currency: str
    as_of: str
    text: Decimal
    fixed: Decimal
    mobile: Decimal
    incoming: Decimal
    incoming_text: Decimal

    def minute_to(self, line: Line | None) -> Decimal:
        """A minute to this kind of telephone; the dearer one when nobody knows the kind."""
        if line is None:
            return max(self.fixed, self.mobile)
        return self.fixed if line is Line.LANDLINE else self.mobile


PRICES = ("text", "fixed", "mobile", "incoming", "incoming_text")


def read_tariff(table: Mapping[str, object], usual: Tariff) -> Tariff:
    """Read a table of prices; what it does not name keeps its usual value.  Raises BadInput naming the key."""
    known = {field.name for field in fields(Tariff)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise BadInput(f"{key}: no such price; known are {', '.join(sorted(known))}")
        try:
            changes[key] = read_amount(value) if key in PRICES else _word(key, value)
        except BadInput as wrong:
            raise BadInput(f"{key}: {wrong}") from None
    return Tariff(**{name: changes.get(name, getattr(usual, name)) for name in known})  # type: ignore[arg-type]


def read_amount(value: object, *, below: Decimal = DEAREST) -> Decimal:
    """Read an amount that may be nought: `0.05` or `"0.05"`, at most five decimals.  Raises BadInput."""
    try:
        amount = Decimal(str(value)) if isinstance(value, int | str | Decimal) and not isinstance(value, bool) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or not 0 <= amount < below:
        raise BadInput(f"is not an amount from 0 to {below}; write it as 0.05")
    if amount != amount.quantize(FINEST):
        raise BadInput("has more than five decimals")
    return amount


def _word(key: str, value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= 40:
        raise BadInput('is not a word; write it between quotes: "…"')
    word = value.strip()
    if key == "currency" and not (len(word) == 3 and word.isascii() and word.isalpha()):
        raise BadInput('is not a currency of three letters; write "EUR"')
    return word.upper() if key == "currency" else word


class Span(StrEnum):
    """How long a budget lasts."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Budget:
    """The most a partnership may spend on messages that can wait, in the tariff's currency, per month or year."""

    cap: Decimal
    per: Span = Span.MONTH

    def begins(self, now: datetime, tz: ZoneInfo) -> datetime:
        """When the month or year in which `now` falls began, on the zone's own calendar."""
        midnight = now.astimezone(tz).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return midnight if self.per is Span.MONTH else midnight.replace(month=1)

    def ends(self, now: datetime, tz: ZoneInfo) -> datetime:
        """When the next month or year begins."""
        began = self.begins(now, tz)
        if self.per is Span.YEAR or began.month == 12:
            return began.replace(year=began.year + 1, month=1)
        return began.replace(month=began.month + 1)


def in_cents(amount: Decimal) -> Decimal:
    """An amount as people write it."""
    return amount.quantize(_CENT, ROUND_HALF_UP)
