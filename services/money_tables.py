"""The tables about money in a zone file: the prices of the zone's carrier, and what a partnership may spend."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from plp.errors import BadInput
from plp.tariff import Budget, Span, Tariff, read_amount
from services.tariffs import tariff_from
from services.toml_table import Table, one_of

_LARGEST_BUDGET = Decimal(1_000_000)


def read_zone_tariff(top: Table) -> Tariff | None:
    """Read `[tariff]`; None where there is none, and the installation's prices hold."""
    content = top.content.get("tariff")
    if content is None:
        return None
    if not isinstance(content, Mapping):
        top.note("tariff", "is not a table; begin it with [tariff]")
        return None
    try:
        return tariff_from(content)
    except BadInput as wrong:
        top.problems.append(f"[tariff], {wrong}")
        return None


def read_budget(partnership: Table) -> Budget | None:
    """Read `[partnerships.budget]`; None where there is none, and nothing is capped."""
    content = partnership.content.get("budget")
    if content is None:
        return None
    if not isinstance(content, Mapping):
        partnership.note("budget", "is not a table; begin it with [partnerships.budget]")
        return None
    table = Table(f"{partnership.where}, budget", content, partnership.problems)
    table.know(("cap",), ("per",))
    cap = table.read("cap", lambda value: read_amount(value, below=_LARGEST_BUDGET), Decimal(0))
    return Budget(cap, table.read("per", lambda value: one_of(Span, value), Span.MONTH))
