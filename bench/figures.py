"""What a measurement found, and the table of all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADS = ("measurement", "result", "baseline in the same run", "ratio", "target")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; what does not apply is empty."""

    what: str
    result: str
    baseline: str = ""
    ratio: str = ""
    target: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(math.ceil(len(ordered) * share), len(ordered)) - 1] if ordered else math.nan


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds for people."""
    return f"{seconds * 1000:.1f} ms"


def print_heads() -> None:
    """The heads of the table."""
    _print(_HEADS)
    _print(["-" * width for width in _WIDTHS])


def print_rows(rows: Iterable[Row]) -> None:
    """Print some lines of it, as soon as they are known."""
    for row in rows:
        _print((row.what, row.result, row.baseline, row.ratio, row.target))


_WIDTHS = (52, 34, 44, 8, 30)


def _print(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)) + " |", flush=True)
