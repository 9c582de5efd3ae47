"""The table of messages of the Common Alerting Protocol that were taken."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table

from plp.cap import CapStatus, MsgType
from store.columns import Moment, Word
from store.schema.base import METADATA, refers, words

cap_messages = Table(
    "cap_messages",
    METADATA,
    refers("zone", "zones.name", primary_key=True),
    words("sender", primary=True),
    words("identifier", primary=True),
    Column("sent", Moment, nullable=False),
    Column("status", Word(CapStatus), nullable=False),
    Column("does", Word(MsgType), nullable=False),
    words("refs"),
    words("seal"),
    refers("token", "api_tokens.id"),
    Column("at", Moment, nullable=False),
    refers("alert", "alerts.id", optional=True),
    Column("made", Boolean, nullable=False),
)
Index(None, cap_messages.c.alert)
