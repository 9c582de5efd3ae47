"""A group of commands that tells every failure in one plain line and never in a traceback."""

from __future__ import annotations

import re
import traceback

import click

from plp.errors import TocsinError

DEBUG = "tocsin.debug"


class PlainGroup(click.Group):
    """The one place where a failure of any command becomes a line on stderr and an exit code.

    0 success, 2 wrong use (click's own), 1 everything else.
    """

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; say what the product refused, and what it did not expect, in plain words."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except TocsinError as refused:
            click.echo(str(refused) or type(refused).__name__, err=True)
        except BrokenPipeError:
            raise  # click leaves quietly when the reader of a pipe has gone
        except Exception as surprise:  # noqa: BLE001 - an operator is owed a sentence, whatever broke
            if ctx.meta.get(DEBUG):
                click.echo("".join(traceback.format_exception(surprise)), err=True)
            else:
                click.echo(f"unexpected: {_in_short(surprise)} (run with --debug for the details)", err=True)
        raise click.exceptions.Exit(1)


def _in_short(surprise: Exception) -> str:
    """The kind of exception and its first line; digits are masked, since it may quote a number or a code."""
    first, *_ = str(surprise).strip().splitlines() or [""]
    words = re.sub(r"\d[\d ./-]{2,}\d", "****", first[:200])
    return f"{type(surprise).__name__}: {words}" if words else type(surprise).__name__
