"""What a partnership cost: forecast against what the carrier asked, per alert and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from plp.book import Book
from plp.cascade import Cascade
from plp.charge import CALLS, Bill, Expected, Sum
from plp.ports import Ports
from services.tariffs import tariff_of

_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class AlertCosts:
    """What one alert cost; `forecast` within the bill is nought for one launched before forecasts were kept."""

    alert: str
    cascade: str
    at: datetime
    urgent: bool
    bill: Bill


@dataclass(frozen=True, slots=True)
class Costs:
    """What a partnership cost in a time: alerts launched in it, oldest first, and what was called and sent beside."""

    partnership: str
    since: datetime
    until: datetime
    currency: str
    alerts: tuple[AlertCosts, ...]
    beside: Bill
    total: Bill

    @property
    def unpriced(self) -> int:
        """How many calls and texts have no price of the carrier."""
        return self.total.unpriced


def costs(ports: Ports, *, partnership: str, since: datetime, until: datetime) -> Costs:
    """What alerts launched from `since` to before `until` cost, whenever the carrier told its prices.

    Raises NotFound.
    """
    with ports.store.read() as book:
        zone = book.people.zone(book.people.partnership(partnership).zone)
        currency = tariff_of(ports, zone).currency
        launched = launched_within(book, partnership, since, until)
        expected = {each.cascade: each for each in book.ledger.expectations(partnership, since, until)}
        of_alert: dict[str | None, list[Sum]] = defaultdict(list)
        for each in book.ledger.sums_of([cascade.alert for cascade in launched]):
            of_alert[each.alert].append(each)
        beside = book.ledger.sums_beside(partnership, since, until)
    alerts = tuple(
        AlertCosts(
            cascade.alert,
            cascade.id,
            cascade.started_at,
            cascade.urgent,
            bill_of(of_alert[cascade.alert], currency, expected.get(cascade.id)),
        )
        for cascade in launched
    )
    rest = bill_of(beside, currency)
    total = add_bills([*(each.bill for each in alerts), rest])
    return Costs(partnership, since, until, currency, alerts, rest, total)


def launched_within(book: Book, partnership: str, since: datetime, until: datetime) -> Sequence[Cascade]:
    """The cascades begun from `since` to before `until`, oldest first."""
    found = book.cascades.of_partnership(partnership, ())
    return [each for each in reversed(found) if since <= each.started_at < until]


def bill_of(sums: Iterable[Sum], currency: str, expected: Expected | None = None) -> Bill:
    """Add up the charges of one alert; a forecast in another currency than the tariff's is not compared."""
    lines = list(sums)
    others: dict[str, Decimal] = defaultdict(Decimal)
    for each in lines:
        if each.currency not in {None, currency}:
            others[str(each.currency)] += each.price
    known, unknown = [one for one in lines if one.currency == currency], [one for one in lines if one.currency is None]
    return Bill(
        forecast=expected.amount if expected and expected.currency == currency else _NOUGHT,
        actual=sum((each.price for each in known), _NOUGHT),
        unpriced=sum(each.number for each in unknown),
        supposed=sum((each.expected for each in unknown), _NOUGHT),
        awaited=sum(each.awaited for each in unknown),
        calls=sum(each.number for each in lines if each.kind in CALLS),
        texts=sum(each.number for each in lines if each.kind not in CALLS),
        minutes=sum(each.minutes for each in lines),
        others=dict(others),
    )


def add_bills(bills: Sequence[Bill]) -> Bill:
    """Several bills as one."""
    others: dict[str, Decimal] = defaultdict(Decimal)
    for each in bills:
        for currency, amount in each.others.items():
            others[currency] += amount
    return Bill(
        forecast=sum((each.forecast for each in bills), _NOUGHT),
        actual=sum((each.actual for each in bills), _NOUGHT),
        unpriced=sum(each.unpriced for each in bills),
        supposed=sum((each.supposed for each in bills), _NOUGHT),
        awaited=sum(each.awaited for each in bills),
        calls=sum(each.calls for each in bills),
        texts=sum(each.texts for each in bills),
        minutes=sum(each.minutes for each in bills),
        others=dict(others),
    )
