"""`tocsin demo`: the command; what it shows is in demo_play, which is heavy and loaded when it is wanted."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click


@click.command()
@click.option("--keep", is_flag=True, help="Stay up afterwards, until Ctrl-C.")
def demo(keep: bool) -> None:
    """Watch an officer launch the sample zone's messages by phone, and everybody being told."""
    from tocsin.demo_play import play

    home = Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
    accounted_for = False
    try:
        accounted_for = play(home, keep=keep)
    finally:
        if accounted_for:
            shutil.rmtree(home, ignore_errors=True)
        else:
            click.echo(f"what every process wrote is in {home}", err=True)
    if not accounted_for:
        sys.exit(1)
