"""A list handed to a statement as one value: worded once, and one row each instead of one execution each.

PostgreSQL keeps the plan of a statement it has seen a few times, made for tables as small as they were then. What is
asked of the rows of a list is therefore worded so that no plan but their key is left (ADR 30).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Subquery, Text, bindparam, literal_column, select
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


class _IsListed(FunctionElement[bool]):
    """Whether a column's value is among those that a question finds; without a type, lest SQLite compare it with 1."""

    inherit_cache = True


@compiles(_IsListed, "sqlite")
def _is_listed_in_sqlite(wanted: _IsListed, compiler: SQLCompiler, **how: Any) -> str:
    column, found = wanted.clauses
    return f"{compiler.process(column, **how)} IN {compiler.process(found, **how)}"


@compiles(_IsListed, "postgresql")
def _is_listed_in_postgres(wanted: _IsListed, compiler: SQLCompiler, **how: Any) -> str:
    column, found = wanted.clauses
    return f"{compiler.process(column, **how)} = ANY (ARRAY{compiler.process(found, **how)})"


def is_listed(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether the column's value is the first one of a row in the parameter `name`; found by the column's index."""
    return _IsListed(column, select(listed(name, "id").c.id).scalar_subquery())


def rows_of(strings: Iterable[str]) -> list[list[str]]:
    """What `listed` reads: each string as a row with one column."""
    return [[each] for each in strings]
