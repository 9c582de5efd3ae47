"""Tables of the ready-made messages of a zone, and of the streets of its partnerships."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Integer, Table, UniqueConstraint

from plp.alert import Kind
from store.columns import ByLanguage, Word
from store.schema.base import METADATA, refers, words

templates = Table(
    "templates",
    METADATA,
    refers("zone", "zones.name", primary_key=True),
    words("id", primary=True),
    Column("number", Integer, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("texts", ByLanguage, nullable=False),
    Column("name", JSON, nullable=False),
    Column("needs_street", Boolean, nullable=False),
    UniqueConstraint("zone", "number"),
)

streets = Table(
    "streets",
    METADATA,
    refers("partnership", "partnerships.slug", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", JSON, nullable=False),
)
