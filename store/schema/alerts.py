"""Tables of police messages and their history."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from plp.alert import AlertState, Kind
from store.columns import ByLanguage, Moment, Word
from store.schema.base import METADATA, refers, words

alerts = Table(
    "alerts",
    METADATA,
    words("id", primary=True),
    refers("partnership", "partnerships.slug"),
    Column("kind", Word(Kind), nullable=False),
    Column("state", Word(AlertState), nullable=False),
    Column("texts", ByLanguage, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("recordings", ByLanguage, nullable=False),
    Column("number", Integer),
    Column("year", Integer),
    words("seal", optional=True),
    words("answers", optional=True),
    UniqueConstraint("partnership", "year", "number"),
)
Index(None, alerts.c.state)
Index(None, alerts.c.expires_at)

happenings = Table(
    "happenings",
    METADATA,
    Column("id", Integer, primary_key=True),
    refers("alert", "alerts.id"),
    Column("at", Moment, nullable=False),
    words("who"),
    words("what"),
    words("detail"),
)
Index(None, happenings.c.alert)
