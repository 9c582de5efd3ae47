"""Lists for the eye and lists for a program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click

Row = Mapping[str, object]


def show(rows: Sequence[Row], *, as_json: bool, nothing: str) -> None:
    """Print rows as JSON, or in columns under their names; `nothing` is said when there are none."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        click.echo(nothing)
    else:
        for line in _lines(rows):
            click.echo(line)


def _lines(rows: Sequence[Row]) -> list[str]:
    table = [[name.replace("_", " ") for name in rows[0]], *([_cell(cell) for cell in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _cell(cell: object) -> str:
    match cell:
        case None:
            return "-"
        case bool():
            return "yes" if cell else "no"
        case list():
            return ", ".join(map(str, cell))
        case _:
            return str(cell)
