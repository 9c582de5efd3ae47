"""`tocsin zone`: load a zone from its file, list the zones there are."""

from __future__ import annotations

from pathlib import Path

import click

from plp.phone import masked
from services.codes import is_too_simple
from services.load_zone import load_zone
from services.zone_file import read_zone_bytes
from tocsin.columns import show
from tocsin.ports import ports

A_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def zone() -> None:
    """Police zones, with their officers and partnerships."""


@zone.command()
@click.argument("file", type=A_FILE)
def load(file: Path) -> None:
    """Create or update a zone from FILE (zone.toml); the same file twice changes nothing."""
    content = read_zone_bytes(file.read_bytes())
    for officer in content.officers:
        if is_too_simple(officer.code):
            click.echo(f"warning: the code of officer {officer.id} is easily guessed; choose another", err=True)
    loaded = load_zone(ports(), content)
    what = "loaded" if loaded.changed else "unchanged"
    click.echo(f"{loaded.name}: {what}; officers {loaded.officers}, partnerships {loaded.partnerships}")


@zone.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def list_(as_json: bool) -> None:
    """List the zones with their partnerships."""
    with ports().store.read() as book:
        rows = [
            {
                "name": each.name,
                "region": each.region.value,
                "voice_number": masked(each.voice_number),
                "sms_number": masked(each.sms_number),
                "sample": each.sample,
                "officers": len(book.people.officers(each.name)),
                "partnerships": [partnership.slug for partnership in book.people.partnerships(each.name)],
            }
            for each in book.people.zones()
        ]
    show(rows, as_json=as_json, nothing="no zone yet; run: tocsin zone load zone.toml")
