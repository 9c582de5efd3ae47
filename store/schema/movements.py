"""Table of who came and went, without who it was."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from plp.movement import Move
from store.columns import Moment, Word
from store.schema.base import METADATA, refers

movements = Table(
    "movements",
    METADATA,
    Column("id", Integer, primary_key=True),
    refers("partnership", "partnerships.slug"),
    Column("what", Word(Move), nullable=False),
    Column("at", Moment, nullable=False),
)
Index(None, movements.c.partnership, movements.c.at)
