"""`tocsin doctor`: what is missing or wrong, in plain words, one finding a line."""

from __future__ import annotations

import sys
from itertools import islice

import click


@click.command()
@click.option("--fix", is_flag=True, help="Give the numbers at the carrier our two addresses.")
@click.option("--settings", "only_settings", is_flag=True, help="Look at the settings alone.")
def doctor(fix: bool, only_settings: bool) -> None:
    """Look at settings, database, Redis, audio, carrier, public address and the webhooks of the numbers."""
    from tocsin.examination import examine

    ill = 0
    for part, findings in islice(examine(fix=fix), 1 if only_settings else None):
        if not findings:
            click.echo(f"{part}: fine")
        for finding in findings:
            ill += 1
            click.echo(f"{part}: {finding}")
    if ill:
        click.echo(f"{ill} {'thing' if ill == 1 else 'things'} to mend", err=True)
        sys.exit(1)
