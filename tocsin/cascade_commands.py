"""`tocsin cascade`: list, show, watch."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from plp.ports import Ports
from services.audit import audit
from services.show_cascade import list_cascades, show_cascade, summary, summary_of
from tocsin.ports import ports

_LOOK_EVERY = 0.5
_ENDED = frozenset({"finished", "cancelled"})


@click.group()
def cascade() -> None:
    """Runs of a message through the list."""


@cascade.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(as_json: bool) -> None:
    """List every cascade in numbers, newest first."""
    found = list_cascades(ports())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        named = f"{each['cascade']}  {each['state']}  {each['partnership']}  message {each['alert']}"
        click.echo(f"{named}  {in_words(each)}")


@cascade.command()
@click.argument("cascade_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def show(cascade_id: str, as_json: bool) -> None:
    """Show one cascade: every delivery, every attempt."""
    found = show_cascade(ports(), cascade_id)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    Console().print(table_of(ports(), found))


@click.command(name="audit")
@click.argument("cascade_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def audit_command(cascade_id: str | None, as_json: bool) -> None:
    """Prove that no cascade has lost a member; exit 1 when one has."""
    audited = audit(ports(), cascade_id)
    if as_json:
        rows = [
            summary(each.cascade, each.tally) | {"stranded": each.stranded, "holds": each.holds} for each in audited
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for each in [] if as_json else audited:
        verdict = "adds up" if each.holds else f"DOES NOT ADD UP, {each.stranded} without a next step"
        click.echo(f"{each.cascade.id}  {in_words(summary(each.cascade, each.tally))}: {verdict}")
    if not all(each.holds for each in audited):
        sys.exit(1)


@cascade.command()
@click.argument("cascade_id", metavar="ID")
def watch(cascade_id: str) -> None:
    """Show how far it is, until everybody is accounted for; exit 1 if it was cancelled."""
    there = ports()
    summary_of(there, cascade_id)  # one that does not exist is told so before a bar is drawn
    (ended,) = follow_all(there, [cascade_id])
    if ended["state"] != "finished":
        sys.exit(1)


def follow_all(
    there: Ports, cascades: Sequence[str], console: Console | None = None, *, within: timedelta | None = None
) -> list[Mapping[str, Any]]:
    """Draw a progress bar for each cascade until all have ended, or `within` is over; returns their last numbers."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"), TimeElapsedColumn())
    until = time.monotonic() + within.total_seconds() if within else None
    with Progress(*columns, console=console) as progress:
        tasks = {each: progress.add_task("cascade", total=None, words="") for each in cascades}
        while True:
            found = [_drawn(there, progress, tasks[each], each) for each in cascades]
            if all(map(_has_ended, found)) or (until and time.monotonic() > until):
                return found
            time.sleep(_LOOK_EVERY)


def _drawn(there: Ports, progress: Progress, task: TaskID, cascade_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = summary_of(there, cascade_id)
    done = found["members"] - found["pending"]
    progress.update(
        task, description=found["partnership"], total=found["members"], completed=done, words=in_words(found)
    )
    return found


def _has_ended(found: Mapping[str, Any]) -> bool:
    return found["state"] in _ENDED and not found["pending"]


def in_words(found: Mapping[str, Any]) -> str:
    """A cascade's numbers in one line."""
    finals = ", ".join(f"{number} {final}" for final, number in found["by_final"].items() if number)
    return f"{found['members']} members: {finals or 'nobody yet'}, {found['pending']} pending"


def table_of(there: Ports, found: Mapping[str, Any]) -> Table:
    """Every delivery of a cascade as a table; numbers are masked."""
    with there.store.read() as book:
        people = {each["member"]: book.people.member(each["member"]) for each in found["deliveries"]}
    table = Table(title=f"Cascade {found['cascade']}: {found['state']}", caption=in_words(found))
    for heading in ("member", "phone", "lang", "attempts", "ended", "why"):
        table.add_column(heading)
    for each in found["deliveries"]:
        member = people[each["member"]]
        tried = " → ".join(f"{one['channel']} {one['outcome'] or '…'}" for one in each["attempts"])
        table.add_row(member.name, str(member.phone), member.language, tried, each["final"] or "pending", each["why"])
    return table
