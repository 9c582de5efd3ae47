"""The plan tables of a partnership in a zone file, within the bounds a telephone and a neighbour can bear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from plp.errors import BadInput
from plp.plan import MOST_ATTEMPTS, Plan, Plans, read_plan
from services.toml_table import Table

# Twilio lets a telephone ring up to 600 s (Calls resource, Timeout).
RING = (timedelta(seconds=1), timedelta(seconds=600))
EXPIRES = (timedelta(seconds=1), timedelta(days=7))
RETRIES = ("voice_again_after", "machine_again_after", "cut_short_again_after")


def read_plans(partnership: Table) -> Plans:
    """Read `plan.urgent` and `plan.routine`; each key that is wrong is noted."""
    content = partnership.content.get("plan", {})
    if not isinstance(content, Mapping):
        partnership.note("plan", "is not a table; begin it with [partnerships.plan.urgent]")
        return Plans()
    Table(f"{partnership.where}, plan", content, partnership.problems).know((), ("urgent", "routine"))
    usual = Plans()
    return Plans(
        _plan(partnership, content, "urgent", usual.urgent), _plan(partnership, content, "routine", usual.routine)
    )


def _plan(partnership: Table, content: Mapping[str, object], urgency: str, plan: Plan) -> Plan:
    settings = content.get(urgency, {})
    table = Table(f"{partnership.where}, plan.{urgency}", {}, partnership.problems)
    if not isinstance(settings, Mapping):
        partnership.note(f"plan.{urgency}", f"is not a table; begin it with [partnerships.plan.{urgency}]")
        return plan
    for key, value in settings.items():
        try:
            plan = read_plan({key: value}, plan)
        except BadInput as wrong:
            table.problems.append(f"{table.where}, {wrong}")
    _check_bounds(table, plan)
    return plan


def _check_bounds(table: Table, plan: Plan) -> None:
    if not RING[0] <= plan.ring <= RING[1]:
        table.note("ring", "a telephone rings for 1s to 600s")
    if not EXPIRES[0] <= plan.expires <= EXPIRES[1]:
        table.note("expires", "an alert lives for 1s to 168h")
    tries = 2 + sum(len(getattr(plan, key)) for key in RETRIES)
    if tries > MOST_ATTEMPTS:
        table.note("voice_again_after", f"all retries together are {tries} tries; {MOST_ATTEMPTS} is the most")
