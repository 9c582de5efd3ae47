"""The way between frozen values and rows: columns in the order of a dataclass's fields."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    extract,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import Table
from sqlalchemy.sql.elements import KeyedColumnElement

from store.worded import Worded

Kind = TypeVar("Kind")
_EPOCH = 2_440_587.5  # as a Julian day


class Repository:
    """One area of the book, on the connection of its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def _all(self, kind: type[Kind], select: Select[Any]) -> list[Kind]:
        """Each row as a value; the columns are those of `kind`, in its order."""
        return [kind(*row) for row in self._on.execute(select)]

    def _one(self, kind: type[Kind], select: Select[Any]) -> Kind | None:
        row = self._on.execute(select).first()
        return None if row is None else kind(*row)

    def _keyed(self, kind: type[Kind], found: Worded, key: str) -> Kind | None:
        """The one row of a statement made by `by_key`."""
        row = found.first(self._on, its_key=key)
        return None if row is None else kind(*row)

    def _count(self, select: Select[Any]) -> int:
        return int(self._on.execute(select).scalar_one())

    def _changed(self, update: Executable) -> bool:
        """Whether a guarded update found its one row."""
        return self._on.execute(update).rowcount == 1

    def _may_conflict(self) -> AbstractContextManager[object]:
        """Around one statement that may break a constraint: PostgreSQL would give up the whole transaction."""
        return self._on.begin_nested() if self._on_postgres else nullcontext()

    @property
    def _on_postgres(self) -> bool:
        return self._on.dialect.name == "postgresql"

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that may say what happens on a conflict, which both databases write alike."""
        return insert_in(self._on.dialect.name, table)

    def _upsert(self, table: Table, key: str, *, keep: str = "") -> sqlite.Insert | postgresql.Insert:
        """Insert, or overwrite every other column of the row with this key but the one to keep."""
        return upsert_in(self._on.dialect.name, table, key, keep=keep)


def new_id(dialect: str, place: ColumnElement[int]) -> ColumnElement[str]:
    """An id drawn by the database itself for each row of a set: the moment, the row's place, and chance, in hex.

    What is written together stands together in every index: ids of mere chance fall on as many pages as there are
    rows, and each commit writes all of them (ADR 31).
    """
    if dialect == "postgresql":
        moment = func.to_hex(cast(extract("epoch", func.now()) * 1000, BigInteger))
        chance = func.right(cast(func.gen_random_uuid(), Text), 12)
        return func.concat(func.lpad(moment, 12, "0"), func.lpad(func.to_hex(place), 8, "0"), chance)
    milliseconds = cast((func.julianday("now") - _EPOCH) * 86_400_000, Integer)
    return func.printf("%012x%08x", milliseconds, place, type_=Text) + func.lower(func.hex(func.randomblob(6)))


def insert_in(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert of this dialect that may say what happens on a conflict."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def upsert_in(dialect: str, table: Table, key: str, *, keep: str = "") -> sqlite.Insert | postgresql.Insert:
    """Insert, or overwrite every other column of the row with this key but the one to keep."""
    insert = insert_in(dialect, table)
    rest = {column.name: column for column in insert.excluded if column.name not in {key, keep}}
    return insert.on_conflict_do_update(index_elements=[key], set_=rest)


def by_key(select: Select[Any], column: ColumnElement[Any]) -> Worded:
    """What has this key, which is given as `its_key`."""
    return Worded(select.where(column == bindparam("its_key")))


def named_like(table: Table, *, but: str = "") -> dict[str, BindParameter[Any]]:
    """A parameter for each column of a table, by its name."""
    return {column.name: bindparam(column.name) for column in table.c if column.name != but}


def columns_for(kind: Any, table: FromClause) -> list[KeyedColumnElement[Any]]:
    """The columns named like the fields of `kind`, in their order."""
    return [table.c[name] for name in _names(kind)]


def row_of(value: Any, **more: Any) -> dict[str, Any]:
    """The fields of a frozen value as a row, shallow, with what else the table holds."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)} | more


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
