"""What one call or text cost, what an alert was expected to cost, and the sums of both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from plp.language import Language
from plp.member import CALLED_FIRST, TEXTED_FIRST, Member
from plp.outcome import AttemptState, By
from plp.phone import Line
from plp.tariff import Tariff


class ChargeKind(StrEnum):
    """What the carrier charges for."""

    CALL = "call"
    TEXT = "text"
    CALL_IN = "call-in"
    TEXT_IN = "text-in"


LOOKS = (timedelta(seconds=30), *(timedelta(minutes=minutes) for minutes in (2, 10, 60, 360, 1440)))
"""When the price is asked after the end, and after each look that found none; then it counts as unpriced."""
KIND_OF: Mapping[By, ChargeKind] = {
    By.VOICE: ChargeKind.CALL,
    By.SMS: ChargeKind.TEXT,
    By.VOICE_IN: ChargeKind.CALL_IN,
}
CALLS = frozenset({ChargeKind.CALL, ChargeKind.CALL_IN})
FREE = frozenset(
    {AttemptState.BUSY, AttemptState.NO_ANSWER, AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.EXPIRED}
)
"""Ends of an attempt for which carriers ask nothing."""
_USUAL_MINUTES = _USUAL_PARTS = 1


@dataclass(frozen=True, slots=True)
class Ended:
    """A call or text that is over and not in the ledger yet; `answered` unless certainly nobody did.

    One that belongs to no partnership is the zone's own: an officer's call, a stranger's text.
    """

    sid: str
    kind: ChargeKind
    zone: str
    partnership: str | None
    alert: str | None
    at: datetime
    number: str | None = field(repr=False)
    answered: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the ledger, under the carrier's own SID, so that nothing is counted twice.

    `expected` is what the tariff says of as many minutes or parts as are known, of one until then; `price` what the
    carrier asked, in `currency`, both null until it has told.
    `look_at` is when it is asked next: null once priced, or given up as unpriced.
    """

    sid: str
    kind: ChargeKind
    zone: str
    partnership: str | None
    alert: str | None
    at: datetime
    expected: Decimal
    look_at: datetime | None
    price: Decimal | None = None
    currency: str | None = None
    seconds: int | None = None
    parts: int | None = None
    looks: int = 0

    @property
    def units(self) -> int:
        """How often the tariff's price is asked: minutes begun of a call, parts of a text."""
        usual = _USUAL_MINUTES if self.kind in CALLS else _USUAL_PARTS
        known = self.parts if self.seconds is None else math.ceil(self.seconds / 60)
        return max(known or usual, 1)

    def measured(self, seconds: int | None, parts: int | None) -> Charge:
        """The same line with what the carrier told of its length; what it did not tell this time stays as it was."""
        known = replace(
            self,
            seconds=self.seconds if seconds is None else seconds,
            parts=self.parts if parts is None else parts,
        )
        return replace(known, expected=self.expected * known.units / self.units)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an alert was expected to cost when it was launched: everybody answers the first time and hears it all."""

    cascade: str
    alert: str
    partnership: str
    urgent: bool
    at: datetime
    amount: Decimal
    currency: str
    calls: int
    texts: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The charges of one alert (None: beside all alerts) of one kind in one currency (None: no price known).

    `minutes` are those begun; `awaited` of the charges without a price are still asked for.
    """

    alert: str | None
    kind: ChargeKind
    currency: str | None
    number: int
    price: Decimal
    expected: Decimal
    minutes: int
    awaited: int


@dataclass(frozen=True, slots=True)
class Bill:
    """Money and what it was spent on.  `forecast` was kept at launch, in the tariff's currency.

    `actual` is what the carrier asked in that currency, `others` what it asked in another.  Of `unpriced` calls and
    texts it has told no price yet; `supposed` is what the tariff says of them, and `awaited` of them are still asked
    for.
    """

    forecast: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    unpriced: int = 0
    supposed: Decimal = Decimal(0)
    awaited: int = 0
    calls: int = 0
    texts: int = 0
    minutes: int = 0
    others: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outlay:
    """What a launch would take: amount in the tariff's currency, calls with their minutes, texts with their parts."""

    amount: Decimal
    currency: str
    calls: int = 0
    minutes: int = 0
    texts: int = 0
    parts: int = 0


def outlay(
    kinds: Iterable[tuple[Member, Language, int]],
    tariff: Tariff,
    *,
    minutes: Mapping[Language, Decimal],
    parts: Mapping[Language, int],
) -> Outlay:
    """What it costs to reach so many members of each kind, each in a language, at the first try of each channel.

    `minutes` is how many minutes are begun in a call in each language, on average; `parts` into how many a text falls.
    """
    amount = Decimal(0)
    talked = Decimal(0)
    calls = texts = pieces = 0
    for member, language, number in kinds:
        if member.route in CALLED_FIRST:
            calls, talked = calls + number, talked + number * minutes[language]
            amount += number * minutes[language] * tariff.minute_to(member.phone.line)
        if member.route in TEXTED_FIRST:
            texts, pieces = texts + number, pieces + number * parts[language]
            amount += number * parts[language] * tariff.text
    return Outlay(amount, tariff.currency, calls, math.ceil(talked), texts, pieces)


def estimate(ended: Ended, tariff: Tariff, line: Line | None) -> Decimal:
    """What one call or text should have cost, as long as the carrier has not told."""
    if not ended.answered:
        return Decimal(0)
    match ended.kind:
        case ChargeKind.TEXT:
            return _USUAL_PARTS * tariff.text
        case ChargeKind.TEXT_IN:
            return tariff.incoming_text
        case ChargeKind.CALL_IN:
            return _USUAL_MINUTES * tariff.incoming
        case _:
            return _USUAL_MINUTES * tariff.minute_to(line)
