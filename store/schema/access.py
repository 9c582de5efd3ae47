"""Tables of the API: its tokens, and the answers kept for whoever asks the same again."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from store.columns import Moment, Strings
from store.schema.base import METADATA, refers, words

api_tokens = Table(
    "api_tokens",
    METADATA,
    words("id", primary=True),
    words("name"),
    words("digest"),
    refers("zone", "zones.name"),
    Column("partnerships", Strings, nullable=False),
    Column("scopes", Strings, nullable=False),
    refers("officer", "officers.id", optional=True),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
Index(None, api_tokens.c.digest, unique=True)

api_answers = Table(
    "api_answers",
    METADATA,
    refers("token", "api_tokens.id", primary_key=True),
    words("key", primary=True),
    words("asked"),
    Column("at", Moment, nullable=False),
    Column("status", Integer, nullable=False),
    words("location"),
    words("body"),
)
Index(None, api_answers.c.at)
