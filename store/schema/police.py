"""Tables of what members tell the police, and of the calls and texts owed beside the cascades."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, UniqueConstraint, text

from plp.errand import ErrandKind, ErrandState
from plp.language import Language
from plp.outcome import By
from plp.report import Decision
from store.columns import Moment, Word
from store.schema.base import METADATA, refers, words

reports = Table(
    "reports",
    METADATA,
    words("id", primary=True),
    refers("zone", "zones.name"),
    refers("partnership", "partnerships.slug"),
    refers("member", "members.id"),
    Column("by", Word(By), nullable=False),
    words("sender"),
    Column("number", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    words("text"),
    words("recording", optional=True),
    Column("decision", Word(Decision)),
    words("decided_by", optional=True),
    Column("decided_at", Moment),
    refers("alert", "alerts.id", optional=True),
    Column("told_at", Moment),
    UniqueConstraint("zone", "year", "number"),
)
_WAITING = text("decision IS NULL")
Index("ix_reports_waiting", reports.c.zone, sqlite_where=_WAITING, postgresql_where=_WAITING)
Index(None, reports.c.member)
Index(None, reports.c.alert)

call_back_requests = Table(
    "call_back_requests",
    METADATA,
    words("id", primary=True),
    refers("zone", "zones.name"),
    refers("partnership", "partnerships.slug"),
    refers("member", "members.id"),
    words("number"),
    Column("at", Moment, nullable=False),
    words("recording", optional=True),
    Column("closed_at", Moment),
    words("closed_by", optional=True),
)
Index(None, call_back_requests.c.zone, call_back_requests.c.closed_at)
Index(None, call_back_requests.c.member)

errands = Table(
    "errands",
    METADATA,
    words("id", primary=True),
    Column("kind", Word(ErrandKind), nullable=False),
    Column("by", Word(By), nullable=False),
    refers("zone", "zones.name"),
    words("number"),
    Column("language", Word(Language), nullable=False),
    words("subject"),
    Column("state", Word(ErrandState), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("round", Integer, nullable=False),
    refers("officer", "officers.id", optional=True),
    refers("member", "members.id", optional=True),
    words("says"),
    Column("blanks", JSON, nullable=False),
    Column("claimed_at", Moment),
    words("carrier_sid", optional=True),
    Column("picked_up", Boolean, nullable=False),
    Column("looks", Integer, nullable=False),
    UniqueConstraint("kind", "subject", "says", "round", "number"),
)
OPEN_ONE = text("state IN ('owed', 'submitted', 'submitting')")
"""The errand is not over; word for word, for only then the partial index serves."""
Index("ix_errands_open", errands.c.state, errands.c.due_at, sqlite_where=OPEN_ONE, postgresql_where=OPEN_ONE)
Index(None, errands.c.subject)
Index(None, errands.c.officer, errands.c.asked_at)
Index(None, errands.c.member)
Index(None, errands.c.asked_at)
