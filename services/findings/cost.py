"""What a launch would cost, and whether its partnership may still spend so much on what can wait."""

from __future__ import annotations

from collections.abc import Iterable

from plp.finding import Code, Found, Severity
from plp.tariff import in_cents
from services.findings.dossier import Dossier


def cost(dossier: Dossier) -> Iterable[Found]:
    """The forecast: calls and texts by the tariff, if everybody answers the first time."""
    outlay = dossier.outlay
    numbers = {"calls": outlay.calls, "minutes": outlay.minutes, "parts": outlay.parts}
    blanks = {"amount": in_cents(outlay.amount), "currency": outlay.currency, **numbers}
    yield Found(Code.COST, Severity.NOTE, blanks=blanks)


def budget(dossier: Dossier) -> Iterable[Found]:
    """A refusal beyond the cap of the month or year; a message that cannot wait has none."""
    standing = dossier.standing
    if standing is not None and standing.is_over:
        amounts = {
            "amount": standing.outlay.amount,
            "spent": standing.spent,
            "cap": standing.budget.cap,
        }
        blanks = {
            **{name: in_cents(amount) for name, amount in amounts.items()},
            "currency": standing.outlay.currency,
            "until": f"{standing.until:%d/%m/%Y}",
        }
        yield Found(Code.BUDGET, Severity.REFUSAL, blanks=blanks)
