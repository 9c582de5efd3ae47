"""A group of commands that tells every failure in one plain line and never in a traceback."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from plp.errors import TocsinError

DEBUG = "tocsin.debug"


class PlainGroup(click.Group):
    """The one place where a failure of any command becomes a line on stderr and an exit code.

    0 success, 2 wrong use, 1 everything else.
    """

    def make_context(self, *words: Any, **named: Any) -> click.Context:
        """Read what was typed before the command's name."""
        with _wrong_use_in_one_line(None):
            return super().make_context(*words, **named)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; say what the product refused, and what it did not expect, in plain words."""
        try:
            with _wrong_use_in_one_line(ctx):
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


class _WrongUse(click.ClickException):
    """What click would tell in four lines or more."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Write the one line, wherever click wants it."""
        click.echo(self.message, file=file, err=True)


@contextmanager
def _wrong_use_in_one_line(ctx: click.Context | None) -> Iterator[None]:
    """Raises _WrongUse: what was wrong, and whose `--help` tells more."""
    try:
        yield
    except click.UsageError as wrong:
        words = " ".join(wrong.format_message().split()).rstrip(".")
        raise _WrongUse(f"{words}; see: {_command_of(wrong, ctx)} --help") from None


def _command_of(wrong: click.UsageError, ctx: click.Context | None) -> str:
    """As it was typed; an option without its value is told by click without its command: the group's then."""
    if wrong.ctx:
        return wrong.ctx.command_path
    return " ".join(filter(None, [ctx.command_path, ctx.invoked_subcommand])) if ctx else "tocsin"


def _in_short(surprise: Exception) -> str:
    """The kind of exception and its first line; digits are masked, since it may quote a number or a code."""
    first, *_ = str(surprise).strip().splitlines() or [""]
    words = re.sub(r"\d[\d ./-]{2,}\d", "****", first[:200])
    return f"{type(surprise).__name__}: {words}" if words else type(surprise).__name__
