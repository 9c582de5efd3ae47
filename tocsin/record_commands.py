"""`tocsin members export` and `erase`: all that is written of a member, handed over or taken away."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from services.erase_member import erase_member
from services.export_member import export_member
from services.find_member import find_member
from tocsin.membership_commands import MEMBER
from tocsin.ports import ports

_ONLY_MINE = 0o600


@click.command("export")
@MEMBER
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(member_id: str, file: Path) -> None:
    """Write everything about a member to FILE (JSON), readable by you alone: it holds his number and his words."""
    member = find_member(ports(), member_id)
    written = json.dumps(export_member(ports(), member.id), ensure_ascii=False, indent=2)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _ONLY_MINE), "w", encoding="utf-8") as opened:
        opened.write(written + "\n")
    click.echo(f"{member.id} exported")


@click.command()
@MEMBER
@click.option("--yes", is_flag=True, help="It cannot be undone.")
def erase(member_id: str, yes: bool) -> None:
    """Erase a member: name, numbers, words, recordings; only counts remain (and older backups, until you end them)."""
    if not yes:
        raise click.UsageError("erasing cannot be undone; add --yes (and `export` first, if he wants his data)")
    member = find_member(ports(), member_id)
    erase_member(ports(), member.id)
    click.echo(f"{member.id} erased")


RECORDS = (export, erase)
"""The commands about what is written of a member."""
