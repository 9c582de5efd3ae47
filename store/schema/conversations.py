"""Tables of calls and their turns, codes typed, names held, recordings, texts received."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, Text, text

from plp.call import Party, RecordingState
from store.columns import Moment, Word
from store.schema.base import METADATA, refers, words

calls = Table(
    "calls",
    METADATA,
    words("sid", primary=True),
    refers("zone", "zones.name"),
    words("number", optional=True),
    Column("party", Word(Party), nullable=False),
    Column("started_at", Moment, nullable=False),
    refers("member", "members.id", optional=True),
    refers("officer", "officers.id", optional=True),
    words("attempt", optional=True),
    words("errand", optional=True),
    Column("proven", Boolean, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("memory", JSON, nullable=False),
)
# Of those that others began: our own, by the thousand while a cascade runs, pay nothing for it.
_THEIRS = text("attempt IS NULL AND errand IS NULL")
Index("ix_calls_theirs", calls.c.started_at, sqlite_where=_THEIRS, postgresql_where=_THEIRS)

turns = Table(
    "turns",
    METADATA,
    Column("call_sid", Text, primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    words("twiml"),
    Column("at", Moment, nullable=False),
)

codes = Table(
    "codes",
    METADATA,
    Column("id", Integer, primary_key=True),
    words("key"),
    Column("was_right", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)
Index(None, codes.c.key)

holds = Table(
    "holds",
    METADATA,
    words("name", primary=True),
    words("holder"),
    Column("until", Moment, nullable=False),
)

recordings = Table(
    "recordings",
    METADATA,
    words("sid", primary=True),
    words("call_sid"),
    words("language"),
    words("url"),
    Column("state", Word(RecordingState), nullable=False),
    Column("at", Moment, nullable=False),
    words("media", optional=True),
    words("why"),
)
Index(None, recordings.c.call_sid)

incoming_texts = Table(
    "incoming_texts",
    METADATA,
    words("sid", primary=True),
    words("sender", optional=True),
    words("body"),
    Column("at", Moment, nullable=False),
    refers("member", "members.id", optional=True),
    refers("alert", "alerts.id", optional=True),
    words("answer"),
)
Index(None, incoming_texts.c.alert)
Index(None, incoming_texts.c.sender, incoming_texts.c.at)
Index(None, incoming_texts.c.at)
