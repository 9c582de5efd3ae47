"""`tocsin members`: import a list, show it, and all that is done for one member."""

from __future__ import annotations

from pathlib import Path

import click

from services.import_members import import_members
from services.show_member import show_member
from tocsin.card_command import card
from tocsin.columns import show
from tocsin.membership_commands import MEMBERSHIP
from tocsin.ports import ports
from tocsin.record_commands import RECORDS
from tocsin.zone_commands import A_FILE

PARTNERSHIP = click.option("--partnership", metavar="SLUG", required=True, help="The partnership's slug.")


@click.group()
def members() -> None:
    """The people on a partnership's list."""


@members.command("import")
@click.argument("file", type=A_FILE)
@PARTNERSHIP
@click.option("--dry-run", is_flag=True, help="Check the file and say what would change; write nothing.")
def import_(file: Path, partnership: str, dry_run: bool) -> None:
    """Import members from FILE (CSV): all or nothing; importing again updates by phone and name."""
    done = import_members(ports(), partnership, file.read_bytes(), dry_run=dry_run)
    for warning in done.warnings:
        click.echo(f"warning: {warning}", err=True)
    said = "would be imported" if dry_run else "imported"
    click.echo(f"{partnership}: {said}: new {done.new}, changed {done.changed}, unchanged {done.unchanged}")
    if done.excluded_no_consent:
        click.echo(f"without consent, so in no cascade: {done.excluded_no_consent}")


@members.command("list")
@PARTNERSHIP
@click.option("--numbers", is_flag=True, help="Whole numbers, for the list on paper; keep it locked away.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(partnership: str, numbers: bool, as_json: bool) -> None:
    """List the members; numbers are masked unless asked for."""
    with ports().store.read() as book:
        found = book.people.members(book.people.partnership(partnership).slug)
    rows = [show_member(ports(), each, numbers=numbers) for each in found]
    show(rows, as_json=as_json, nothing="nobody is on this list yet")


for _command in (*MEMBERSHIP, *RECORDS, card):
    members.add_command(_command)
