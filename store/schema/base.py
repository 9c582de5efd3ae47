"""What all tables share: one catalogue of tables and the names of their constraints."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def words(name: str, *, optional: bool = False, primary: bool = False) -> Column[str]:
    """Text of any length."""
    return Column(name, Text, nullable=optional, primary_key=primary)


def refers(name: str, target: str, *, optional: bool = False, **more: Any) -> Column[str]:
    """The id of a row elsewhere, which must exist."""
    return Column(name, Text, ForeignKey(target), nullable=optional, **more)
