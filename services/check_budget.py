"""Hold a message that can wait against what its partnership may spend in a month or a year; urgent ones never."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from plp.alert import Alert
from plp.book import Book
from plp.cascade import UNFINISHED, Cascade
from plp.charge import Outlay, Sum
from plp.errors import Refused
from plp.finding import Code
from plp.ports import Ports
from plp.tariff import Budget, in_cents
from services.costs import bill_of

_WRITTEN_WITHIN = timedelta(hours=1)
"""By then the ledger has a line for whatever was called or sent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget stands before a launch: spent, or expected to be spent, in the span that ends at `until`."""

    budget: Budget
    spent: Decimal
    outlay: Outlay
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether this launch would go beyond the cap."""
        return self.spent + self.outlay.amount > self.budget.cap


def check_budget(ports: Ports, book: Book, alert: Alert, outlay: Outlay) -> None:
    """Raise Refused when launching this alert, which costs about so much, goes beyond its partnership's budget."""
    standing = budget_standing(ports, book, alert, outlay)
    if standing is not None and standing.is_over:
        spent, cost, cap = (in_cents(each) for each in (standing.spent, outlay.amount, standing.budget.cap))
        raise Refused(
            f"this message would go beyond the budget of partnership {alert.partnership}: about {cost} "
            f"{outlay.currency}, {spent} of {cap} a {standing.budget.per} are spent; shorten it, wait until "
            f"{standing.until:%Y-%m-%d}, or raise cap under [partnerships.budget] in the zone file",
            code=Code.BUDGET,
        )


def budget_standing(ports: Ports, book: Book, alert: Alert, outlay: Outlay) -> Standing | None:
    """How the budget of this alert's partnership stands; None where there is no cap, or none for such an alert.

    What a launch was expected to cost counts until the carrier has told all its prices, also where one never comes.
    """
    partnership = book.people.partnership(alert.partnership)
    budget = partnership.budget
    if budget is None or alert.kind.is_urgent:
        return None
    now, tz = ports.clock.now(), book.people.zone(partnership.zone).tz
    since, until = budget.begins(now, tz), budget.ends(now, tz)
    cascades = [
        each
        for each in book.cascades.of_partnership(partnership.slug, ())
        if not each.urgent and since <= each.started_at < until
    ]
    forecasts = book.ledger.expectations(partnership.slug, since, until)
    expected = {each.cascade: each.amount for each in forecasts if each.currency == outlay.currency}
    charged: dict[str | None, list[Sum]] = defaultdict(list)
    for each in book.ledger.sums_of([cascade.alert for cascade in cascades]):
        charged[each.alert].append(each)
    spent = (
        _spent(cascade, expected.get(cascade.id, Decimal(0)), charged[cascade.alert], outlay.currency, now)
        for cascade in cascades
    )
    return Standing(budget, sum(spent, Decimal(0)), outlay, until)


def _spent(cascade: Cascade, expected: Decimal, charged: list[Sum], currency: str, now: datetime) -> Decimal:
    bill = bill_of(charged, currency)
    # What was asked in another currency counts by the tariff, as does what has no price.
    foreign = sum((each.expected for each in charged if each.currency not in {None, currency}), Decimal(0))
    known = bill.actual + bill.supposed + foreign
    is_written = bool(charged) or now - cascade.started_at > _WRITTEN_WITHIN
    is_settled = cascade.state not in UNFINISHED and bill.unpriced == 0 and is_written
    return known if is_settled else max(known, expected)
