"""`tocsin officer`: list officers, unlock one."""

from __future__ import annotations

import click

from plp.book import Book
from plp.phone import masked
from plp.zone import Zone
from services.unlock_officer import unlock_officer
from tocsin.columns import Row, show
from tocsin.ports import ports


@click.group()
def officer() -> None:
    """The officers who may launch."""


@officer.command()
@click.argument("officer_id", metavar="ID")
def unlock(officer_id: str) -> None:
    """Let an officer in again who was locked out after wrong codes."""
    unlocked = unlock_officer(ports(), officer_id)
    click.echo(f"{unlocked.id} is not locked")


@officer.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(as_json: bool) -> None:
    """List the officers of every zone; numbers are masked."""
    with ports().store.read() as book:
        rows = [row for zone in book.people.zones() for row in _rows(book, zone)]
    show(rows, as_json=as_json, nothing="no officer yet; run: tocsin zone load zone.toml")


def _rows(book: Book, zone: Zone) -> list[Row]:
    partnerships = book.people.partnerships(zone.name)
    return [
        {
            "id": each.id,
            "number": each.number,
            "name": each.name,
            "phone": masked(each.phone),
            "language": each.language.value,
            "locked": each.locked,
            "zone": zone.name,
            "partnerships": [partnership.slug for partnership in partnerships if partnership.mandates(each)],
        }
        for each in book.people.officers(zone.name)
    ]
