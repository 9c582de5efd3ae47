"""Statements worded once and handed to the driver itself.

SQLAlchemy words, binds and wraps a statement anew whenever it is executed, which takes several times as long as the
database needs for a row found by its key.  What every callback and every turn of a call asks is therefore compiled once
for each database; values pass through the same column types, errors come out as the same exceptions (ADR 21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn
from weakref import WeakSet

from sqlalchemy import Connection, Dialect, Executable, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
_EVERY: WeakSet[Worded] = WeakSet()
_Convert = Callable[[Any], Any] | None


class Worded:
    """One statement with constant words; what varies is given by name.

    A statement that SQLite and PostgreSQL word differently is made by a function of the dialect's name.  A parameter
    that expands (`IN` with a list) has no constant words: use `listed`, or write the words in with `fixed`.
    """

    def __init__(self, statement: Executable | Callable[[str], Executable]) -> None:
        self._statement = statement
        self._by_dialect: dict[str, _ForDriver] = {}
        _EVERY.add(self)

    def rows(self, on: Connection, /, **named: Any) -> list[Row]:
        """Every row found."""
        driver = self.worded_for(on.dialect)
        return [driver.read(row) for row in driver.execute(on, named)]

    def first(self, on: Connection, /, **named: Any) -> Row | None:
        """The first row found."""
        driver = self.worded_for(on.dialect)
        row = driver.execute(on, named).fetchone()
        return None if row is None else driver.read(row)

    def value(self, on: Connection, /, **named: Any) -> Any:
        """The first column of the first row; None when there is none."""
        row = self.first(on, **named)
        return None if row is None else row[0]

    def changed(self, on: Connection, /, **named: Any) -> int:
        """How many rows were written."""
        return int(self.worded_for(on.dialect).execute(on, named).rowcount)

    def worded_for(self, dialect: Dialect) -> _ForDriver:
        """It, in the words of this dialect's driver."""
        if known := self._by_dialect.get(dialect.name):
            return known
        statement = self._statement if isinstance(self._statement, Executable) else self._statement(dialect.name)
        return self._by_dialect.setdefault(dialect.name, _worded(statement, dialect))


def word_all(dialect: Dialect) -> None:
    """Word all there are for this dialect, before callers wait for it."""
    for each in tuple(_EVERY):
        each.worded_for(dialect)


@dataclass(frozen=True, slots=True)
class _Place:
    """A parameter: its name, how it is written for the driver, and its value where the statement holds it."""

    name: str
    convert: _Convert
    given: bool
    value: Any

    def of(self, named: Mapping[str, Any]) -> Any:
        if not self.given:
            return self.value
        value = named[self.name]
        return value if self.convert is None else self.convert(value)


@dataclass(frozen=True, slots=True)
class _ForDriver:
    """A statement in the words of one driver."""

    sql: str
    places: Sequence[_Place]
    positional: bool
    columns: Sequence[_Convert]
    as_it_is: bool

    def execute(self, on: Connection, named: Mapping[str, Any]) -> Any:
        values: Any = [place.of(named) for place in self.places]
        if not self.positional:
            values = dict(zip((place.name for place in self.places), values, strict=True))
        driver: Any = on.connection.dbapi_connection
        try:
            return driver.execute(self.sql, values)
        except on.dialect.loaded_dbapi.Error as error:
            _raise_as_usual(on, self.sql, error)

    def read(self, row: Sequence[Any]) -> Row:
        if self.as_it_is:
            return tuple(row)
        return tuple(
            [value if column is None else column(value) for column, value in zip(self.columns, row, strict=True)]
        )


def _worded(statement: Executable, dialect: Dialect) -> _ForDriver:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    columns = [_reader(type_, dialect) for type_ in _types_of(statement)]
    return _ForDriver(
        sql=str(compiled),
        places=[_place(compiled, name, dialect) for name in names or ()],
        positional=bool(compiled.positional),
        columns=columns,
        as_it_is=not any(columns),
    )


def _place(compiled: SQLCompiler, name: str, dialect: Dialect) -> _Place:
    bound = compiled.binds[name]
    if bound.expanding:
        raise ValueError(f"the parameter {name} expands: such a statement is not worded once")
    convert = bound.type.dialect_impl(dialect).bind_processor(dialect)
    if bound.required:
        return _Place(name, convert, given=True, value=None)
    value = bound.effective_value
    return _Place(name, None, given=False, value=value if convert is None else convert(value))


def _types_of(statement: Executable) -> list[TypeEngine[Any]]:
    described: Any = statement
    columns = described.returning_column_descriptions if isinstance(statement, UpdateBase) else None
    return [column["type"] for column in (described.column_descriptions if columns is None else columns)]


def _reader(type_: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return type_.dialect_impl(dialect).result_processor(dialect, None)


def _raise_as_usual(on: Connection, sql: str, error: Exception) -> NoReturn:
    """The exception SQLAlchemy would have raised; a connection that was cut is not handed out again."""
    lost = on.dialect.is_disconnect(error, on.connection, None)  # type: ignore[arg-type]
    if lost:
        on.invalidate()
    base = on.dialect.loaded_dbapi.Error
    raise DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=on.dialect
    ) from error
