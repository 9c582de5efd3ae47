"""A list handed to a statement as one value: worded once, and one row each instead of one execution each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, Subquery, Text, bindparam, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Elements(FunctionElement[Any]):
    """The elements of a JSON array as rows with one column, `value`."""

    inherit_cache = True


@compiles(_Elements, "sqlite")
def _in_sqlite(elements: _Elements, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each({compiler.process(elements.clauses, **how)})"


@compiles(_Elements, "postgresql")
def _in_postgres(elements: _Elements, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements({compiler.process(elements.clauses, **how)})"


def listed(name: str, *columns: str) -> Subquery:
    """The parameter `name`, a list of lists of strings, as a table with these columns."""
    rows = _Elements(bindparam(name, type_=JSON())).table_valued("value")
    texts = [literal_column(f"value ->> {place}", Text).label(column) for place, column in enumerate(columns)]
    return select(*texts).select_from(rows).subquery(f"listed_{name}")


def rows_of(strings: Iterable[str]) -> list[list[str]]:
    """What `listed` reads: each string as a row with one column."""
    return [[each] for each in strings]
